// nn/sequential.hpp: layers one after the other; itself a layer.
//
// Parameters are named after their place: "0.weights", "0.bias", "2.weights", ... What training and inference keep
// between the layers: nn/detail/buffers.hpp.

#pragma once

#include <spnn/nn/detail/buffers.hpp>
#include <spnn/nn/layer.hpp>

#include <array>
#include <tuple>
#include <utility>

namespace SPNN_NAMESPACE::nn {

namespace detail {

// Whether each layer takes what the one before it gives, as far as types tell.
template <class First, class... Rest>
[[nodiscard]] consteval bool widths_chain() {
    if constexpr (FixedWidths<First> && (FixedWidths<Rest> && ...)) {
        [[maybe_unused]] std::size_t width = First::out;
        bool chain = true;
        ((chain = chain && Rest::in == width, width = Rest::out), ...);
        return chain;
    }
    return true;
}

// Both ends of a chain: in the type where all its layers have theirs there, else in the value.
template <class First, class Last, bool Fixed>
struct ends {
    static constexpr std::size_t in = First::in;
    static constexpr std::size_t out = Last::out;
    static constexpr shape in_shape = nn::in_shape(First{});
    static constexpr shape out_shape = nn::out_shape(Last{});

    constexpr ends() = default;
    constexpr ends(const First&, const Last&) {}
};
template <class First, class Last>
struct ends<First, Last, false> {
    std::size_t in, out;
    shape in_shape, out_shape;

    constexpr ends(const First& first, const Last& last)
        : in(first.in), out(last.out), in_shape(nn::in_shape(first)), out_shape(nn::out_shape(last)) {}
};

// Of the last of some layers.
template <class... Layers>
using last_of = std::tuple_element_t<sizeof...(Layers) - 1, std::tuple<Layers...>>;

// f(name, matrix) for a set inside another, at a place that goes before the names.
template <class P, class F>
void for_each_at(std::size_t place, P& set, F& f) {
    set.for_each([&](std::string_view name, auto& x) {
        std::string full = std::to_string(place);
        full.append(1, '.').append(name);
        f(std::string_view(full), x);
    });
}
template <class P, class F>
void for_each_state_at(std::size_t place, P& set, F& f) {
    nn::for_each_state(set, [&](std::string_view name, auto& x) {
        std::string full = std::to_string(place);
        full.append(1, '.').append(name);
        f(std::string_view(full), x);
    });
}

// Stands for the layer that sequential<> does not have.
struct no_layer {};

}  // namespace detail

template <class First = detail::no_layer, class... Rest>
class sequential : public detail::ends<First, detail::last_of<First, Rest...>,
                                       detail::FixedWidths<First> && (detail::FixedWidths<Rest> && ...)> {
    static_assert(!std::same_as<First, detail::no_layer>, "sequential: needs at least one layer");
    static_assert((is_layer<First>() && ... && is_layer<Rest>()));
    static_assert(detail::widths_chain<First, Rest...>(),
                  "sequential: each layer's `in` must equal the previous layer's `out`");

    template <std::size_t I>
    using layer = std::tuple_element_t<I, std::tuple<First, Rest...>>;
    using own_ends = detail::ends<First, detail::last_of<First, Rest...>,
                                  detail::FixedWidths<First> && (detail::FixedWidths<Rest> && ...)>;

public:
    // How many layers there are.
    static constexpr std::size_t depth = 1 + sizeof...(Rest);
    static constexpr bool reads_input = nn::reads_input<First>();
    static constexpr bool reads_output = nn::reads_output<layer<depth - 1>>();
    static constexpr bool differs_in_training =
        (nn::differs_in_training<First>() || ... || nn::differs_in_training<Rest>());

    // Of layers that have all they need in their types.
    constexpr sequential()
        requires(std::default_initializable<First> && ... && std::default_initializable<Rest>)
        : sequential(First{}, Rest{}...) {}
    // Of these layers; usage_error where one does not take what the one before it gives.
    constexpr explicit sequential(First first, Rest... rest)
        : own_ends(first, std::get<depth - 1>(std::tie(first, rest...))),
          layers_(std::move(first), std::move(rest)...) {
        require_chain(std::make_index_sequence<depth - 1>());
    }

    // The layers, in order.
    [[nodiscard]] constexpr const std::tuple<First, Rest...>& layers() const { return layers_; }

    [[nodiscard]] std::string name() const {
        return std::apply(
            [](const First& first, const Rest&... rest) {
                std::string names = first.name();
                (names.append(1, ',').append(rest.name()), ...);
                return text("sequential<", names, ">");
            },
            layers_);
    }

    template <class T>
    struct parameters {
        // Of the layers, in order.
        std::tuple<parameters_of<First, T>, parameters_of<Rest, T>...> layers;

        template <class F>
        void for_each(F&& f) {
            visit(layers, [&](std::size_t place, auto& set) { detail::for_each_at(place, set, f); });
        }
        template <class F>
        void for_each(F&& f) const {
            visit(layers, [&](std::size_t place, auto& set) { detail::for_each_at(place, set, f); });
        }
        template <class F>
        void for_each_state(F&& f) {
            visit(layers, [&](std::size_t place, auto& set) { detail::for_each_state_at(place, set, f); });
        }
        template <class F>
        void for_each_state(F&& f) const {
            visit(layers, [&](std::size_t place, auto& set) { detail::for_each_state_at(place, set, f); });
        }
    };

    template <class T>
    [[nodiscard]] parameters<T> zero_parameters() const {
        return std::apply([](const auto&... own) { return parameters<T>{{nn::zero_parameters<T>(own)...}}; }, layers_);
    }

    template <class T>
    struct cache {
        std::array<matrix<T>, depth - 1> outputs;  // between the layers; empty where the next one writes over them
        std::array<matrix<T>, 2> gradients;        // dL/d outputs on their way back
        std::tuple<cache_of<First, T>, cache_of<Rest, T>...> own;  // of the layers
    };

    // Layer after layer, from one stream of random bytes.
    template <class T, RandomSource G>
    void initialise(parameters<T>& p, G& random, initialiser how) const {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (std::get<I>(layers_).template initialise<T>(std::get<I>(p.layers), random, how), ...);
        }(std::make_index_sequence<depth>());
    }

