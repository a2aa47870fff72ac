#include <spnn/nn/layer/elementwise.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;

namespace {

// A function of a user's own: y = log(1 + e^x), whose slope is 1 - e^-y.
struct softplus {
    static constexpr std::string_view name = "softplus";
    template <class T>
    static T value(T x) {
        return std::log1p(std::exp(x));
    }
    template <class T>
    static T slope(T y) {
        return T{1} - std::exp(-y);
    }
};

}  // namespace

static_assert(nn::Layer<nn::elementwise<softplus, 3>>);

TEST_CASE("nn/layer/elementwise: a function of one's own is a layer by three members") {
    laws::layer<nn::elementwise<softplus, 5>>();
    CHECK(nn::elementwise<softplus, 5>{}.name() == "softplus<5>");
}

TEST_CASE("nn/layer/elementwise: a gradient of other rows than the batch is refused") {
    using layer = nn::elementwise<softplus, 2>;
    nn::no_parameters<float> none;
    matrix<float> y, dx;
    const auto x = zeros<float>(3, 2);
    layer{}.forward(none, x, y);
    CHECK_THROWS_AS(layer{}.backward(none, x, y, zeros<float>(4, 2), none, dx), usage_error);
}
