#include <spnn/nn/layer/bias.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using test::of;

TEST_CASE("nn/layer/bias: laws") {
    laws::layer<nn::bias<1>>();
    laws::layer<nn::bias<8>>();
    laws::layer<nn::bias<19>>();
}

TEST_CASE("nn/layer/bias: a batch by hand") {
    using layer = nn::bias<2>;
    layer::parameters<double> p{of<double>({{10, -1}})}, grads;
    matrix<double> y, dx;
    const auto x = of<double>({{1, 2}, {3, 4}, {5, 6}});
    layer{}.forward(p, x, y);
    CHECK(test::same_bits(y, of<double>({{11, 1}, {13, 3}, {15, 5}})));
    const auto dy = of<double>({{1, 0}, {2, 1}, {4, -3}});
    layer{}.backward(p, x, y, dy, grads, dx);
    CHECK(test::same_bits(grads.bias, of<double>({{7, -2}})));
    CHECK(test::same_bits(dx, dy));
    CHECK(layer{}.name() == "bias<2>");
}

TEST_CASE("nn/layer/bias: after a product it is a dense layer's bias") {
    test::words_from_seed random(4);
    nn::bias<3>::parameters<float> p{test::random_matrix<float>(1, 3, random)};
    matrix<float> y;
    nn::bias<3>{}.initialise(p, random, nn::initialiser::he_normal);
    const auto x = test::random_matrix<float>(2, 3, random);
    nn::bias<3>{}.forward(p, x, y);
    CHECK(test::same_bits(x, y));  // initialise gives zeros
}
