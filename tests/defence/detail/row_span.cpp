#include <spnn/defence/detail/row_span.hpp>

#include <spnn/core/matmul.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace {

using spnn::matrix;
using spnn::row;

// An orthonormal basis of this rank, in which the coordinates give x back.
void check_span(const matrix<float>& x, std::size_t rank) {
    const auto span = spnn::defence::detail::span_of_rows(x);
    CHECK(span.rank() == rank);
    REQUIRE(spnn::columns(span.basis) == spnn::columns(x));
    REQUIRE(spnn::columns(span.coordinates) == spnn::rows(x));
    for (std::size_t j = 0; j < rank; ++j)
        for (std::size_t k = 0; k < rank; ++k)
            CHECK(std::abs(spnn::defence::detail::dot(row(span.basis, j), row(span.basis, k)) - (j == k ? 1 : 0)) <
                  1e-9);
    matrix<double> back;
    spnn::multiply_transposed_left(span.coordinates, span.basis, back);
    double longest = 0;
    for (const float v : spnn::elements(x)) longest = std::max(longest, std::abs(static_cast<double>(v)));
    for (std::size_t i = 0; i < x.size(); ++i)
        CHECK(std::abs(back.data()[i] - static_cast<double>(x.data()[i])) <= 1e-5 * longest * std::sqrt(x.size()));
}

// Rows s_i w + t_i v, rounded to float.
matrix<float> two_dimensions(std::size_t m, std::size_t n, double second, double size) {
    test::words_from_seed random(1);
    const auto w = test::random_matrix<double>(2, n, random), s = test::random_matrix<double>(m, 2, random);
    auto x = spnn::make_matrix<float>(m, n);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t k = 0; k < n; ++k)
            x(i, k) = static_cast<float>(size * (s(i, 0) * w(0, k) + second * s(i, 1) * w(1, k)));
    return x;
}

TEST_CASE("defence/detail/row_span: general rows span as many dimensions as they can") {
    test::words_from_seed random(2);
    for (const auto& [m, n] : std::vector<std::pair<std::size_t, std::size_t>>{{1, 1}, {5, 3}, {3, 5}, {40, 16}})
        check_span(test::random_matrix<float>(m, n, random), std::min(m, n));
}

TEST_CASE("defence/detail/row_span: rounding to float adds no dimension, at any size of the numbers") {
    for (const double size : {1e-30, 1e-3, 1.0, 1e30}) {
        check_span(two_dimensions(50, 8, 0, size), 1);
        check_span(two_dimensions(50, 8, 1, size), 2);
        check_span(two_dimensions(50, 8, 1e-3, size), 2);
    }
}

TEST_CASE(
    "defence/detail/row_span: zeros, no rows and no columns span nothing; a zero row among others is one of them") {
    check_span(spnn::zeros<float>(4, 3), 0);
    check_span(spnn::zeros<float>(0, 3), 0);
    check_span(spnn::zeros<float>(3, 0), 0);
    check_span(test::of<float>({{0, 0}, {1, 2}, {0, 0}, {-2, -4}}), 1);
}

}  // namespace
