#include <spnn/nn/layer/relu.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace laws = spnn::testing::laws;
using namespace spnn;
using test::of;

TEST_CASE("nn/layer/relu: laws") {
    laws::layer<nn::relu<1>>();
    laws::layer<nn::relu<9>>();
}

TEST_CASE("nn/layer/relu: cuts below zero, with slope 0 at zero") {
    using layer = nn::relu<4>;
    nn::no_parameters<float> none;
    matrix<float> y, dx;
    const auto x = of<float>({{-2, 0, 3, 1e-30f}});
    layer{}.forward(none, x, y);
    CHECK(test::same_bits(y, of<float>({{0, 0, 3, 1e-30f}})));
    layer{}.backward(none, x, y, of<float>({{5, 6, 7, 8}}), none, dx);
    CHECK(test::same_bits(dx, of<float>({{0, 0, 7, 8}})));
    CHECK(layer{}.name() == "relu<4>");
}

TEST_CASE("nn/layer/relu: does not hide a NaN") {
    nn::no_parameters<float> none;
    matrix<float> y;
    nn::relu<1>{}.forward(none, of<float>({{std::numeric_limits<float>::quiet_NaN()}}), y);
    CHECK(std::isnan(y.data()[0]));
}
