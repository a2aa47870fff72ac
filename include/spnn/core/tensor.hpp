// core/tensor.hpp: matrices. The only header that includes xtensor, which moved every header in 0.26.
//
// matrix<T> is row-major and contiguous: element (i, j) of an m x n matrix stands at data()[i * n + j].
// A fresh matrix(m, n) holds unspecified values; zeros<T>(m, n) holds zeros.

#pragma once

#include <spnn/core/error.hpp>

#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xtensor.hpp>
#else
#include <xtensor/xtensor.hpp>
#endif

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE {

namespace detail {

// Leaves fresh elements as they are. With it a vector keeps its memory when a matrix shrinks and grows again, as
// buffers do at the shorter last batch of an epoch, and does not fill it with zeros first.
template <class T>
struct unspecified_values : std::allocator<T> {
    template <class U>
    struct rebind {
        using other = unspecified_values<U>;
    };
    using std::allocator<T>::allocator;

    template <class U, class... Arguments>
    void construct(U* at, Arguments&&... arguments) {
        if constexpr (sizeof...(Arguments) == 0)
            ::new (static_cast<void*>(at)) U;
        else
            ::new (static_cast<void*>(at)) U(std::forward<Arguments>(arguments)...);
    }
};

}  // namespace detail

// An m x n matrix of numbers or ring elements.
template <class T>
using matrix = xt::xtensor_container<std::vector<T, detail::unspecified_values<T>>, 2, xt::layout_type::row_major>;

// How many rows x has.
template <class T>
[[nodiscard]] std::size_t rows(const matrix<T>& x) {
    return x.shape(0);
}

// How many columns x has.
template <class T>
[[nodiscard]] std::size_t columns(const matrix<T>& x) {
    return x.shape(1);
}

namespace detail {

// memory_error for a shape whose size no number can state: an allocation for what is left of it would be too small.
template <class T>
void require_shape(std::size_t m, std::size_t n) {
    std::size_t bytes = 0;
    if (__builtin_mul_overflow(m, n, &bytes) || __builtin_mul_overflow(bytes, sizeof(T), &bytes)) [[unlikely]]
        fail<memory_error>({"a matrix of ", m, "x", n, " numbers: more than any machine can hold"});
}

}  // namespace detail

// An m x n matrix of unspecified values; memory_error for a size beyond 64 bits.
template <class T>
[[nodiscard]] matrix<T> make_matrix(std::size_t m, std::size_t n) {
    detail::require_shape<T>(m, n);
    return matrix<T>(std::array<std::size_t, 2>{m, n});
}

// Gives x the shape m x n; values become unspecified, memory is kept when it suffices; errors as above.
template <class T>
void resize(matrix<T>& x, std::size_t m, std::size_t n) {
    detail::require_shape<T>(m, n);
    x.resize(std::array<std::size_t, 2>{m, n});
}

// An m x n matrix of zeros.
template <class T>
[[nodiscard]] matrix<T> zeros(std::size_t m, std::size_t n) {
    auto x = make_matrix<T>(m, n);
    std::fill(x.data(), x.data() + x.size(), T{});
    return x;
}

// All elements, row after row.
template <class T>
[[nodiscard]] std::span<T> elements(matrix<T>& x) {
    return {x.data(), x.size()};
}

template <class T>
[[nodiscard]] std::span<const T> elements(const matrix<T>& x) {
    return {x.data(), x.size()};
}

// Row i, as a view.
template <class T>
[[nodiscard]] std::span<T> row(matrix<T>& x, std::size_t i) {
    return {x.data() + i * columns(x), columns(x)};
}

template <class T>
[[nodiscard]] std::span<const T> row(const matrix<T>& x, std::size_t i) {
    return {x.data() + i * columns(x), columns(x)};
}

// Numbers of rows, in the order in which they are wanted.
using row_numbers = std::span<const std::uint32_t>;

// y = the rows of x with the numbers in `index`, in that order; y keeps its memory when it suffices.
template <class T>
void take_rows(const matrix<T>& x, row_numbers index, matrix<T>& y) {
    resize(y, index.size(), columns(x));
    const std::size_t n = columns(x);
    if (n == 1) {
        for (std::size_t i = 0; i < index.size(); ++i) y.data()[i] = x.data()[index[i]];
        return;
    }
    for (std::size_t i = 0; i < index.size(); ++i) std::copy_n(x.data() + index[i] * n, n, y.data() + i * n);
}

// "5000x28", for error texts.
template <class T>
[[nodiscard]] std::string shape_text(const matrix<T>& x) {
    return text(rows(x), "x", columns(x));
}

}  // namespace SPNN_NAMESPACE
