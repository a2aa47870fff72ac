#include <spnn/nn/layer/dense.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using test::of;

TEST_CASE("nn/layer/dense: laws") {
    laws::layer<nn::dense<3, 2>>();
    laws::layer<nn::dense<1, 1>>();
    laws::layer<nn::dense<28, 8>>();
    laws::layer<nn::dense<5, 17>>();
}

TEST_CASE("nn/layer/dense: a batch by hand, forward and backward") {
    using layer = nn::dense<2, 3>;
    layer::parameters<double> p{of<double>({{1, 2, 3}, {4, 5, 6}}), of<double>({{0.5, -1, 2}})}, grads;
    matrix<double> y, dx;
    const auto x = of<double>({{1, 0}, {2, -1}});
    layer{}.forward(p, x, y);
    CHECK(test::same_bits(y, of<double>({{1.5, 1, 5}, {-1.5, -2, 2}})));
    layer{}.backward(p, x, y, of<double>({{1, 0, 2}, {0, 3, 1}}), grads, dx);
    CHECK(test::same_bits(grads.weights, of<double>({{1, 6, 4}, {0, -3, -1}})));
    CHECK(test::same_bits(grads.bias, of<double>({{1, 3, 3}})));
    CHECK(test::same_bits(dx, of<double>({{7, 16}, {9, 21}})));
}

TEST_CASE("nn/layer/dense: fresh parameters are zeros of the right shape; initialise leaves the bias zero") {
    nn::dense<4, 3>::parameters<float> p;
    CHECK(shape_text(p.weights) == "4x3");
    CHECK(shape_text(p.bias) == "1x3");
    CHECK(nn::flatten(p) == std::vector<float>(15));
    p.bias.data()[1] = 7;
    test::words_from_seed random(1);
    nn::dense<4, 3>{}.initialise(p, random, nn::initialiser::he_normal);
    for (const float w : elements(p.weights)) CHECK(w != 0);
    for (const float b : elements(p.bias)) CHECK(b == 0);
    CHECK(nn::dense<4, 3>{}.name() == "dense<4,3>");
}

TEST_CASE("nn/layer/dense: parameters of another shape, and a gradient of other rows, are refused") {
    using layer = nn::dense<2, 3>;
    layer::parameters<float> p, grads;
    matrix<float> y, dx;
    const auto x = zeros<float>(4, 2);
    layer{}.forward(p, x, y);
    CHECK_THROWS_AS(layer{}.backward(p, x, y, zeros<float>(5, 3), grads, dx), usage_error);
    p.weights = zeros<float>(2, 4);
    CHECK_THROWS_AS(layer{}.forward(p, zeros<float>(4, 2), y), usage_error);
    p = {zeros<float>(2, 3), zeros<float>(1, 2)};
    CHECK_THROWS_AS(layer{}.forward(p, zeros<float>(4, 2), y), usage_error);
}
