// nn/layer/elementwise.hpp: the layer y = f(x), element by element, for an f whose slope can be told from f(x).
//
// Function offers three static members: name; value(x) = f(x); slope(y) = f'(x) where y = f(x).
// Models: sigmoid, tanh, relu, and any function of your own:
//
//   struct softplus { static constexpr std::string_view name = "softplus"; value, slope };
//   using layer = elementwise<softplus, 8>;

#pragma once

#include <spnn/core/detail/compute_each.hpp>
#include <spnn/nn/detail/shapes.hpp>
#include <spnn/nn/layer.hpp>

namespace spnn::inline SPNN_ABI::nn {

template <class Function, std::size_t N>
struct elementwise {
    static_assert(N > 0, "elementwise<Function, N>: the width must be at least 1");

    static constexpr std::size_t in = N;
    static constexpr std::size_t out = N;
    static constexpr bool reads_input = false;
    static constexpr bool reads_output = true;
    static constexpr bool in_place = true;
    [[nodiscard]] static std::string name() { return text(Function::name, "<", N, ">"); }

    template <class T>
    using parameters = no_parameters<T>;

    template <class T, RandomSource G>
    static void initialise(parameters<T>&, G&, initialiser) {}

    template <class T>
    static void forward(const parameters<T>&, const matrix<T>& x, matrix<T>& y) {
        detail::require_width<elementwise>(x, "input", N);
        resize(y, rows(x), N);
        spnn::detail::compute_each(elements(y), [](T from) { return Function::value(from); }, elements(x));
    }

    template <class T>
    static void backward(const parameters<T>&, const matrix<T>&, const matrix<T>& y, const matrix<T>& dy,
                         parameters<T>&, matrix<T>& dx) {
        detail::require_shape<elementwise>(dy, "gradient of the output", rows(y), N);
        resize(dx, rows(y), N);
        const auto chain = [](T from, T output) { return from * Function::slope(output); };
        spnn::detail::compute_each(elements(dx), chain, elements(dy), elements(y));
    }
};

}  // namespace spnn::inline SPNN_ABI::nn
