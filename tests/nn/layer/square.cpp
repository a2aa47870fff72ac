#include <spnn/nn/layer/square.hpp>

#include <laws/layer.hpp>

#include <doctest/doctest.h>

using namespace spnn;
using nn::shape;
using test::of;

TEST_CASE("nn/layer/square: laws, and squares") {
    laws::check_layer_laws<nn::square<1>>();
    laws::check_layer_laws<nn::square<7>>();
    matrix<double> y;
    nn::square<3>{}.forward(nn::no_parameters<double>{}, of<double>({{1, -2, 3}}), y);
    CHECK(test::same_bits(y, of<double>({{1, 4, 9}})));
}
