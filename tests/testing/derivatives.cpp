#include <spnn/testing/derivatives.hpp>

#include <doctest/doctest.h>

namespace {

namespace testing = spnn::testing;

TEST_CASE("testing/derivatives: the slope of what reads x, which stays as it was") {
    double x = 1.5;
    CHECK(testing::derivatives_agree(testing::central_difference(x, [&] { return x * x * x; }), 3 * 1.5 * 1.5));
    CHECK(x == 1.5);
}

TEST_CASE("testing/derivatives: how close is close") {
    CHECK(testing::derivatives_agree(1000, 1000.0009));
    CHECK_FALSE(testing::derivatives_agree(1000, 1000.0011));
    CHECK(testing::derivatives_agree(0, 0.9e-9));
    CHECK_FALSE(testing::derivatives_agree(0, 1.1e-9));
    CHECK_FALSE(testing::derivatives_agree(1, -1));
}

}  // namespace
