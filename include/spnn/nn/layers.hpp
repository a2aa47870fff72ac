// nn/layers.hpp: a network from its input and its layers, in which nobody repeats a width:
//
//   nn::layers<nn::image<1, 28, 28>, nn::conv<16, 5>, nn::max_pool<2>, nn::relu<>, nn::dense<10>>
//   nn::layers<nn::numbers<28>, nn::dense<16>, nn::tanh<>, nn::dense<1>>
//
// An entry is a layer without its place (dense<10>, relu<>), or a layer with its widths (dense<28, 10>, one of your
// own). What comes out is the nn::sequential of the layers at their places.

#pragma once

#include <spnn/nn/placed.hpp>
#include <spnn/nn/sequential.hpp>

namespace SPNN_NAMESPACE::nn {

namespace detail {

// Stands before the first layer.
template <shape In>
struct beginning {
    static constexpr shape out_shape = In;
};

// What comes out of a layer, or of a beginning.
template <class Before>
inline constexpr shape shape_after = [] {
    if constexpr (requires { shape(Before::out_shape); })
        return Before::out_shape;
    else
        return shape::numbers(Before::out);
}();

// The layer that an entry is behind another.
template <class Before, class Entry>
[[nodiscard]] consteval auto layer_after() {
    if constexpr (requires { typename Entry::template at<shape_after<Before>>; }) {
        return std::type_identity<typename Entry::template at<shape_after<Before>>>();
    } else {
        static_assert(is_layer<Entry>());
        static_assert(Entry::in == shape_after<Before>.size(),
                      "layers: this layer's `in` is not the width that comes out of the layer before it");
        return std::type_identity<Entry>();
    }
}

// Those of all entries, behind the layers that are there already.
template <class Before, class Done, class... Entries>
struct chain;
template <class Before, class... Done>
struct chain<Before, std::tuple<Done...>> {
    using type = sequential<Done...>;
};
template <class Before, class... Done, class Entry, class... Rest>
struct chain<Before, std::tuple<Done...>, Entry, Rest...> {
    using layer = typename decltype(layer_after<Before, Entry>())::type;
    using type = typename chain<layer, std::tuple<Done..., layer>, Rest...>::type;
};

template <class Input, class... Entries>
[[nodiscard]] consteval auto chain_from() {
    static_assert(
        requires { typename std::bool_constant<shape(Input::input).is_allowed()>; },
        "layers: the first entry says what goes in: nn::numbers<28> or nn::image<1, 28, 28>");
    return typename chain<beginning<Input::input>, std::tuple<>, Entries...>::type();
}

}  // namespace detail

template <class Input, class... Entries>
using layers = decltype(detail::chain_from<Input, Entries...>());

}  // namespace SPNN_NAMESPACE::nn
