// nn/layer/identity.hpp: y = x, for a place that asks for a layer where none is wanted.

#pragma once

#include <spnn/nn/detail/shapes.hpp>
#include <spnn/nn/layer.hpp>

namespace spnn::inline SPNN_ABI::nn {

template <std::size_t N>
struct identity {
    static_assert(N > 0, "identity<N>: the width must be at least 1");

    static constexpr std::size_t in = N;
    static constexpr std::size_t out = N;
    static constexpr bool reads_input = false;
    static constexpr bool reads_output = false;
    static constexpr bool in_place = true;
    [[nodiscard]] static std::string name() { return text("identity<", N, ">"); }

    template <class T>
    using parameters = no_parameters<T>;

    template <class T, RandomSource G>
    static void initialise(parameters<T>&, G&, initialiser) {}

    template <class T>
    static void forward(const parameters<T>&, const matrix<T>& x, matrix<T>& y) {
        detail::require_width<identity>(x, "input", N);
        detail::copy(x, y);
    }

    template <class T>
    static void backward(const parameters<T>&, const matrix<T>&, const matrix<T>&, const matrix<T>& dy, parameters<T>&,
                         matrix<T>& dx) {
        detail::require_width<identity>(dy, "gradient of the output", N);
        detail::copy(dy, dx);
    }
};

static_assert(Layer<identity<3>>);

}  // namespace spnn::inline SPNN_ABI::nn
