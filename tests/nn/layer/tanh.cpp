#include <spnn/nn/layer/tanh.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using test::of;

TEST_CASE("nn/layer/tanh: laws") {
    laws::layer<nn::tanh<1>>();
    laws::layer<nn::tanh<6>>();
}

TEST_CASE("nn/layer/tanh: values and slopes by hand") {
    using layer = nn::tanh<3>;
    nn::no_parameters<double> none;
    matrix<double> y, dx;
    const auto x = of<double>({{0, std::log(2.0), -std::log(2.0)}});
    layer{}.forward(none, x, y);
    CHECK(y.data()[0] == 0);
    CHECK(y.data()[1] == doctest::Approx(0.6));  // (4 - 1) / (4 + 1)
    CHECK(y.data()[2] == doctest::Approx(-0.6));
    layer{}.backward(none, x, y, of<double>({{2, 100, 100}}), none, dx);
    CHECK(dx.data()[0] == 2);
    CHECK(dx.data()[1] == doctest::Approx(64));
    CHECK(dx.data()[2] == doctest::Approx(64));
    CHECK(layer{}.name() == "tanh<3>");
}

TEST_CASE("nn/layer/tanh: scores of 1e4 saturate with a zero gradient") {
    using layer = nn::tanh<2>;
    nn::no_parameters<float> none;
    matrix<float> y, dx;
    const auto x = of<float>({{1e4f, -1e4f}});
    layer{}.forward(none, x, y);
    CHECK(test::same_bits(y, of<float>({{1, -1}})));
    layer{}.backward(none, x, y, of<float>({{1, 1}}), none, dx);
    CHECK(test::same_bits(dx, of<float>({{0, 0}})));
}
