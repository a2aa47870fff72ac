#include <spnn/nn/layer/identity.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;

TEST_CASE("nn/layer/identity: laws") {
    laws::layer<nn::identity<1>>();
    laws::layer<nn::identity<12>>();
}

TEST_CASE("nn/layer/identity: gives back bits, both ways") {
    using layer = nn::identity<4>;
    test::words_from_seed random(1);
    const auto x = test::random_matrix<float>(3, 4, random), dy = test::random_matrix<float>(3, 4, random);
    nn::no_parameters<float> none;
    matrix<float> y, dx;
    layer{}.forward(none, x, y);
    layer{}.backward(none, x, y, dy, none, dx);
    CHECK(test::same_bits(x, y));
    CHECK(test::same_bits(dy, dx));
    CHECK(layer{}.name() == "identity<4>");
}
