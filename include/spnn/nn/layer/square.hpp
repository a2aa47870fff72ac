// nn/layer/square.hpp: y = x^2: the activation of networks that have to be polynomials (Gilad-Bachrach et al., ICML
// 2016).

#pragma once

#include <spnn/core/simd/compute_each.hpp>
#include <spnn/nn/placed.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct square : no_numbers, learns_nothing, keeps_the_shape {
    static constexpr std::string_view word = "square";
    static constexpr bool reads_output = false;
    friend constexpr bool operator==(const square&, const square&) = default;

    template <class At, class T>
    static void forward(const At&, const no_parameters<T>&, const matrix<T>& x, matrix<T>& y) {
        resize(y, rows(x), columns(x));
        spnn::detail::compute_each(elements(y), [](T v) { return v * v; }, elements(x));
    }
    template <class At, class T>
    static void backward(const At&, const no_parameters<T>&, const matrix<T>& x, const matrix<T>&, const matrix<T>& dy,
                         no_parameters<T>&, matrix<T>& dx) {
        resize(dx, rows(dy), columns(dy));
        spnn::detail::compute_each(elements(dx), [](T v, T d) { return T{2} * v * d; }, elements(x), elements(dy));
    }
};

}  // namespace kinds

template <std::size_t N = inferred>
struct square : placed_layer<fixed_at<kind_of<kinds::square>, shape::numbers(N)>> {};
// In nn::layers.
template <>
struct square<inferred> : unplaced<kind_of<kinds::square>> {};

static_assert(Layer<square<3>>);

}  // namespace SPNN_NAMESPACE::nn
