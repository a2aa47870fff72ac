// nn/detail/rows.hpp: a row added to every row, and the sum of all rows.
//
// A narrow matrix is walked sixteen rows at a time, so that the processor's vectors are full even when a row
// holds one number. The order of the additions depends on the shape alone.

#pragma once

#include <spnn/core/detail/compute_each.hpp>
#include <spnn/core/tensor.hpp>

#include <array>

namespace spnn::inline SPNN_ABI::nn::detail {

// Elements of the rows that are walked together.
template <std::size_t N>
inline constexpr std::size_t lanes = N < 16 ? 16 * N : N;

// y (m x N) = x with the 1 x N row `addend` added to every row; y may be x.
template <std::size_t N, class T>
void add_to_rows(const matrix<T>& addend, const matrix<T>& x, matrix<T>& y) {
    resize(y, rows(x), N);
    spnn::detail::run_on_best_tier([from = addend.data(), all = elements(x), to = y.data()] {
        std::array<T, lanes<N>> repeated;
        for (std::size_t j = 0; j < lanes<N>; ++j) repeated[j] = from[j % N];
        auto plus = [](T a, T b) { return a + b; };
        std::size_t i = 0;
        for (; i + lanes<N> <= all.size(); i += lanes<N>) {
            constexpr std::size_t whole = lanes<N> / spnn::detail::block_size * spnn::detail::block_size;
            for (std::size_t j = 0; j < whole; j += spnn::detail::block_size)
                spnn::detail::compute_block(to + i + j, plus, all.data() + i + j, repeated.data() + j);
            for (std::size_t j = whole; j < lanes<N>; ++j) to[i + j] = all[i + j] + repeated[j];
        }
        for (std::size_t j = 0; i + j < all.size(); ++j) to[i + j] = all[i + j] + repeated[j];
    });
}

// sums (1 x N) = the sum of the rows of x (m x N).
template <std::size_t N, class T>
void sum_rows(const matrix<T>& x, matrix<T>& sums) {
    resize(sums, 1, N);
    spnn::detail::run_on_best_tier([all = elements(x), to = sums.data()] {
        std::array<T, lanes<N>> partial{};
        std::size_t i = 0;
        for (; i + lanes<N> <= all.size(); i += lanes<N>)
            for (std::size_t j = 0; j < lanes<N>; ++j) partial[j] += all[i + j];
        for (std::size_t j = 0; i + j < all.size(); ++j) partial[j] += all[i + j];
        std::copy_n(partial.begin(), N, to);
        for (std::size_t j = N; j < lanes<N>; ++j) to[j % N] += partial[j];
    });
}

}  // namespace spnn::inline SPNN_ABI::nn::detail
