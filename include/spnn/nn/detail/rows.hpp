// nn/detail/rows.hpp: a row added to every row, and the sum of all rows.
//
// A narrow matrix is walked sixteen rows at a time, so that the processor's vectors are full even when a row
// holds one number. The order of the additions depends on the shape alone.

#pragma once

#include <spnn/core/simd/compute_each.hpp>
#include <spnn/core/tensor.hpp>

#include <array>

namespace SPNN_NAMESPACE::nn::detail {

// The number of columns: of a place in a type (nn/placed.hpp) a constant, which makes narrow rows faster; else known at
// run time. Both give the same bits.
inline constexpr std::size_t at_run_time = 0;
template <class At>
inline constexpr std::size_t width_of = [] {
    if constexpr (At::is_fixed)
        return At::out;
    else
        return at_run_time;
}();

// Elements of the rows of n numbers that are walked together.
[[nodiscard]] constexpr std::size_t lanes(std::size_t n) {
    return n < spnn::detail::block_size ? spnn::detail::block_size * n : n;
}
// Room for them; of a width that is known at run time, for narrow rows alone.
template <std::size_t N, class T>
using lanes_of = std::array<T, N == at_run_time ? spnn::detail::block_size * spnn::detail::block_size : lanes(N)>;

// y (m x N) = x with the 1 x N row `addend` added to every row; y may be x.
template <std::size_t N, class T>
void add_to_rows(const matrix<T>& addend, const matrix<T>& x, matrix<T>& y) {
    const std::size_t width = columns(addend);
    resize(y, rows(x), width);
    spnn::detail::run_on_best_tier([width, row = addend.data(), all = elements(x), to = y.data()] {
        constexpr auto block = spnn::detail::block_size;
        const std::size_t n = N == at_run_time ? width : N, step = lanes(n), whole = step / block * block;
        lanes_of<N, T> repeated;
        const T* from = row;
        if (N != at_run_time || n < block) {
            for (std::size_t j = 0; j < step; ++j) repeated[j] = row[j % n];
            from = repeated.data();
        }
        auto plus = [](T a, T b) { return a + b; };
        std::size_t i = 0;
        for (; i + step <= all.size(); i += step) {
            for (std::size_t j = 0; j < whole; j += block)
                spnn::detail::compute_block(to + i + j, plus, all.data() + i + j, from + j);
            for (std::size_t j = whole; j < step; ++j) to[i + j] = all[i + j] + from[j];
        }
        for (std::size_t j = 0; i + j < all.size(); ++j) to[i + j] = all[i + j] + from[j];
    });
}

// partial (Count) = the sums of Count neighbours over `groups` groups of rows that stand `step` apart.
template <std::size_t Count, class T>
inline void sum_lanes(const T* from, std::size_t groups, std::size_t step, T* partial) {
    std::array<T, Count> sum{};
    for (std::size_t g = 0; g < groups; ++g, from += step)
        for (std::size_t j = 0; j < Count; ++j) sum[j] += from[j];
    std::copy_n(sum.data(), Count, partial);
}

// The same of all x, whose width the compiler knows.
template <std::size_t N, class T>
inline void sum_known_rows(std::span<const T> all, T* sums) {
    lanes_of<N, T> partial{};
    std::size_t i = 0;
    for (; i + lanes(N) <= all.size(); i += lanes(N))
        for (std::size_t j = 0; j < lanes(N); ++j) partial[j] += all[i + j];
    for (std::size_t j = 0; i + j < all.size(); ++j) partial[j] += all[i + j];
    std::copy_n(partial.begin(), N, sums);
    for (std::size_t j = N; j < lanes(N); ++j) sums[j % N] += partial[j];
}
template <class T>
inline void sum_some_rows(std::span<const T> all, std::size_t n, T* sums) {
    constexpr auto block = spnn::detail::block_size;
    const std::size_t step = lanes(n), groups = all.size() / step, end = groups * step;
    lanes_of<at_run_time, T> narrow;
    T* const partial = n < block ? narrow.data() : sums;
    std::size_t j = 0;
    for (; j + 4 * block <= step; j += 4 * block) sum_lanes<4 * block>(all.data() + j, groups, step, partial + j);
    for (; j + block <= step; j += block) sum_lanes<block>(all.data() + j, groups, step, partial + j);
    for (; j < step; ++j) sum_lanes<1>(all.data() + j, groups, step, partial + j);
    for (std::size_t k = end; k < all.size(); ++k) partial[k - end] += all[k];
    if (n < block) {
        std::copy_n(narrow.begin(), n, sums);
        for (j = n; j < step; ++j) sums[j % n] += narrow[j];
    }
}

// sums (1 x N) = the sum of the rows of x (m x N).
template <std::size_t N, class T>
void sum_rows(const matrix<T>& x, matrix<T>& sums) {
    const std::size_t n = columns(x);
    resize(sums, 1, n);
    spnn::detail::run_on_best_tier([n, all = elements(x), to = sums.data()] {
        if (N == at_run_time)
            sum_some_rows(all, n, to);
        else
            sum_known_rows<N == at_run_time ? 1 : N>(all, to);
    });
}

}  // namespace SPNN_NAMESPACE::nn::detail
