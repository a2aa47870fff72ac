#include <spnn/nn/layer/dropout.hpp>

#include <cmath>
#include <limits>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using nn::shape;
using test::of;

namespace {

using layer = nn::dropout<30, 1000>;

}  // namespace

TEST_CASE("nn/layer/dropout: laws") {
    laws::layer<nn::dropout<30, 3>>();
    laws::layer<nn::dropout<0, 3>>();
    laws::layer<nn::dropout<99, 3>>();
}

TEST_CASE("nn/layer/dropout: in training so many percent are 0, the others keep the mean; inference leaves all") {
    layer::parameters<float> p;
    test::words_from_seed random(1);
    layer{}.initialise(p, random, nn::initialiser::zeros);
    auto x = make_matrix<float>(100, 1000);
    std::ranges::fill(elements(x), 1.0F);
    matrix<float> y;
    layer::cache<float> cache;
    layer{}.forward(p, x, y);
    CHECK(test::same_bits(x, y));
    layer{}.forward(p, x, y, cache);
    std::size_t zero = 0;
    for (const float v : elements(y)) {
        CHECK((v == 0 || v == static_cast<float>(100.0 / 70)));
        zero += v == 0;
    }
    CHECK(zero > 29'000);  // 30,000 expected, standard deviation 145
    CHECK(zero < 31'000);
}

TEST_CASE("nn/layer/dropout: a step is repeated with its stream, and goes on with the next") {
    layer::parameters<float> p, grads;
    test::words_from_seed random(2);
    layer{}.initialise(p, random, nn::initialiser::zeros);
    const auto x = test::random_matrix<float>(3, 1000, random);
    matrix<float> y, again, dx;
    layer::cache<float> cache;
    layer{}.forward(p, x, y, cache);
    layer{}.backward(p, x, y, cache, x, grads, dx);
    layer{}.forward(p, x, again, cache);
    CHECK(test::same_bits(y, again));
    CHECK(test::same_bits(dx, y));  // the same numbers of the gradient are 0

    layer::parameters<double> wide;  // the same stream as double gives the same choice
    wide.stream = test::cast<double>(p.stream);
    matrix<double> in_double;
    layer::cache<double> cache_of_double;
    layer{}.forward(wide, test::cast<double>(x), in_double, cache_of_double);
    for (std::size_t i = 0; i < y.size(); ++i) CHECK((y.data()[i] == 0) == (in_double.data()[i] == 0));

    CHECK_FALSE(test::same_bits(p.stream, grads.stream));
    layer{}.forward(grads, x, again, cache);
    CHECK_FALSE(test::same_bits(y, again));
    for (const float part : elements(grads.stream)) CHECK((part >= 0 && part < 65536 && part == std::floor(part)));
}

TEST_CASE("nn/layer/dropout: a stream that no initialise has made is no error") {
    layer::parameters<float> p;
    p.stream = of<float>({{-1, 1e30F, std::numeric_limits<float>::quiet_NaN(), 0.5F}});
    matrix<float> y;
    layer::cache<float> cache;
    layer{}.forward(p, zeros<float>(2, 1000), y, cache);
    CHECK(shape_text(y) == "2x1000");
    matrix<float> dx;
    CHECK_THROWS_AS(layer{}.backward(p, y, y, cache, zeros<float>(3, 1000), p, dx), usage_error);
}
