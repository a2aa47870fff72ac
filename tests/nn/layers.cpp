#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/tanh.hpp>
#include <spnn/nn/layers.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;

using short_net = nn::layers<nn::numbers<28>, nn::dense<16>, nn::tanh<>, nn::dense<16, 8>, nn::relu<8>, nn::dense<1>>;
using long_net = nn::sequential<nn::dense<28, 16>, nn::tanh<16>, nn::dense<16, 8>, nn::relu<8>, nn::dense<8, 1>>;

static_assert(short_net::in == 28 && short_net::out == 1 && short_net::depth == 5);
static_assert(nn::layers<nn::image<2, 3, 3>, nn::relu<>>::out_shape == nn::shape::image(2, 3, 3));
static_assert(nn::layers<nn::image<2, 3, 3>, nn::dense<4>>::in == 18);
static_assert(nn::layers<nn::numbers<3>, nn::relu<>>::depth == 1);

TEST_CASE("nn/layers: inferred widths are the ones that would have been written") {
    laws::layer<nn::layers<nn::numbers<3>, nn::dense<4>, nn::tanh<>, nn::dense<2>>>();
    CHECK(short_net{}.name() == long_net{}.name());
    test::words_from_seed random(1), again(1);
    short_net::parameters<float> p;
    long_net::parameters<float> q;
    short_net{}.initialise(p, random, nn::initialiser::glorot_uniform);
    long_net{}.initialise(q, again, nn::initialiser::glorot_uniform);
    CHECK(nn::flatten(p) == nn::flatten(q));
    const auto x = test::random_matrix<float>(9, 28, random);
    matrix<float> y, z;
    short_net{}.forward(p, x, y);
    long_net{}.forward(q, x, z);
    CHECK(test::same_bits(y, z));
}
