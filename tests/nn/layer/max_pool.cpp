#include <spnn/nn/layer/max_pool.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using nn::shape;
using test::of;

TEST_CASE("nn/layer/max_pool: laws") {
    laws::layer<nn::max_pool<2>::at<shape::image(2, 5, 4)>>();
    laws::layer<nn::max_pool<2, 1>::at<shape::image(1, 3, 4)>>();
    laws::layer<nn::max_pool<3>::at<shape::image(1, 3, 3)>>();
}

TEST_CASE("nn/layer/max_pool: the largest of each window, and the first of equal ones takes the gradient") {
    const nn::max_pool<2>::at<shape::image(1, 2, 4)> layer;
    nn::no_parameters<double> none;
    matrix<double> y, dx;
    const auto x = of<double>({{1, 2, 5, 5, 3, 0, 5, 5}});
    layer.forward(none, x, y);
    CHECK(test::same_bits(y, of<double>({{3, 5}})));
    layer.backward(none, x, y, of<double>({{7, 9}}), none, dx);
    CHECK(test::same_bits(dx, of<double>({{0, 0, 9, 0, 7, 0, 0, 0}})));
}
