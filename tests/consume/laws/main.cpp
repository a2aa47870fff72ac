// The tests of somebody else: a transport and a layer of its own, each held to the laws by one line.

#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "../app/queue_transport.hpp"

#include <spnn/nn/layer/elementwise.hpp>
#include <spnn/testing/laws/layer.hpp>
#include <spnn/testing/laws/transport.hpp>

namespace laws = spnn::testing::laws;

// y = log(1 + e^x), whose slope is 1 - e^-y; or less, where it is wrong.
template <int Percent>
struct softplus {
    static constexpr std::string_view name = "softplus";
    template <class T>
    static T value(T x) {
        return std::log1p(std::exp(x));
    }
    template <class T>
    static T slope(T y) {
        return (T{1} - std::exp(-y)) * Percent / 100;
    }
};

TEST_CASE("a transport of one's own") { laws::transport(queue_transport::make_pair); }

TEST_CASE("a layer of one's own") { laws::layer<spnn::nn::elementwise<softplus<100>, 3>>(); }

TEST_CASE("a layer of one's own whose gradient is wrong" * doctest::should_fail()) {
    laws::layer<spnn::nn::elementwise<softplus<99>, 3>>();
}
