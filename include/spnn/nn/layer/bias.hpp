// nn/layer/bias.hpp: y = x + b, one number for each column: what is left of a dense layer whose product was
// computed elsewhere.

#pragma once

#include <spnn/nn/detail/rows.hpp>
#include <spnn/nn/detail/shapes.hpp>
#include <spnn/nn/layer.hpp>

namespace spnn::inline SPNN_ABI::nn {

template <std::size_t N>
struct bias {
    static_assert(N > 0, "bias<N>: the width must be at least 1");

    static constexpr std::size_t in = N;
    static constexpr std::size_t out = N;
    static constexpr bool reads_input = false;
    static constexpr bool reads_output = false;
    static constexpr bool in_place = true;
    [[nodiscard]] static std::string name() { return text("bias<", N, ">"); }

    template <class T>
    struct parameters {
        matrix<T> bias = zeros<T>(1, N);  // b

        template <class F>
        void for_each(F&& f) {
            f(std::string_view("bias"), bias);
        }
        template <class F>
        void for_each(F&& f) const {
            f(std::string_view("bias"), bias);
        }
    };

    // Zeros, whatever the initialiser.
    template <class T, RandomSource G>
    static void initialise(parameters<T>& p, G&, initialiser) {
        p = parameters<T>();
    }

    template <class T>
    static void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y) {
        detail::require_width<bias>(x, "input", N);
        detail::require_shape<bias>(p.bias, "bias", 1, N);
        detail::add_to_rows<N>(p.bias, x, y);
    }

    template <class T>
    static void backward(const parameters<T>&, const matrix<T>&, const matrix<T>&, const matrix<T>& dy,
                         parameters<T>& grads, matrix<T>& dx) {
        detail::require_width<bias>(dy, "gradient of the output", N);
        detail::sum_rows<N>(dy, grads.bias);
        detail::copy(dy, dx);
    }
};

static_assert(Layer<bias<3>>);

}  // namespace spnn::inline SPNN_ABI::nn
