#include <spnn/nn/blas.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

#include "support/errors.hpp"

using namespace spnn;

namespace {

template <class T>
matrix<T> random_matrix(std::size_t m, std::size_t n, std::uint64_t seed) {
    test::words_from_seed random(seed);
    return test::random_matrix<T>(m, n, random, -1, 1);
}

// Products of BLAS and our own agree up to rounding: k additions of numbers below 1.
template <class T>
void check_products(std::size_t m, std::size_t k, std::size_t n) {
    const auto tolerance = std::numeric_limits<T>::epsilon() * static_cast<T>(k + 1) * 4;
    const auto compare = [&](const matrix<T>& found, const matrix<T>& expected) {
        REQUIRE(found.shape() == expected.shape());
        for (std::size_t i = 0; i < found.size(); ++i)
            CHECK(std::abs(found.data()[i] - expected.data()[i]) <= tolerance);
    };
    matrix<T> found, expected;
    nn::blas_products::multiply(random_matrix<T>(m, k, 1), random_matrix<T>(k, n, 2), found);
    multiply(random_matrix<T>(m, k, 1), random_matrix<T>(k, n, 2), expected);
    compare(found, expected);
    nn::blas_products::multiply_transposed_left(random_matrix<T>(k, m, 3), random_matrix<T>(k, n, 4), found);
    multiply_transposed_left(random_matrix<T>(k, m, 3), random_matrix<T>(k, n, 4), expected);
    compare(found, expected);
    nn::blas_products::multiply_transposed_right(random_matrix<T>(m, k, 5), random_matrix<T>(n, k, 6), found);
    multiply_transposed_right(random_matrix<T>(m, k, 5), random_matrix<T>(n, k, 6), expected);
    compare(found, expected);
}

TEST_CASE("nn/blas: the three products are ours, up to rounding") {
    for (const std::size_t k : {1U, 2U, 28U, 129U}) {
        check_products<float>(17, k, 8);
        check_products<double>(3, k, 31);
        check_products<float>(1, k, 1);
    }
}

TEST_CASE("nn/blas: an inner dimension of 0 gives zeros, no rows give none, unequal ones are refused") {
    auto c = random_matrix<float>(9, 9, 7);
    nn::blas_products::multiply(zeros<float>(2, 0), zeros<float>(0, 3), c);
    CHECK(c == zeros<float>(2, 3));
    nn::blas_products::multiply(zeros<float>(0, 4), zeros<float>(4, 3), c);
    CHECK(shape_text(c) == "0x3");
    CHECK(::test::error_of<usage_error>([&] {
              nn::blas_products::multiply(zeros<float>(2, 4), zeros<float>(3, 2), c);
          }) == "multiply: inner dimensions differ, 4 and 3");
}

TEST_CASE("nn/blas: a layer on it keeps name and parameters, so weights move from one to the other") {
    CHECK(nn::blas_dense<4, 3>{}.name() == nn::dense<4, 3>{}.name());
    nn::dense<4, 3>::parameters<double> ours;
    nn::blas_dense<4, 3>::parameters<double> theirs;
    nn::unflatten<double>(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, ours);
    nn::unflatten<double>(nn::flatten<double>(ours), theirs);
    matrix<double> y, z;
    const auto x = random_matrix<double>(6, 4, 8);
    nn::dense<4, 3>{}.forward(ours, x, y);
    nn::blas_dense<4, 3>{}.forward(theirs, x, z);
    for (std::size_t i = 0; i < y.size(); ++i) CHECK(std::abs(y.data()[i] - z.data()[i]) < 1e-13);
}

}  // namespace
