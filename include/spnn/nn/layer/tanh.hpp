// nn/layer/tanh.hpp: y = tanh(x). In float the largest error is a few units in the last place.

#pragma once

#include <spnn/nn/detail/functions.hpp>
#include <spnn/nn/layer/elementwise.hpp>

namespace SPNN_NAMESPACE::nn {

// tanh(x), for elementwise.
struct tanh_function {
    static constexpr std::string_view name = "tanh";  // in the name of the layer
    // f(x), and f'(x) from y = f(x).
    template <class T>
    [[nodiscard]] static T value(T x) {
        return detail::hyperbolic_tangent(x);
    }
    template <class T>
    [[nodiscard]] static T slope(T y) {
        return T{1} - y * y;
    }
};

namespace kinds {
using tanh = elementwise<tanh_function>;
}

template <std::size_t N = inferred>
struct tanh : elementwise<tanh_function, N> {};

static_assert(Layer<tanh<3>>);

}  // namespace SPNN_NAMESPACE::nn
