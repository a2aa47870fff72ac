// core/matmul.hpp: matrix products, over numbers and over rings.
//
//   multiply(a, b, c)                    c = a b        (m x k) (k x n)
//   multiply_add(a, b, c)                c += a b       (m x k) (k x n)
//   multiply_transposed_left(a, b, c)    c = aT b       (k x m)T (k x n)
//   multiply_transposed_right(a, b, c)   c = a bT       (m x k) (n x k)T
//   multiply<R>(a, b, c)                 c = a b in the ring R
//
// c takes its shape, but where it is added to, it must have it; it must not be a or b. Unequal inner dimensions are a
// usage_error. Words and floating-point numbers run on the tier that core/detail/matmul_tiers.hpp picks; the other
// rings run the same sums one element at a time.

#pragma once

#include <spnn/core/detail/matmul_tiers.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/core/simd/compute_each.hpp>
#include <spnn/core/tensor.hpp>

#include <cstdint>
#include <type_traits>

namespace SPNN_NAMESPACE {

namespace detail {

template <class T>
inline constexpr bool has_matmul_kernel = std::is_same_v<T, float> || std::is_same_v<T, double> ||
                                          std::is_same_v<T, std::uint32_t> || std::is_same_v<T, std::uint64_t>;

template <class T>
void multiply_strided(std::size_t m, std::size_t n, std::size_t k, std::size_t k_of_b, strided<const T> a,
                      strided<const T> b, matrix<T>& c) {
    require<usage_error>(k == k_of_b, "multiply: inner dimensions differ, ", k, " and ", k_of_b);
    resize(c, m, n);
    if (k == 0) return std::fill(c.data(), c.data() + c.size(), T{});
    multiply_on<T>(best_matmul_tier<T>(), m, n, k, a, b, c.data());
}

}  // namespace detail

template <class T>
    requires detail::has_matmul_kernel<T>
void multiply(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
    detail::multiply_strided<T>(rows(a), columns(b), columns(a), rows(b), {a.data(), columns(a), 1},
                                {b.data(), columns(b), 1}, c);
}

template <class T>
    requires detail::has_matmul_kernel<T>
void multiply_add(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
    require<usage_error>(columns(a) == rows(b) && rows(c) == rows(a) && columns(c) == columns(b),
                         "multiply_add: ", shape_text(c), " += ", shape_text(a), " times ", shape_text(b));
    if (columns(a) == 0) return;
    detail::multiply_on<T>(detail::best_matmul_tier<T>(), rows(a), columns(b), columns(a), {a.data(), columns(a), 1},
                           {b.data(), columns(b), 1}, c.data(), true);
}

template <class T>
    requires detail::has_matmul_kernel<T>
void multiply_transposed_left(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
    detail::multiply_strided<T>(columns(a), columns(b), rows(a), rows(b), {a.data(), 1, columns(a)},
                                {b.data(), columns(b), 1}, c);
}

template <class T>
    requires detail::has_matmul_kernel<T>
void multiply_transposed_right(const matrix<T>& a, const matrix<T>& b, matrix<T>& c) {
    detail::multiply_strided<T>(rows(a), rows(b), columns(a), columns(b), {a.data(), columns(a), 1},
                                {b.data(), 1, columns(b)}, c);
}

// c = a b in the ring R.
template <Ring R>
void multiply(const matrix<element<R>>& a, const matrix<element<R>>& b, matrix<element<R>>& c) {
    if constexpr (detail::has_matmul_kernel<element<R>> && R::every_word_is_an_element) {
        multiply<element<R>>(a, b, c);
    } else {
        require<usage_error>(columns(a) == rows(b), "multiply: inner dimensions differ, ", columns(a), " and ",
                             rows(b));
        resize(c, rows(a), columns(b));
        std::fill(c.data(), c.data() + c.size(), R::zero());
        for (std::size_t i = 0; i < rows(a); ++i)
            for (std::size_t p = 0; p < columns(a); ++p) {
                const auto factor = row(a, i)[p];
                const auto from = row(b, p);
                const auto to = row(c, i);
                for (std::size_t j = 0; j < to.size(); ++j) to[j] = R::add(to[j], R::mul(factor, from[j]));
            }
    }
}

// c += a and c -= a in the ring R, element by element; of one length.
template <Ring R>
void add_to(std::span<element<R>> c, std::span<const element<R>> a) {
    require<usage_error>(c.size() == a.size(), "add_to: ", a.size(), " elements to ", c.size());
    detail::compute_each(c, [](element<R> x, element<R> y) { return R::add(x, y); }, std::span<const element<R>>(c), a);
}
template <Ring R>
void subtract_from(std::span<element<R>> c, std::span<const element<R>> a) {
    require<usage_error>(c.size() == a.size(), "subtract_from: ", a.size(), " elements from ", c.size());
    detail::compute_each(c, [](element<R> x, element<R> y) { return R::sub(x, y); }, std::span<const element<R>>(c), a);
}

// The same for matrices; usage_error unless the shapes agree.
template <Ring R>
void add_to(matrix<element<R>>& c, const matrix<element<R>>& a) {
    require<usage_error>(c.shape() == a.shape(), "add_to: shapes differ, ", shape_text(c), " and ", shape_text(a));
    add_to<R>(elements(c), elements(a));
}
template <Ring R>
void subtract_from(matrix<element<R>>& c, const matrix<element<R>>& a) {
    require<usage_error>(c.shape() == a.shape(), "subtract_from: shapes differ, ", shape_text(c), " and ",
                         shape_text(a));
    subtract_from<R>(elements(c), elements(a));
}

}  // namespace SPNN_NAMESPACE
