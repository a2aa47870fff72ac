#include <spnn/audit/detail/cholesky.hpp>
#include <spnn/core/matmul.hpp>

#include <doctest/doctest.h>

#include "support/matrices.hpp"

#include <limits>

using spnn::matrix;
using spnn::audit::detail::cholesky;

namespace {

matrix<double> square_of(std::initializer_list<double> values) {
    const auto n = static_cast<std::size_t>(std::sqrt(static_cast<double>(values.size())) + 0.5);
    auto a = spnn::make_matrix<double>(n, n);
    std::copy(values.begin(), values.end(), a.data());
    return a;
}

matrix<double> in_doubles(const matrix<float>& x) {
    auto out = spnn::make_matrix<double>(spnn::rows(x), spnn::columns(x));
    std::copy(x.data(), x.data() + x.size(), out.data());
    return out;
}

}  // namespace

TEST_CASE("audit/detail/cholesky: a system by hand") {
    // L = (2, 0, 0; 6, 1, 0; -8, 5, 3), above the diagonal nothing is read.
    const auto l = cholesky::of(square_of({4, 99, 99, 12, 37, 99, -16, -43, 98}));
    REQUIRE(l);
    auto b = spnn::make_matrix<double>(3, 2);
    const double columns[] = {2, 4, 7, 9, 0, -17};  // L (1, 1, 1) = (2, 7, 0), L (2, -3, 14/3...) = (4, 9, ...)
    std::copy(columns, columns + 6, b.data());
    l->forward(b);
    CHECK(b(0, 0) == doctest::Approx(1));
    CHECK(b(1, 0) == doctest::Approx(1));
    CHECK(b(2, 0) == doctest::Approx(1));
    CHECK(b(0, 1) == doctest::Approx(2));
    CHECK(b(1, 1) == doctest::Approx(-3));
    CHECK(b(2, 1) == doctest::Approx((-17 + 16 + 15) / 3.0));
    std::vector<double> x = {4 + 24 - 48, 12 + 74 - 129, -16 - 86 + 294};  // a (1, 2, 3)
    l->solve(x);
    CHECK(x[0] == doctest::Approx(1));
    CHECK(x[1] == doctest::Approx(2));
    CHECK(x[2] == doctest::Approx(3));
}

TEST_CASE("audit/detail/cholesky: random systems of many sizes are solved") {
    for (std::size_t n = 1; n < 60; n += 7) {
        const auto x = in_doubles(test::random_reals(n + 3, n, n));
        matrix<double> a;
        spnn::multiply_transposed_left(x, x, a);
        const auto l = cholesky::of(a);
        REQUIRE(l);
        std::vector<double> wanted(n), b(n, 0.0);
        for (std::size_t i = 0; i < n; ++i) wanted[i] = static_cast<double>(i) - 3;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) b[i] += a(i, j) * wanted[j];
        l->solve(b);
        for (std::size_t i = 0; i < n; ++i) CHECK(b[i] == doctest::Approx(wanted[i]).epsilon(1e-6));
        // L^-1 a L^-T = 1
        auto half = a;
        l->forward(half);
        auto turned = spnn::make_matrix<double>(n, n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) turned(i, j) = half(j, i);
        l->forward(turned);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                CHECK(turned(i, j) == doctest::Approx(i == j ? 1.0 : 0.0).epsilon(1e-8).scale(1));
    }
}

TEST_CASE("audit/detail/cholesky: matrices that are not positive definite are refused") {
    CHECK_FALSE(cholesky::of(square_of({1, 2, 2, 1})));          // indefinite
    CHECK_FALSE(cholesky::of(square_of({-1})));                  // negative
    CHECK_FALSE(cholesky::of(square_of({0, 0, 0, 0})));          // zero
    CHECK_FALSE(cholesky::of(square_of({1, 1, 1, 1})));          // singular
    CHECK_FALSE(cholesky::of(square_of({1, 1, 1, 1 + 1e-16})));  // definite by less than rounding
    CHECK(cholesky::of(square_of({1, 1, 1, 1 + 1e-12})));
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    CHECK_FALSE(cholesky::of(square_of({nan})));
    CHECK_FALSE(cholesky::of(square_of({infinity})));
    CHECK_FALSE(cholesky::of(square_of({1, 0, nan, 1})));
    CHECK_THROWS_WITH_AS(static_cast<void>(cholesky::of(spnn::make_matrix<double>(2, 3))),
                         "cholesky: the matrix is 2x3, square expected", spnn::usage_error);
    const auto l = cholesky::of(square_of({1, 0, 0, 1}));
    std::vector<double> short_one(1);
    auto tall = spnn::make_matrix<double>(3, 1);
    CHECK_THROWS_AS(l->solve(short_one), spnn::usage_error);
    CHECK_THROWS_AS(l->forward(tall), spnn::usage_error);
}
