// nn/sequential.hpp: layers one after the other; itself a layer.
//
// Parameters are named after their place: "0.weights", "0.bias", "2.weights", ... Training keeps the outputs between
// the layers, each once; a layer that works in place writes over the output before it where nobody looks at that again.
// Inference has one spare buffer beside y, or none.

#pragma once

#include <spnn/nn/layer.hpp>

#include <array>
#include <tuple>
#include <utility>

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

// Stands for the layer that sequential<> does not have.
struct no_layer {};

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
    static constexpr bool reads_input = nn::reads_input<First>();
    static constexpr bool reads_output = nn::reads_output<layer<depth - 1>>();
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
        std::array<matrix<T>, depth - 1> outputs;  // between the layers; empty where the next one writes over them
        std::array<matrix<T>, 2> gradients;        // dL/d outputs on their way back
        std::tuple<cache_of<First, T>, cache_of<Rest, T>...> own;  // of the layers
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
        remember<0>(p, x, y, cache);
    }
    template <class T>
    static void backward(const parameters<T>& p, const matrix<T>& x, const matrix<T>& y, cache<T>& cache,
                         const matrix<T>& dy, parameters<T>& grads, matrix<T>& dx) {
        go_back<depth - 1>(p, x, y, cache, dy, grads, dx);
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

    // Whether inference has layer I's output in y; else it is in the spare buffer.
    template <std::size_t I>
    [[nodiscard]] static consteval bool inferred_in_y() {
        if constexpr (I + 1 == depth)
            return true;
        else
            return inferred_in_y<I + 1>() == in_place<layer<I + 1>>();
    }
    template <std::size_t I, class T>
    static void infer(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, matrix<T>& spare) {
        matrix<T>& to = inferred_in_y<I>() ? y : spare;
        layer<I>::forward(std::get<I>(p.layers), x, to);
        if constexpr (I + 1 < depth) infer<I + 1>(p, to, y, spare);
    }

    // Whether the next layer writes over the output of layer I, which nobody reads again.
    template <std::size_t I>
    [[nodiscard]] static consteval bool is_written_over() {
        if constexpr (I + 1 < depth)
            return in_place<layer<I + 1>>() && !nn::reads_input<layer<I + 1>>() && !nn::reads_output<layer<I>>();
        else
            return false;
    }
    // The layer whose output ends up where layer I's is written.
    template <std::size_t I>
    [[nodiscard]] static consteval std::size_t output_of() {
        if constexpr (is_written_over<I>())
            return output_of<I + 1>();
        else
            return I;
    }
    template <std::size_t I, class Cache, class Matrix>
    [[nodiscard]] static Matrix& output(Cache& cache, Matrix& y) {
        constexpr std::size_t place = output_of<I>();
        if constexpr (place + 1 == depth)
            return y;
        else
            return cache.outputs[place];
    }
    template <std::size_t I, class T>
    static void remember(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, cache<T>& cache) {
        matrix<T>& to = output<I>(cache, y);
        nn::forward<layer<I>>(std::get<I>(p.layers), x, to, std::get<I>(cache.own));
        if constexpr (I + 1 < depth) remember<I + 1>(p, to, y, cache);
    }

    // Where dL/d output of layer I is: in dx when all layers up to I work in place from there on, else in one of the
    // two buffers, the one that the next layer does not read unless that works in place.
    static constexpr std::size_t in_dx = 2;
    template <std::size_t I>
    [[nodiscard]] static consteval std::size_t gradient_of() {
        if constexpr ([]<std::size_t... J>(std::index_sequence<J...>) {
                          return (in_place<layer<J>>() && ...);
                      }(std::make_index_sequence<I + 1>()))
            return in_dx;
        else if constexpr (I + 2 == depth)
            return 0;
        else if constexpr (in_place<layer<I + 1>>())
            return gradient_of<I + 1>();
        else
            return 1 - gradient_of<I + 1>();
    }
    template <std::size_t I, class T>
    static void go_back(const parameters<T>& p, const matrix<T>& x, const matrix<T>& y, cache<T>& cache,
                        const matrix<T>& dy, parameters<T>& grads, matrix<T>& dx) {
        const auto step = [&](const matrix<T>& from, matrix<T>& to) {
            nn::backward<layer<I>>(std::get<I>(p.layers), from, output<I>(std::as_const(cache), y),
                                   std::get<I>(cache.own), dy, std::get<I>(grads.layers), to);
        };
        if constexpr (I == 0) {
            step(x, dx);
        } else {
            constexpr std::size_t place = gradient_of<I - 1>();
            matrix<T>& to = place == in_dx ? dx : cache.gradients[place % in_dx];
            step(output<I - 1>(std::as_const(cache), y), to);
            go_back<I - 1>(p, x, y, cache, to, grads, dx);
        }
    }
};

}  // namespace spnn::inline SPNN_ABI::nn
