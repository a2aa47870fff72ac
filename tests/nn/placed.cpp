#include <spnn/nn/layer/bias.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/identity.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/layer/tanh.hpp>
#include <spnn/nn/placed.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using nn::shape;

namespace {

template <class K>
using chosen = nn::placed_layer<nn::chosen_at<K>>;

// A layer of run-time widths gives the bits of the one of the same widths in its type.
template <class T, class Fixed, class Chosen>
void check_same_bits(const Fixed& fixed, const Chosen& layer, std::size_t m) {
    test::words_from_seed random(5), again(5);
    nn::parameters_of<Fixed, T> p, p_grads;
    nn::parameters_of<Chosen, T> q, q_grads;
    fixed.template initialise<T>(p, random, nn::initialiser::he_normal);
    layer.template initialise<T>(q, again, nn::initialiser::he_normal);
    CHECK(nn::flatten<T>(p) == nn::flatten<T>(q));
    const auto x = test::random_matrix<T>(m, fixed.in, random), dy = test::random_matrix<T>(m, fixed.out, random);
    matrix<T> y, z, dx, dz;
    fixed.forward(p, x, y);
    layer.forward(q, x, z);
    CHECK(test::same_bits(y, z));
    fixed.backward(p, x, y, dy, p_grads, dx);
    layer.backward(q, x, z, dy, q_grads, dz);
    CHECK(test::same_bits(dx, dz));
    CHECK(nn::flatten<T>(p_grads) == nn::flatten<T>(q_grads));
    CHECK(fixed.name() == layer.name());
}

}  // namespace

// A place in a type is an empty object.
static_assert(std::is_empty_v<nn::dense<4, 2>> && nn::dense<4, 2>::out_shape == shape::numbers(2));
static_assert(nn::Layer<chosen<nn::kinds::dense>>);
static_assert(nn::dense<10>::at<shape::image(2, 3, 3)>::in == 18);

TEST_CASE("nn/placed: widths chosen at run time obey the laws") {
    laws::layer(chosen<nn::kinds::dense>({5}, shape::numbers(3)));
    laws::layer(chosen<nn::kinds::bias>({}, shape::numbers(3)));
    laws::layer(chosen<nn::kinds::tanh>({}, shape::image(2, 1, 2)));
}

TEST_CASE("nn/placed: the same bits, wherever widths are known") {
    for (const std::size_t m : {1u, 16u, 37u}) {
        check_same_bits<float>(nn::dense<3, 5>{}, chosen<nn::kinds::dense>({5}, shape::numbers(3)), m);
        check_same_bits<double>(nn::dense<28, 17>{}, chosen<nn::kinds::dense>({17}, shape::numbers(28)), m);
        check_same_bits<float>(nn::bias<8>{}, chosen<nn::kinds::bias>({}, shape::numbers(8)), m);
        check_same_bits<float>(nn::sigmoid<8>{}, chosen<nn::kinds::sigmoid>({}, shape::numbers(8)), m);
        check_same_bits<double>(nn::relu<8>{}, chosen<nn::kinds::relu>({}, shape::numbers(8)), m);
        check_same_bits<double>(nn::identity<8>{}, chosen<nn::kinds::identity>({}, shape::numbers(8)), m);
    }
}

TEST_CASE("nn/placed: what does not fit is a usage_error that names the layer") {
    CHECK(test::error_of<usage_error>([] { chosen<nn::kinds::dense>({0}, shape::numbers(3)); }) ==
          "dense<3,0> has a number out of its bounds");
    CHECK(test::error_of<usage_error>([] { chosen<nn::kinds::dense>({shape::most}, shape::numbers(1000)); }) ==
          "dense<1000,16777216> makes rows or parameters larger than allowed");
    CHECK(test::error_of<usage_error>([] { chosen<nn::kinds::relu>({}, shape::numbers(0)); }) ==
          "layer: a shape of 0 is not allowed");
}
