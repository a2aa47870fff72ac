// core/detail/matmul_tiers.hpp: the matrix product's kernel, compiled for each tier, chosen at run time.
//
// Elements are words (uint32, uint64) or floating-point numbers (float, double). Words give the same bits on
// every tier. Floating-point numbers add in the same order on every tier, but a tier with fused
// multiply-add rounds once where the portable one rounds twice.

#pragma once

#include <spnn/core/detail/cpu.hpp>
#include <spnn/core/detail/target.hpp>

#include <cstddef>
#include <vector>

namespace spnn::inline SPNN_ABI::detail {

enum class matmul_tier { portable, avx2, avx512 };

// Element (i, j) stands at data[i * row + j * column].
template <class T>
struct strided {
    T* data;
    std::size_t row, column;
};

// Rows of b that are packed at a time, and the widest panel: two 64-byte vectors.
inline constexpr std::size_t inner_block = 256;
template <class T>
inline constexpr std::size_t panel_elements = inner_block * 2 * 64 / sizeof(T);

namespace matmul_portable {
inline constexpr std::size_t vector_bytes = 16, tile_rows = 4, tile_vectors = 2;
#include <spnn/core/detail/matmul_kernel.inl>
}  // namespace matmul_portable

#if SPNN_X86
SPNN_TARGET_BEGIN("avx2,fma")
namespace matmul_avx2 {
inline constexpr std::size_t vector_bytes = 32, tile_rows = 4, tile_vectors = 2;
#include <spnn/core/detail/matmul_kernel.inl>
}  // namespace matmul_avx2
SPNN_TARGET_END

SPNN_TARGET_BEGIN("avx2,fma,avx512f,avx512dq")
namespace matmul_avx512 {
inline constexpr std::size_t vector_bytes = 64, tile_rows = 8, tile_vectors = 2;
#include <spnn/core/detail/matmul_kernel.inl>
}  // namespace matmul_avx512
SPNN_TARGET_END
#endif

// The tiers this machine can run, the slowest first.
[[nodiscard]] inline std::vector<matmul_tier> available_matmul_tiers() {
    std::vector<matmul_tier> tiers{matmul_tier::portable};
    if (cpu().avx2 && cpu().fma) {
        tiers.push_back(matmul_tier::avx2);
        if (cpu().avx512f && cpu().avx512dq) tiers.push_back(matmul_tier::avx512);
    }
    return tiers;
}

[[nodiscard]] inline matmul_tier best_matmul_tier() {
    static const matmul_tier best = available_matmul_tiers().back();
    return best;
}

// c (m x n, row-major) = a (m x k) * b (k x n) on the given tier, which must be available.
template <class T>
void multiply_on(matmul_tier tier, std::size_t m, std::size_t n, std::size_t k, strided<const T> a, strided<const T> b,
                 T* c) {
    thread_local std::vector<T> panel(panel_elements<T>);
    switch (tier) {
#if SPNN_X86
        case matmul_tier::avx512: return matmul_avx512::multiply<T>(m, n, k, a, b, c, panel.data());
        case matmul_tier::avx2: return matmul_avx2::multiply<T>(m, n, k, a, b, c, panel.data());
#endif
        default: return matmul_portable::multiply<T>(m, n, k, a, b, c, panel.data());
    }
}

}  // namespace spnn::inline SPNN_ABI::detail
