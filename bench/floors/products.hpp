// How fast a matrix product of 64-bit words can be on one core with AVX-512: a tile of c in registers, eight columns a
// register, vpmullq and an addition for every eight products, b packed into panels as wide as the tile.
//
// A floor: one instruction set, row-major matrices only. Which tile is best depends on shape and machine; the report
// takes the fastest.

#pragma once

#include <floors/region.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace floors {

using word = std::uint64_t;

#if SPNN_X86
FLOOR_BEGIN("avx512f,avx512dq")
namespace detail {

inline constexpr std::size_t panel_depth = 256;  // rows of b that are packed at a time

// c[Rows x columns] = or += a[Rows x depth] * panel, whose rows have 8 * Vectors words.
template <std::size_t Rows, std::size_t Vectors>
void word_tile(const word* a, std::size_t a_width, const word* panel, std::size_t depth, word* c, std::size_t c_width,
               std::size_t columns, bool adds) {
    __m512i sum[Rows][Vectors];
#pragma GCC unroll 16
    for (auto& of_row : sum)
#pragma GCC unroll 16
        for (auto& s : of_row) s = _mm512_setzero_si512();
    for (std::size_t p = 0; p < depth; ++p) {
        __m512i b[Vectors];
#pragma GCC unroll 16
        for (std::size_t v = 0; v < Vectors; ++v) b[v] = _mm512_loadu_si512(panel + (p * Vectors + v) * 8);
#pragma GCC unroll 16
        for (std::size_t i = 0; i < Rows; ++i) {
            const __m512i factor = _mm512_set1_epi64(static_cast<long long>(a[i * a_width + p]));
#pragma GCC unroll 16
            for (std::size_t v = 0; v < Vectors; ++v)
                sum[i][v] = _mm512_add_epi64(sum[i][v], _mm512_mullo_epi64(factor, b[v]));
        }
    }
#pragma GCC unroll 16
    for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 16
        for (std::size_t v = 0; v < Vectors; ++v) {
            const std::size_t from = 8 * v;
            if (from >= columns) break;
            const auto mask = static_cast<__mmask8>(0xffU >> (8 - std::min<std::size_t>(8, columns - from)));
            word* const to = c + i * c_width + from;
            if (adds) sum[i][v] = _mm512_add_epi64(sum[i][v], _mm512_maskz_loadu_epi64(mask, to));
            _mm512_mask_storeu_epi64(to, mask, sum[i][v]);
        }
}

}  // namespace detail

// c (m x n) = a (m x k) * b (k x n), all row-major and k > 0.
template <std::size_t Rows, std::size_t Vectors>
void multiply_words(std::size_t m, std::size_t n, std::size_t k, const word* a, const word* b, word* c) {
    constexpr std::size_t width = 8 * Vectors;
    const std::size_t panels = (n + width - 1) / width;
    static thread_local std::vector<word> packed;
    packed.resize(panels * width * std::min(k, detail::panel_depth));
    for (std::size_t from = 0; from < k; from += detail::panel_depth) {
        const std::size_t depth = std::min(detail::panel_depth, k - from);
        for (std::size_t panel = 0; panel < panels; ++panel)
            for (std::size_t p = 0; p < depth; ++p)
                for (std::size_t j = 0; j < width; ++j)
                    packed[(panel * depth + p) * width + j] =
                        panel * width + j < n ? b[(from + p) * n + panel * width + j] : 0;
        for (std::size_t i = 0; i < m;) {
            const bool whole = i + Rows <= m;
            for (std::size_t panel = 0; panel < panels; ++panel) {
                const auto& tile = whole ? detail::word_tile<Rows, Vectors> : detail::word_tile<1, Vectors>;
                tile(a + i * k + from, k, &packed[panel * depth * width], depth, c + i * n + panel * width, n,
                     n - panel * width, from > 0);
            }
            i += whole ? Rows : 1;
        }
    }
}
FLOOR_END
#endif

[[nodiscard]] inline bool has_word_products() { return spnn::detail::cpu().avx512f && spnn::detail::cpu().avx512dq; }

}  // namespace floors
