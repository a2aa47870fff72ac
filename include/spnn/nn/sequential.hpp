// nn/sequential.hpp: layers one after the other; itself a layer.
//
// Parameters are named after their place: "0.weights", "0.bias", "2.weights", ... Inference alternates between y
// and one spare buffer. Training keeps each layer's output once, for the layer itself and for the next
// one; only layers that are not CachelessLayer keep a cache of their own beside it.

#pragma once

#include <spnn/nn/detail/ends.hpp>
#include <spnn/nn/layer.hpp>

#include <array>
#include <tuple>

namespace spnn::inline SPNN_ABI::nn {

namespace detail {

// Whether each layer takes what the one before it gives.
template <class First, class... Rest>
[[nodiscard]] consteval bool widths_chain() {
    [[maybe_unused]] std::size_t width = First::out;
    bool chain = true;
    ((chain = chain && Rest::in == width, width = Rest::out), ...);
    return chain;
}

struct no_cache {};

// Stands for the layer that sequential<> does not have.
struct no_layer {};

template <class L, class T>
struct own_cache {
    using type = typename L::template cache<T>;
};
template <class L, class T>
    requires CachelessLayer<L, T>
struct own_cache<L, T> {
    using type = no_cache;
};

}  // namespace detail

template <class First = detail::no_layer, class... Rest>
class sequential {
    static_assert(!std::same_as<First, detail::no_layer>, "sequential: needs at least one layer");
    static_assert((is_layer<First>() && ... && is_layer<Rest>()));
    static_assert(detail::widths_chain<First, Rest...>(),
                  "sequential: each layer's `in` must equal the previous layer's `out`");

    template <std::size_t I>
    using layer = std::tuple_element_t<I, std::tuple<First, Rest...>>;

public:
    // How many layers there are.
    static constexpr std::size_t depth = 1 + sizeof...(Rest);
    static constexpr std::size_t in = First::in;
    static constexpr std::size_t out = layer<depth - 1>::out;
    [[nodiscard]] static std::string name() {
        std::string names = First::name();
        (names.append(1, ',').append(Rest::name()), ...);
        return text("sequential<", names, ">");
    }

    template <class T>
    struct parameters {
        // Of the layers, in order.
        std::tuple<typename First::template parameters<T>, typename Rest::template parameters<T>...> layers;

        template <class F>
        void for_each(F&& f) {
            visit<0>(layers, f);
        }
        template <class F>
        void for_each(F&& f) const {
            visit<0>(layers, f);
        }
    };

    template <class T>
    struct cache {
        matrix<T> input;                         // empty unless the first layer reads it
        std::array<matrix<T>, depth> outputs;    // of each layer; the last is empty unless its layer reads it
        std::array<matrix<T>, depth> gradients;  // dL/d outputs, but the last, which is the caller's dy
        // Of layers that are not CachelessLayer.
        std::tuple<typename detail::own_cache<First, T>::type, typename detail::own_cache<Rest, T>::type...> own;
    };

    // Layer after layer, from one stream of random bytes.
    template <class T, RandomSource G>
    static void initialise(parameters<T>& p, G& random, initialiser how) {
        std::apply([&](auto&... of_layer) { initialise_each<T>(random, how, of_layer...); }, p.layers);
    }

    template <class T>
    static void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y) {
        matrix<T> spare;
        infer<0>(p, x, y, spare);
    }
    template <class T>
    static void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, cache<T>& cache) {
        detail::require_width<sequential>(x, "input", in);
        remember<0>(p, x, y, cache);
        if constexpr (CachelessLayer<First, T>)
            if constexpr (First::reads_input) detail::copy(x, cache.input);
        if constexpr (CachelessLayer<layer<depth - 1>, T>)
            if constexpr (layer<depth - 1>::reads_output) detail::copy(y, cache.outputs[depth - 1]);
    }
    template <class T>
    static void backward(const parameters<T>& p, cache<T>& cache, const matrix<T>& dy, parameters<T>& grads,
                         matrix<T>& dx) {
        go_back<depth - 1>(p, cache, dy, grads, dx);
    }

private:
    template <std::size_t I, class Layers, class F>
    static void visit(Layers& layers, F& f) {
        std::get<I>(layers).for_each([&](std::string_view name, auto& x) {
            std::string full = std::to_string(I);
            full.append(1, '.').append(name);
            f(std::string_view(full), x);
        });
        if constexpr (I + 1 < depth) visit<I + 1>(layers, f);
    }

    template <class T, class G, class... P>
    static void initialise_each(G& random, initialiser how, typename First::template parameters<T>& first, P&... rest) {
        First::template initialise<T>(first, random, how);
        (Rest::template initialise<T>(rest, random, how), ...);
    }

    // `to` is the buffer that the last layer writes when an even number of layers follows.
    template <std::size_t I, class T>
    static void infer(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, matrix<T>& spare) {
        constexpr bool into_y = (depth - 1 - I) % 2 == 0;
        matrix<T>& to = into_y ? y : spare;
        layer<I>::forward(std::get<I>(p.layers), x, to);
        if constexpr (I + 1 < depth) infer<I + 1>(p, to, y, spare);
    }

    template <std::size_t I, class T>
    static void remember(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, cache<T>& cache) {
        constexpr bool last = I + 1 == depth;
        matrix<T>& to = last ? y : cache.outputs[I];
        if constexpr (CachelessLayer<layer<I>, T>)
            layer<I>::forward(std::get<I>(p.layers), x, to);
        else
            layer<I>::forward(std::get<I>(p.layers), x, to, std::get<I>(cache.own));
        if constexpr (!last) remember<I + 1>(p, to, y, cache);
    }

    template <std::size_t I, class T>
    static void go_back(const parameters<T>& p, cache<T>& cache, const matrix<T>& dy, parameters<T>& grads,
                        matrix<T>& dx) {
        const auto& of_layer = std::get<I>(p.layers);
        auto& grads_of_layer = std::get<I>(grads.layers);
        matrix<T>& to = I == 0 ? dx : cache.gradients[I == 0 ? 0 : I - 1];
        const matrix<T>& input = I == 0 ? cache.input : cache.outputs[I == 0 ? 0 : I - 1];
        if constexpr (CachelessLayer<layer<I>, T>)
            layer<I>::backward(of_layer, input, cache.outputs[I], dy, grads_of_layer, to);
        else
            layer<I>::backward(of_layer, std::get<I>(cache.own), dy, grads_of_layer, to);
        if constexpr (I > 0) go_back<I - 1>(p, cache, to, grads, dx);
    }
};

}  // namespace spnn::inline SPNN_ABI::nn
