#include <spnn/nn/layer/quadratic.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using nn::shape;
using test::of;

TEST_CASE("nn/layer/quadratic: laws, and its own polynomial for each unit") {
    laws::layer<nn::quadratic<1>>();
    laws::layer<nn::quadratic<5>>();
    const nn::quadratic<2> layer;
    nn::quadratic<2>::parameters<double> p;
    test::words_from_seed random(1);
    layer.initialise(p, random, nn::initialiser::zeros);
    matrix<double> y;
    layer.forward(p, of<double>({{2, -2}}), y);
    CHECK(test::same_bits(y, of<double>({{2, 0}})));
    p = {of<double>({{1, 2}}), of<double>({{3, 4}}), of<double>({{5, 6}})};
    layer.forward(p, of<double>({{2, -2}}), y);
    CHECK(test::same_bits(y, of<double>({{15, 6}})));
}
