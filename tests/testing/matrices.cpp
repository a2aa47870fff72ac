#include <spnn/testing/matrices.hpp>

#include <spnn/core/ring/z2k.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace testing = spnn::testing;

TEST_CASE("testing/matrices: random ones have their shape and range, and come again from their number") {
    const auto x = testing::random_matrix<double>(30, 40, 7, -3, 5);
    CHECK(spnn::rows(x) == 30);
    CHECK(spnn::columns(x) == 40);
    const auto [low, high] = std::minmax_element(x.data(), x.data() + x.size());
    CHECK(*low >= -3);
    CHECK(*high <= 5);
    CHECK(*high - *low > 7.8);
    CHECK(testing::same_bits(x, testing::random_matrix<double>(30, 40, 7, -3, 5)));
    CHECK_FALSE(testing::same(x, testing::random_matrix<double>(30, 40, 8, -3, 5)));
}

TEST_CASE("testing/matrices: the same values, and the same bits") {
    auto zero = spnn::zeros<float>(1, 2), other = zero;
    CHECK(testing::same(zero, other));
    CHECK(testing::same_bits(zero, other));
    other(0, 1) = -0.0F;
    CHECK(testing::same(zero, other));
    CHECK_FALSE(testing::same_bits(zero, other));
    zero(0, 1) = other(0, 1) = std::numeric_limits<float>::quiet_NaN();
    CHECK_FALSE(testing::same(zero, other));
    CHECK(testing::same_bits(zero, other));
    CHECK_FALSE(testing::same(zero, spnn::zeros<float>(2, 1)));
    CHECK_FALSE(testing::same_bits(zero, spnn::zeros<float>(2, 1)));
    CHECK(testing::same_bits(spnn::zeros<float>(0, 3), spnn::zeros<float>(0, 3)));
}

TEST_CASE("testing/matrices: products, and other numbers") {
    auto a = spnn::make_matrix<std::uint32_t>(1, 2), b = spnn::make_matrix<std::uint32_t>(2, 1);
    a(0, 0) = 3, a(0, 1) = 0xffffffffU;
    b(0, 0) = 5, b(1, 0) = 7;
    CHECK(testing::product<spnn::z2k<32>>(a, b)(0, 0) == 8);  // 15 - 7
    CHECK(testing::cast<double>(b)(1, 0) == 7.0);
}

}  // namespace
