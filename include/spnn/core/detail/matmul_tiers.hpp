// core/detail/matmul_tiers.hpp: the matrix product's kernels, one for each tier, chosen at run time.
//
// Elements are words (uint32, uint64) or floating-point numbers (float, double). Words give the same bits on
// every tier. Floating-point numbers add in the same order on every tier, but a tier with fused
// multiply-add rounds once where the portable one rounds twice.

#pragma once

#include <spnn/core/detail/matmul_ifma.hpp>
#include <spnn/core/detail/matmul_product.hpp>
#include <spnn/core/simd/tiers.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#if SPNN_X86
#include <immintrin.h>
#endif

namespace SPNN_NAMESPACE::detail {

// The first `used` columns of some rows, and zeros in the rest of `width`. Tiles at the edge of c alone need it, and no
// tier makes it faster.
template <class T>
[[gnu::noinline]] void copy_some(const strided<T>& from, const strided<T>& to, std::size_t rows, std::size_t used,
                                 std::size_t width) {
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < width; ++j)
            to.data[i * to.row + j * to.column] = j < used ? from.data[i * from.row + j * from.column] : T{};
}

// The kernel of a tier has vectors of wide_bytes, and of narrow_bytes where that is enough for all columns; tiles of
// tile_rows rows by tile_vectors vectors.
template <class T>
inline constexpr bool is_long_word = std::is_same_v<T, std::uint64_t>;

namespace matmul_portable {
template <class T>
inline constexpr std::size_t wide_bytes = is_long_word<T> ? 8 : 16;  // a scalar product beats the pieces of SSE2
template <class T>
inline constexpr std::size_t narrow_bytes = wide_bytes<T>;
template <class T>
inline constexpr std::size_t tile_rows = 4;
template <class T>
inline constexpr std::size_t tile_vectors = is_long_word<T> ? 1 : 2;
#include <spnn/core/detail/matmul_kernel.inl>
}  // namespace matmul_portable

#if SPNN_X86
SPNN_TARGET_BEGIN("avx2,fma")
namespace matmul_avx2 {
template <class T>
inline constexpr std::size_t wide_bytes = 32;
template <class T>
inline constexpr std::size_t narrow_bytes = 32;
template <class T>
inline constexpr std::size_t tile_rows = 4;
template <class T>
inline constexpr std::size_t tile_vectors = is_long_word<T> ? 1 : 2;
#include <spnn/core/detail/matmul_kernel.inl>

// AVX2 multiplies no words of 64 bits. With a = a1 2^32 + a0 and b likewise, a b = a0 b0 + (a0 b1 + a1 b0) 2^32 mod
// 2^64: the first product is one instruction, the two others are the 32-bit products of a with the halves of b
// exchanged, and need no more than their low halves.
template <>
struct running_sum<std::uint64_t, 32> {
    using vector = lanes<std::uint64_t, 32>::vector;
    __m256i low, crossed;

    void clear() { low = crossed = _mm256_setzero_si256(); }
    void add_product(std::uint64_t factor, const vector& b) {
        const __m256i a = _mm256_set1_epi64x(static_cast<long long>(factor)),
                      exchanged = _mm256_shuffle_epi32((__m256i)b, 0xb1);
        low = _mm256_add_epi64(low, _mm256_mul_epu32(a, (__m256i)b));
        crossed = _mm256_add_epi32(crossed, _mm256_mullo_epi32(a, exchanged));
    }
    void add_to(vector& total) const {
        vector own;
        copy_to(own);
        total += own;
    }
    void copy_to(vector& total) const {
        const __m256i both = _mm256_add_epi32(crossed, _mm256_slli_epi64(crossed, 32));  // the upper half counts
        total = (vector)_mm256_add_epi64(low, _mm256_and_si256(both, _mm256_set1_epi64x(-0x100000000)));
    }
};
}  // namespace matmul_avx2
SPNN_TARGET_END

SPNN_TARGET_BEGIN("avx2,fma,avx512f,avx512dq,avx512vl")
namespace matmul_avx512 {
template <class T>
inline constexpr std::size_t wide_bytes = 64;
template <class T>
inline constexpr std::size_t narrow_bytes = sizeof(T) == 4 ? 32 : 64;  // eight columns, the first layer of many
template <class T>
inline constexpr std::size_t tile_rows = 8;
template <class T>
inline constexpr std::size_t tile_vectors = 2;
#include <spnn/core/detail/matmul_kernel.inl>
}  // namespace matmul_avx512
SPNN_TARGET_END
#endif

// The tiers of the product; `avx512ifma` is for 64-bit words alone.
enum class matmul_tier { portable, avx2, avx512, avx512ifma };

[[nodiscard]] constexpr std::array<std::string_view, 4> tier_names(matmul_tier) {
    return {"portable", "avx2", "avx512", "avx512ifma"};
}

[[nodiscard]] inline bool is_available(matmul_tier tier) {
    switch (tier) {
        case matmul_tier::portable: return true;
        case matmul_tier::avx2: return is_available(simd_tier::avx2);
        case matmul_tier::avx512: return is_available(simd_tier::avx512);
        case matmul_tier::avx512ifma: return is_available(simd_tier::avx512) && has_matmul_ifma();
    }
    return false;
}

// Those of a product of T that this machine can run.
template <class T>
[[nodiscard]] std::vector<matmul_tier> available_matmul_tiers() {
    auto tiers = available_tiers<matmul_tier>();
    if (!is_long_word<T>) std::erase(tiers, matmul_tier::avx512ifma);
    return tiers;
}

// The fastest of them: IFMA where vpmullq is slow.
template <class T>
[[nodiscard]] matmul_tier best_matmul_tier() {
    static const matmul_tier best = [] {
        const auto tiers = available_matmul_tiers<T>();
        return tiers.back() == matmul_tier::avx512ifma && !cpu().slow_vpmullq ? matmul_tier::avx512 : tiers.back();
    }();
    return best;
}

// c (m x n, row-major) = or += a (m x k) * b (k x n), k > 0, on the given tier, which must be available.
template <class T>
void multiply_on(matmul_tier tier, std::size_t m, std::size_t n, std::size_t k, strided<const T> a, strided<const T> b,
                 T* c, bool adds = false) {
    if (m == 0 || n == 0) return;
    product_of<T> p{m, n, k, a, b, {c, n, 1}, adds, nullptr};
#if SPNN_X86
    if constexpr (is_long_word<T>)
        if (tier == matmul_tier::avx512ifma) {
            const std::size_t rows = matmul_ifma::suitable_rows(p);
            if (rows > 0) matmul_ifma::multiply(p.rows(0, rows));
            if (rows == m) return;
            p = p.rows(rows, m);
        }
#endif
    constexpr std::size_t widest = 2 * 64 / sizeof(T), strands = 4;
    const std::size_t rows = std::min(k, strands * inner_block),
                      columns = (std::max(m, n) + widest - 1) / widest * widest;
    p.panel = matmul_panel<T>(std::min(rows * columns, panel_elements<T>));
    switch (tier) {
#if SPNN_X86
        case matmul_tier::avx512ifma:
        case matmul_tier::avx512: return matmul_avx512::multiply<T>(p);
        case matmul_tier::avx2: return matmul_avx2::multiply<T>(p);
#endif
        default: return matmul_portable::multiply<T>(p);
    }
}

}  // namespace SPNN_NAMESPACE::detail
