#include <spnn/nn/layer/flatten.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using nn::shape;
using test::of;

TEST_CASE("nn/layer/flatten: laws, and the shape alone changes") {
    using layer = nn::flatten_images::at<shape::image(1, 2, 3)>;
    laws::layer<layer>();
    CHECK(layer::out_shape == shape::numbers(6));
    matrix<double> y;
    const auto x = of<double>({{1, 2, 3, 4, 5, 6}});
    layer{}.forward(nn::no_parameters<double>{}, x, y);
    CHECK(test::same_bits(x, y));
}
