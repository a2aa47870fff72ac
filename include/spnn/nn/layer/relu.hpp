// nn/layer/relu.hpp: y = max(x, 0), with slope 0 at x = 0. NaN stays NaN.

#pragma once

#include <spnn/nn/layer/elementwise.hpp>

namespace SPNN_NAMESPACE::nn {

// max(x, 0), for elementwise.
struct relu_function {
    static constexpr std::string_view name = "relu";  // in the name of the layer
    // f(x), and f'(x) from y = f(x).
    template <class T>
    [[nodiscard]] static T value(T x) {
        return x < T{0} ? T{0} : x;
    }
    template <class T>
    [[nodiscard]] static T slope(T y) {
        return y > T{0} ? T{1} : T{0};
    }
};

namespace kinds {
using relu = elementwise<relu_function>;
}

template <std::size_t N = inferred>
struct relu : elementwise<relu_function, N> {};

static_assert(Layer<relu<3>>);

}  // namespace SPNN_NAMESPACE::nn
