// nn/layer/dense.hpp: y = x W + b, with W In x Out and b one row.
//
// Product computes the matrix products: the library's own, or another library's (nn/blas.hpp). Layers that differ in it
// alone have the same parameters and the same name; their sums may differ in the last bits.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/nn/detail/rows.hpp>
#include <spnn/nn/detail/shapes.hpp>
#include <spnn/nn/layer.hpp>

namespace spnn::inline SPNN_ABI::nn {

// The products of core/matmul.hpp: the same bits in every run on one instruction set (SPNN_CPU, core/detail/cpu.hpp).
struct own_products {
    // c = a b, aT b and a bT.
    template <class T>
    static void multiply(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
        spnn::multiply(a, b, c);
    }
    template <class T>
    static void multiply_transposed_left(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
        spnn::multiply_transposed_left(a, b, c);
    }
    template <class T>
    static void multiply_transposed_right(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
        spnn::multiply_transposed_right(a, b, c);
    }
};

template <std::size_t In, std::size_t Out, class Product = own_products>
struct dense {
    static_assert(In > 0 && Out > 0, "dense<In, Out>: both widths must be at least 1");

    static constexpr std::size_t in = In;
    static constexpr std::size_t out = Out;
    static constexpr bool reads_output = false;
    [[nodiscard]] static std::string name() { return text("dense<", In, ",", Out, ">"); }

    template <class T>
    struct parameters {
        matrix<T> weights = zeros<T>(In, Out);  // W
        matrix<T> bias = zeros<T>(1, Out);      // b

        template <class F>
        void for_each(F&& f) {
            f(std::string_view("weights"), weights);
            f(std::string_view("bias"), bias);
        }
        template <class F>
        void for_each(F&& f) const {
            f(std::string_view("weights"), weights);
            f(std::string_view("bias"), bias);
        }
    };

    // Draws the weights; the bias starts at zero.
    template <class T, RandomSource G>
    static void initialise(parameters<T>& p, G& random, initialiser how) {
        p = parameters<T>();
        nn::initialise(p.weights, In, Out, how, random);
    }

    template <class T>
    static void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y) {
        detail::require_width<dense>(x, "input", In);
        detail::require_shape<dense>(p.weights, "weights", In, Out);
        detail::require_shape<dense>(p.bias, "bias", 1, Out);
        Product::multiply(x, p.weights, y);
        detail::add_to_rows<Out>(p.bias, y, y);
    }

    template <class T>
    static void backward(const parameters<T>& p, const matrix<T>& x, const matrix<T>&, const matrix<T>& dy,
                         parameters<T>& grads, matrix<T>& dx) {
        detail::require_shape<dense>(dy, "gradient of the output", rows(x), Out);
        Product::multiply_transposed_left(x, dy, grads.weights);
        detail::sum_rows<Out>(dy, grads.bias);
        Product::multiply_transposed_right(dy, p.weights, dx);
    }
};

static_assert(Layer<dense<3, 2>>);

}  // namespace spnn::inline SPNN_ABI::nn