    template <class T, Engine E = own_products>
    void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, const E& engine = {}) const {
        matrix<T> spare;
        infer<0>(p, x, y, spare, engine);
    }
    template <class T, Engine E = own_products>
    void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, cache<T>& kept, const E& engine = {}) const {
        remember<0>(p, x, y, kept, engine);
    }
    template <class T, Engine E = own_products>
    void backward(const parameters<T>& p, const matrix<T>& x, const matrix<T>& y, cache<T>& kept, const matrix<T>& dy,
                  parameters<T>& grads, matrix<T>& dx, const E& engine = {}) const {
        go_back<depth - 1>(p, x, y, kept, dy, grads, dx, engine);
    }

private:
    // f(place, set) for the sets of all layers.
    template <class Sets, class F>
    static void visit(Sets& sets, F&& f) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (f(I, std::get<I>(sets)), ...);
        }(std::make_index_sequence<depth>());
    }

    template <std::size_t... I>
    constexpr void require_chain(std::index_sequence<I...>) const {
        if constexpr (!(detail::FixedWidths<First> && ... && detail::FixedWidths<Rest>))
            (require<usage_error>(std::get<I>(layers_).out == std::get<I + 1>(layers_).in, "sequential: ",
                                  std::get<I>(layers_).name(), " gives ", std::get<I>(layers_).out, " numbers, ",
                                  std::get<I + 1>(layers_).name(), " takes ", std::get<I + 1>(layers_).in),
             ...);
    }

    static constexpr std::array<detail::promises, depth> promised{
        {{nn::reads_input<First>(), nn::reads_output<First>(), nn::in_place<First>()},
         {nn::reads_input<Rest>(), nn::reads_output<Rest>(), nn::in_place<Rest>()}...}};

    template <std::size_t I, class T, class E>
    void infer(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, matrix<T>& spare, const E& engine) const {
        matrix<T>& to = detail::inferred_in_y(promised, I) ? y : spare;
        nn::infer(std::get<I>(layers_), std::get<I>(p.layers), x, to, engine);
        if constexpr (I + 1 < depth) infer<I + 1>(p, to, y, spare, engine);
    }

    template <std::size_t I, class Cache, class Matrix>
    [[nodiscard]] static Matrix& output(Cache& kept, Matrix& y) {
        constexpr std::size_t place = detail::output_of(promised, I);
        if constexpr (place + 1 == depth)
            return y;
        else
            return kept.outputs[place];
    }
    template <std::size_t I, class T, class E>
    void remember(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, cache<T>& kept, const E& engine) const {
        matrix<T>& to = output<I>(kept, y);
        nn::forward(std::get<I>(layers_), std::get<I>(p.layers), x, to, std::get<I>(kept.own), engine);
        if constexpr (I + 1 < depth) remember<I + 1>(p, to, y, kept, engine);
    }

    template <std::size_t I, class T, class E>
    void go_back(const parameters<T>& p, const matrix<T>& x, const matrix<T>& y, cache<T>& kept, const matrix<T>& dy,
                 parameters<T>& grads, matrix<T>& dx, const E& engine) const {
        const auto step = [&](const matrix<T>& from, matrix<T>& to) {
            nn::backward(std::get<I>(layers_), std::get<I>(p.layers), from, output<I>(std::as_const(kept), y),
                         std::get<I>(kept.own), dy, std::get<I>(grads.layers), to, engine);
        };
        if constexpr (I == 0) {
            step(x, dx);
        } else {
            constexpr std::size_t place = detail::gradient_of(promised, I - 1);
            matrix<T>& to = place == detail::in_dx ? dx : kept.gradients[place % detail::in_dx];
            step(output<I - 1>(std::as_const(kept), y), to);
            go_back<I - 1>(p, x, y, kept, to, grads, dx, engine);
        }
    }

    [[no_unique_address]] std::tuple<First, Rest...> layers_;
};

}  // namespace SPNN_NAMESPACE::nn
