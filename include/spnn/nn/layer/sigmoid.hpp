// nn/layer/sigmoid.hpp: y = 1 / (1 + e^-x). In float the largest error is a few units in the last place.

#pragma once

#include <spnn/nn/detail/functions.hpp>
#include <spnn/nn/layer/elementwise.hpp>

namespace SPNN_NAMESPACE::nn {

// 1 / (1 + e^-x), for elementwise.
struct sigmoid_function {
    static constexpr std::string_view name = "sigmoid";  // in the name of the layer
    // f(x), and f'(x) from y = f(x).
    template <class T>
    [[nodiscard]] static T value(T x) {
        return detail::logistic(x);
    }
    template <class T>
    [[nodiscard]] static T slope(T y) {
        return y * (T{1} - y);
    }
};

namespace kinds {
using sigmoid = elementwise<sigmoid_function>;
}

template <std::size_t N = inferred>
struct sigmoid : elementwise<sigmoid_function, N> {};

static_assert(Layer<sigmoid<3>>);

}  // namespace SPNN_NAMESPACE::nn
