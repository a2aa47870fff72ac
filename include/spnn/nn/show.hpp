// nn/show.hpp: the canonical text of a network that has types: "28: dense 16, tanh, dense 1".
//
// nn::describe (nn/description.hpp) gives a network as a value, whose show() is this text; here it is made without one,
// so that a program whose networks all have types compiles neither values nor the list of all kinds.

#pragma once

#include <spnn/nn/kind.hpp>
#include <spnn/nn/layer.hpp>

#include <concepts>
#include <string>
#include <tuple>

namespace SPNN_NAMESPACE::nn {

namespace detail {

// "conv 16 5 stride 2": the word, the numbers that must be there, the others where they are not the usual ones.
template <class K>
[[nodiscard]] std::string show_kind(const K& kind) {
    std::string all(K::word);
    K::for_each_number(kind, [&](std::string_view name, const std::size_t& x, number_bounds bounds) {
        if (bounds.usual == number_bounds::must_be_there)
            all += text(" ", x);
        else if (x != bounds.usual)
            all += text(" ", name, " ", x);
    });
    return all;
}

// What stands for a layer of somebody's own.
[[nodiscard]] inline std::string show_own_code(std::string_view name, const shape& from, const shape& to) {
    return text("\"", name, "\" ", from.show(), " ", to.show());
}
[[nodiscard]] inline std::string show_residual(std::string_view inside) { return text("residual (", inside, ")"); }
// What goes in, before the colon.
[[nodiscard]] inline std::string show_input(const shape& in) {
    return in.is_image ? text("image ", in.channels, " ", in.height, " ", in.width) : text(in.channels);
}

// Appends those of a layer, a chain's one after the other.
template <class L>
void show_into(const L& layer, std::string& all) {
    const auto append = [&](std::string_view one) { all.append(all.empty() ? "" : ", ").append(one); };
    if constexpr (requires { layer.show_layers(); }) {
        append(layer.show_layers());
    } else if constexpr (requires { std::tuple_size<std::remove_cvref_t<decltype(layer.layers())>>::value; }) {
        std::apply([&](const auto&... each) { (show_into(each, all), ...); }, layer.layers());
    } else if constexpr (requires { layer.inside(); }) {
        std::string inside;
        show_into(layer.inside(), inside);
        append(show_residual(inside));
    } else if constexpr (requires { show_kind(layer.kind); }) {
        append(show_kind(layer.kind));
    } else {
        append(show_own_code(layer.name(), in_shape(layer), out_shape(layer)));
    }
}

}  // namespace detail

// Of the layers alone, and with what goes in.
template <class L>
[[nodiscard]] std::string text_of_layers(const L& layer) {
    static_assert(is_layer<L>());
    std::string all;
    detail::show_into(layer, all);
    return all;
}
template <class L>
[[nodiscard]] std::string text_of(const L& layer) {
    return text(detail::show_input(in_shape(layer)), ": ", text_of_layers(layer));
}

}  // namespace SPNN_NAMESPACE::nn
