// nn/layer/identity.hpp: y = x, for a place that asks for a layer where none is wanted.

#pragma once

#include <spnn/nn/placed.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct identity : no_numbers, learns_nothing, keeps_the_shape {
    static constexpr std::string_view word = "identity";
    static constexpr bool reads_input = false;
    static constexpr bool reads_output = false;
    static constexpr bool in_place = true;
    friend constexpr bool operator==(const identity&, const identity&) = default;

    template <class At, class T>
    static void forward(const At&, const no_parameters<T>&, const matrix<T>& x, matrix<T>& y) {
        nn::detail::copy(x, y);
    }
    template <class At, class T>
    static void backward(const At&, const no_parameters<T>&, const matrix<T>&, const matrix<T>&, const matrix<T>& dy,
                         no_parameters<T>&, matrix<T>& dx) {
        nn::detail::copy(dy, dx);
    }
};

}  // namespace kinds

template <std::size_t N = inferred>
struct identity : placed_layer<fixed_at<kind_of<kinds::identity>, shape::numbers(N)>> {};
// In nn::layers.
template <>
struct identity<inferred> : unplaced<kind_of<kinds::identity>> {};

static_assert(Layer<identity<3>>);

}  // namespace SPNN_NAMESPACE::nn
