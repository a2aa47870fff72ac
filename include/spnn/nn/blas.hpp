// nn/blas.hpp: an engine whose products another library computes, through CBLAS: OpenBLAS, BLIS, ....
//
//   nn::on<nn::blas_products, layers>     all products of a layer, or of a whole sequential, by it
//
// Optional: only this header includes cblas.h, and only programs that include it link to a BLAS. For wide layers at the
// server. What it costs: the sums' last bits depend on the library, its version, the machine and the number of its
// threads, so a run is repeatable only as far as the BLAS is.

#pragma once

#include <spnn/nn/layer/dense.hpp>

#include <cblas.h>

#include <algorithm>
#include <limits>
#include <type_traits>

namespace SPNN_NAMESPACE::nn {

// As core/matmul.hpp: c takes its shape, unequal inner dimensions are a usage_error. Sides are at most 2^31 - 1.
struct blas_products {
    // c = a b
    template <class T>
    static void multiply(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
        whole(CblasNoTrans, CblasNoTrans, rows(a), columns(b), columns(a), rows(b), a, b, c);
    }
    // c = aT b
    template <class T>
    static void multiply_transposed_left(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
        whole(CblasTrans, CblasNoTrans, columns(a), columns(b), rows(a), rows(b), a, b, c);
    }
    // c = a bT
    template <class T>
    static void multiply_transposed_right(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
        whole(CblasNoTrans, CblasTrans, rows(a), rows(b), columns(a), columns(b), a, b, c);
    }

    // As nn/engine.hpp.
    template <class T>
    static void product(std::size_t m, std::size_t n, std::size_t k, factor<T> a, factor<T> b, T* c, bool adds) {
        gemm(turned(a), turned(b), m, n, k, a.data, stride(a), b.data, stride(b), adds, c);
    }

private:
    template <class T>
    static void whole(CBLAS_TRANSPOSE of_a, CBLAS_TRANSPOSE of_b, std::size_t m, std::size_t n, std::size_t k,
                      std::size_t k_of_b, const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
        require<usage_error>(k == k_of_b, "multiply: inner dimensions differ, ", k, " and ", k_of_b);
        resize(c, m, n);
        if (k == 0) return std::fill(c.data(), c.data() + c.size(), T{});
        gemm(of_a, of_b, m, n, k, a.data(), columns(a), b.data(), columns(b), false, c.data());
    }

    // How CBLAS is told where elements stand.
    template <class T>
    [[nodiscard]] static CBLAS_TRANSPOSE turned(const factor<T>& x) {
        return x.column == 1 ? CblasNoTrans : CblasTrans;
    }
    template <class T>
    [[nodiscard]] static std::size_t stride(const factor<T>& x) {
        return x.column == 1 ? x.row : x.column;
    }

    template <class T>
    static void gemm(CBLAS_TRANSPOSE of_a, CBLAS_TRANSPOSE of_b, std::size_t m, std::size_t n, std::size_t k,
                     const T* a, std::size_t a_stride, const T* b, std::size_t b_stride, bool adds, T* c) {
        static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>, "blas_products: float or double");
        if (m == 0 || n == 0) return;
        const auto run = [&](auto* function) {
            function(CblasRowMajor, of_a, of_b, side(m), side(n), side(k), T{1}, a, side(a_stride), b, side(b_stride),
                     adds ? T{1} : T{0}, c, side(n));
        };
        if constexpr (std::is_same_v<T, float>)
            run(cblas_sgemm);
        else
            run(cblas_dgemm);
    }

    [[nodiscard]] static int side(std::size_t n) {
        require<usage_error>(n <= std::size_t{std::numeric_limits<int>::max()}, "blas_products: a side of ", n);
        return static_cast<int>(n);
    }
};

static_assert(Engine<blas_products>);

// dense by these products.
template <std::size_t In, std::size_t Out>
using blas_dense = on<blas_products, dense<In, Out>>;

static_assert(Layer<blas_dense<3, 2>>);

}  // namespace SPNN_NAMESPACE::nn
