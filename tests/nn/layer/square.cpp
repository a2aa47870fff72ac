#include <spnn/nn/layer/square.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using nn::shape;
using test::of;

TEST_CASE("nn/layer/square: laws, and squares") {
    laws::layer<nn::square<1>>();
    laws::layer<nn::square<7>>();
    matrix<double> y;
    nn::square<3>{}.forward(nn::no_parameters<double>{}, of<double>({{1, -2, 3}}), y);
    CHECK(test::same_bits(y, of<double>({{1, 4, 9}})));
}
