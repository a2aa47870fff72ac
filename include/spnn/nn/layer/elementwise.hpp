// nn/layer/elementwise.hpp: the layer y = f(x), element by element, for an f whose slope can be told from f(x).
//
// Function offers three static members: name; value(x) = f(x); slope(y) = f'(x) where y = f(x).
// Models: sigmoid, tanh, relu, and any function of your own:
//
//   struct softplus { static constexpr std::string_view name = "softplus"; value, slope };
//   using layer = elementwise<softplus, 8>;

#pragma once

#include <spnn/core/simd/compute_each.hpp>
#include <spnn/nn/placed.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

template <class Function>
struct elementwise : no_numbers, learns_nothing, keeps_the_shape {
    static constexpr std::string_view word = Function::name;
    static constexpr bool reads_input = false;
    static constexpr bool reads_output = true;
    static constexpr bool in_place = true;
    friend constexpr bool operator==(const elementwise&, const elementwise&) = default;

    template <class At, class T>
    static void forward(const At&, const no_parameters<T>&, const matrix<T>& x, matrix<T>& y) {
        resize(y, rows(x), columns(x));
        spnn::detail::compute_each(elements(y), [](T from) { return Function::value(from); }, elements(x));
    }
    template <class At, class T>
    static void backward(const At&, const no_parameters<T>&, const matrix<T>&, const matrix<T>& y, const matrix<T>& dy,
                         no_parameters<T>&, matrix<T>& dx) {
        resize(dx, rows(y), columns(y));
        const auto chain = [](T from, T output) { return from * Function::slope(output); };
        spnn::detail::compute_each(elements(dx), chain, elements(dy), elements(y));
    }
};

}  // namespace kinds

template <class Function, std::size_t N = inferred>
struct elementwise : placed_layer<fixed_at<kind_of<kinds::elementwise<Function>>, shape::numbers(N)>> {};
// In nn::layers.
template <class Function>
struct elementwise<Function, inferred> : unplaced<kind_of<kinds::elementwise<Function>>> {};

}  // namespace SPNN_NAMESPACE::nn
