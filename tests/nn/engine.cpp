#include <spnn/nn/engine.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/tanh.hpp>
#include <spnn/nn/sequential.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;

namespace {

// The library's own products, counted.
struct counted_products : nn::own_products {
    static inline int products = 0;

    template <class T>
    static void multiply(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
        ++products;
        nn::own_products::multiply(a, b, c);
    }
    template <class T>
    static void multiply_transposed_left(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
        ++products;
        nn::own_products::multiply_transposed_left(a, b, c);
    }
};

using plain = nn::sequential<nn::dense<4, 3>, nn::tanh<3>, nn::dense<3, 2>>;
using counted = nn::on<counted_products, plain>;

}  // namespace

static_assert(nn::Engine<nn::own_products> && nn::Engine<counted_products> && !nn::Engine<int>);
static_assert(nn::Layer<counted> && counted::in == 4 && counted::out == 2);

TEST_CASE("nn/engine: the strided product is the product of matrices, or is added to one") {
    test::words_from_seed random(1);
    const auto a = test::random_matrix<float>(5, 7, random), b = test::random_matrix<float>(7, 3, random);
    matrix<float> c, expected;
    nn::own_products::multiply(a, b, expected);
    resize(c, 5, 3);
    nn::own_products::product<float>(5, 3, 7, {a.data(), 7, 1}, {b.data(), 3, 1}, c.data(), false);
    CHECK(test::same_bits(c, expected));
    nn::own_products::product<float>(5, 3, 7, {a.data(), 7, 1}, {b.data(), 3, 1}, c.data(), true);
    for (std::size_t i = 0; i < c.size(); ++i) CHECK(c.data()[i] == 2 * expected.data()[i]);
}

TEST_CASE("nn/engine: nn::on gives all products of a layer to another engine, and keeps name and parameters") {
    laws::layer<counted>();
    laws::layer<nn::on<counted_products, nn::dense<3, 2>>>();
    CHECK(counted{}.name() == plain{}.name());
    static_assert(std::is_same_v<counted::parameters<float>, plain::parameters<float>>);

    test::words_from_seed random(2);
    plain::parameters<float> p, grads;
    plain{}.initialise(p, random, nn::initialiser::glorot_uniform);
    const auto x = test::random_matrix<float>(6, 4, random), dy = test::random_matrix<float>(6, 2, random);
    matrix<float> y, again, dx;
    plain{}.forward(p, x, y);
    counted_products::products = 0;
    counted{}.forward(p, x, again);
    CHECK(counted_products::products == 2);
    CHECK(test::same_bits(y, again));
    counted::cache<float> cache;
    counted{}.forward(p, x, y, cache);
    CHECK(counted_products::products == 4);
    counted{}.backward(p, x, y, cache, dy, grads, dx);
    CHECK(counted_products::products == 6);
}
