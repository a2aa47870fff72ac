// core/simd/compute_each.hpp: a function of single elements over whole arrays, as vector code even at -O2.
//
//   compute_each(to, f, a, b)        to[i] = f(a[i], b[i])
//
// Sixteen results at a time: a fixed count, and no pointer that the compiler must take for an alias of another. The
// rest goes through the same code, filled up with its last element, so that where an element stands never changes
// its result.

#pragma once

#include <spnn/core/simd/tiers.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

// Stands before a loop over a block: GCC would unroll it, and then find fewer vectors in what is left.
#if defined(__clang__)
#define SPNN_BLOCK_LOOP
#else
#define SPNN_BLOCK_LOOP _Pragma("GCC unroll 1")
#endif

namespace SPNN_NAMESPACE::detail {

// Elements of a block.
inline constexpr std::size_t block_size = 16;

// One block; `to` may be one of `from`.
template <class T, class F, class... From>
inline void compute_block(T* to, F& f, const From*... from) {
#if defined(__clang__)
    std::array<T, block_size> results;
    for (std::size_t j = 0; j < block_size; ++j) results[j] = f(from[j]...);
    std::copy_n(results.data(), block_size, to);
#else
    // GCC would write such an array to memory and read it again; but it takes our word that places are apart.
#pragma GCC ivdep
    SPNN_BLOCK_LOOP
    for (std::size_t j = 0; j < block_size; ++j) to[j] = f(from[j]...);
#endif
}

// A block that begins with the `count` elements from `from` on, and goes on with the last of them.
template <class T>
[[nodiscard]] inline std::array<T, block_size> filled_block(const T* from, std::size_t count) {
    std::array<T, block_size> block;
    for (std::size_t j = 0; j < block_size; ++j) block[j] = from[j < count ? j : count - 1];
    return block;
}

// to[i] = f(from[i]...) for every i of `to`, which may be one of `from`. The arrays have one length. f is pure.
template <class T, class F, class... From>
void compute_each_on(simd_tier tier, std::span<T> to, F f, std::span<const From>... from) {
    run_on(tier, [=, size = to.size(), out = to.data()]() mutable {
        std::size_t i = 0;
        for (; i + block_size <= size; i += block_size) compute_block(out + i, f, from.data() + i...);
        if (i < size) {
            std::array<T, block_size> results;
            compute_block(results.data(), f, filled_block(from.data() + i, size - i).data()...);
            std::copy_n(results.data(), size - i, out + i);
        }
    });
}

// On the best tier of this machine.
template <class T, class F, class... From>
void compute_each(std::span<T> to, F f, std::span<const From>... from) {
    compute_each_on(best_tier<simd_tier>(), to, f, from...);
}

}  // namespace SPNN_NAMESPACE::detail
