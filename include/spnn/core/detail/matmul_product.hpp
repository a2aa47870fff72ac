// core/detail/matmul_product.hpp: what the kernels of the matrix product are given.

#pragma once

#include <spnn/core/abi.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace SPNN_NAMESPACE::detail {

// Element (i, j) stands at data[i * row + j * column].
template <class T>
struct strided {
    T* data;
    std::size_t row, column;
};

// c (m x n) = a (m x k) * b (k x n), or += when it `adds`; none of them empty. `panel` is room for b as the kernel
// reads it.
template <class T>
struct product_of {
    std::size_t m, n, k;
    strided<const T> a, b;
    strided<T> c;
    bool adds;
    T* panel;

    // Rows and columns [from, to) of c.
    [[nodiscard]] product_of rows(std::size_t from, std::size_t to) const {
        product_of some = *this;
        some.m = to - from, some.a.data += from * a.row, some.c.data += from * c.row;
        return some;
    }
    [[nodiscard]] product_of columns(std::size_t from, std::size_t to) const {
        product_of some = *this;
        some.n = to - from, some.b.data += from * b.column, some.c.data += from * c.column;
        return some;
    }

    // The same product as cT = bT aT.
    [[nodiscard]] product_of transposed() const {
        return {n, m, k, {b.data, b.column, b.row}, {a.data, a.column, a.row}, {c.data, c.column, c.row}, adds, panel};
    }
};

// Rows of b whose products make one sum, and how much of b is packed at a time: a MiB stays in the second-level cache.
inline constexpr std::size_t inner_block = 256;
template <class T>
inline constexpr std::size_t panel_elements = (std::size_t{1} << 20) / sizeof(T);

// Room for `elements` elements that begins at a cache line; it keeps what it has been given.
template <class T>
[[nodiscard]] T* matmul_panel(std::size_t elements) {
    constexpr std::size_t line = 64;
    thread_local std::vector<std::byte> room;
    if (room.size() < elements * sizeof(T) + line) room.resize(elements * sizeof(T) + line);
    const auto past = reinterpret_cast<std::uintptr_t>(room.data()) % line;
    return reinterpret_cast<T*>(room.data() + (past == 0 ? 0 : line - past));
}

}  // namespace SPNN_NAMESPACE::detail
