#include <spnn/nn/layer/sigmoid.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using test::of;

TEST_CASE("nn/layer/sigmoid: laws") {
    laws::layer<nn::sigmoid<1>>();
    laws::layer<nn::sigmoid<8>>();
}

TEST_CASE("nn/layer/sigmoid: values and slopes by hand") {
    using layer = nn::sigmoid<3>;
    nn::no_parameters<double> none;
    matrix<double> y, dx;
    const auto x = of<double>({{0, std::log(3.0), -std::log(3.0)}});
    layer{}.forward(none, x, y);
    CHECK(y.data()[0] == 0.5);
    CHECK(y.data()[1] == doctest::Approx(0.75));
    CHECK(y.data()[2] == doctest::Approx(0.25));
    layer{}.backward(none, x, y, of<double>({{4, 16, -16}}), none, dx);
    CHECK(dx.data()[0] == 1);
    CHECK(dx.data()[1] == doctest::Approx(3));
    CHECK(dx.data()[2] == doctest::Approx(-3));
    CHECK(layer{}.name() == "sigmoid<3>");
}

TEST_CASE("nn/layer/sigmoid: scores of 1e4 saturate with a finite gradient") {
    using layer = nn::sigmoid<2>;
    nn::no_parameters<float> none;
    matrix<float> y, dx;
    const auto x = of<float>({{1e4f, -1e4f}});
    layer{}.forward(none, x, y);
    CHECK(y.data()[0] == 1);
    CHECK(y.data()[1] < 1e-37f);
    layer{}.backward(none, x, y, of<float>({{1, 1}}), none, dx);
    for (const float d : elements(dx)) CHECK(std::abs(d) < 1e-37f);
}
