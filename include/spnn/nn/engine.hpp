// nn/engine.hpp: who computes the matrix products of layers: the library's own kernels, or another library's.
//
// An engine stands beside a layer, never in its type: nn::on<Engine, Layer> below is the layer with all its products by
// that engine, with the same name and parameters, so weights move from one to the other. Sums may differ in the last
// bits. What computes a layer in another form, on shares or ciphertexts, is no engine: it reads the layer's kind
// (nn/kinds.hpp) and has one function for each.
//
//   engine.multiply(a, b, c)                     c = a b
//   engine.multiply_transposed_left(a, b, c)     c = aT b
//   engine.multiply_transposed_right(a, b, c)    c = a bT
//   engine.product(m, n, k, a, b, c, adds)       c (m x n, row-major) = or += a (m x k) b (k x n), strided; k > 0
//
// Models: own_products, blas_products (nn/blas.hpp).

#pragma once

#include <spnn/core/matmul.hpp>

namespace SPNN_NAMESPACE::nn {

// Where element (i, j) of a factor stands: data[i * row + j * column]; one of the two is 1.
template <class T>
using factor = spnn::detail::strided<const T>;

template <class E, class T>
concept EngineOver = std::default_initializable<E> &&
                     requires(const E& engine, const matrix<T>& a, matrix<T>& c, std::size_t n, factor<T> view, T* to) {
                         engine.multiply(a, a, c);
                         engine.multiply_transposed_left(a, a, c);
                         engine.multiply_transposed_right(a, a, c);
                         engine.product(n, n, n, view, view, to, true);
                     };

template <class E>
concept Engine = EngineOver<E, float> && EngineOver<E, double>;

// The products of core/matmul.hpp: the same bits in every run on one instruction set (SPNN_CPU, core/simd/cpu.hpp).
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
    // As above.
    template <class T>
    static void product(std::size_t m, std::size_t n, std::size_t k, factor<T> a, factor<T> b, T* c, bool adds) {
        spnn::detail::multiply_on<T>(spnn::detail::best_matmul_tier<T>(), m, n, k, a, b, c, adds);
    }
};

static_assert(Engine<own_products>);

}  // namespace SPNN_NAMESPACE::nn
