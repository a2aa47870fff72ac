#include <spnn/nn/layer/average_pool.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using nn::shape;
using test::of;

TEST_CASE("nn/layer/average_pool: laws") {
    laws::layer<nn::average_pool<2>::at<shape::image(2, 5, 4)>>();
    laws::layer<nn::average_pool<2, 1>::at<shape::image(1, 3, 4)>>();
}

TEST_CASE("nn/layer/average_pool: the mean of each window") {
    const nn::average_pool<2>::at<shape::image(1, 2, 4)> layer;
    matrix<double> y;
    layer.forward(nn::no_parameters<double>{}, of<double>({{1, 2, 5, 5, 3, 0, 6, 6}}), y);
    CHECK(test::same_bits(y, of<double>({{1.5, 5.5}})));
}
