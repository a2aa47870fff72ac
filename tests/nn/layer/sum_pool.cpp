#include <spnn/nn/layer/sum_pool.hpp>

#include <laws/layer.hpp>

#include <doctest/doctest.h>

using namespace spnn;
using nn::shape;
using test::of;

TEST_CASE("nn/layer/sum_pool: laws") {
    laws::check_layer_laws<nn::sum_pool<2>::at<shape::image(2, 5, 4)>>();
    laws::check_layer_laws<nn::sum_pool<3, 2>::at<shape::image(1, 5, 7)>>();
}

TEST_CASE("nn/layer/sum_pool: the sum of each window") {
    const nn::sum_pool<2>::at<shape::image(1, 2, 4)> layer;
    matrix<double> y;
    layer.forward(nn::no_parameters<double>{}, of<double>({{1, 2, 5, 5, 3, 0, 6, 6}}), y);
    CHECK(test::same_bits(y, of<double>({{6, 22}})));
}
