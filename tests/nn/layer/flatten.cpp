#include <spnn/nn/layer/flatten.hpp>

#include <laws/layer.hpp>

#include <doctest/doctest.h>

using namespace spnn;
using nn::shape;
using test::of;

TEST_CASE("nn/layer/flatten: laws, and the shape alone changes") {
    using layer = nn::flatten_images::at<shape::image(1, 2, 3)>;
    laws::check_layer_laws<layer>();
    CHECK(layer::out_shape == shape::numbers(6));
    matrix<double> y;
    const auto x = of<double>({{1, 2, 3, 4, 5, 6}});
    layer{}.forward(nn::no_parameters<double>{}, x, y);
    CHECK(test::same_bits(x, y));
}
