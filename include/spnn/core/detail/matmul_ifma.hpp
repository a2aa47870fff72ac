// core/detail/matmul_ifma.hpp: products of matrices of 64-bit words by AVX-512 IFMA and VNNI.
//
// With a = al + ah 2^52 and b likewise, the word a b is al bl + (al bh + ah bl) 2^52. IFMA adds the lower and the upper
// 52 bits of al bl to a sum each. Of what stands before 2^52, the last 12 bits count: so al may be any 16 bits that end
// like it, ah any that end in its 12, and a product may take them as signed, which changes multiples of 2^16. VNNI adds
// two products of 16 bits at once to a sum of 32, and a lane holds two such sums: one instruction makes both crossed
// products of two inner indices. Eight products take 2.5 instructions, where vpmullq, three of them inside on
// processors by Intel, takes four with its addition.
//
// What VNNI reads is packed beside what IFMA reads: for each lane the 16-bit words (bl, bh, bl', bh') of b, in the
// order crossed with (ah, al, ah', al') of a, with a prime for the second inner index.

#pragma once

#include <spnn/core/detail/matmul_product.hpp>
#include <spnn/core/simd/cpu.hpp>
#include <spnn/core/simd/target.hpp>

#if SPNN_X86

#include <immintrin.h>

namespace SPNN_NAMESPACE::detail {

[[nodiscard]] inline bool has_matmul_ifma() {
    const auto& has = cpu();
    return has.avx512f && has.avx512dq && has.avx512vl && has.avx512ifma && has.avx512vbmi && has.avx512vnni;
}

SPNN_TARGET_BEGIN("avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi,avx512vnni")
namespace matmul_ifma {

using word = std::uint64_t;

// How much is packed at a time: of b, two vectors of columns by so many inner indices stay in the first-level cache,
// and all panels in the second; of a, the crossed words of so many rows.
inline constexpr std::size_t depth = 128, columns_at_once = 512, rows_at_once = 16;

// The inner indices p and p + half, p < half, make a pair; the last one is alone where their number is odd.
[[nodiscard]] inline std::size_t half(std::size_t inner) { return (inner + 1) / 2; }

[[nodiscard]] inline __mmask8 first_lanes(std::size_t count) {
    return static_cast<__mmask8>(count < 8 ? (1U << count) - 1 : 0xffU);
}

// Bits 0 to 15 and the last 12, in both orders, each twice: where each of their bytes begins.
inline constexpr long long low_first = 0x3c34'0800'3c34'0800, high_first = 0x0800'3c34'0800'3c34;

// The bytes that begin at eight `places` of each word: the first four in x, the others in y.
[[nodiscard]] inline __m512i words_of_pair(long long places, __m512i x, __m512i y) {
    // The forms with a mask of ones: those without make GCC 12 warn of its own headers.
    const __m512i at = _mm512_set1_epi64(places), all = _mm512_maskz_multishift_epi64_epi8(~0ULL, at, x);
    return _mm512_mask_multishift_epi64_epi8(all, 0xf0f0f0f0f0f0f0f0ULL, at, y);
}

// Crossed words of `rows` rows of a, depth / 2 lanes apart.
inline void cross(const strided<const word>& a, std::size_t rows, std::size_t inner, word* to) {
    const std::size_t pairs = half(inner), rest = (pairs - 1) / 8 * 8;
    const __mmask8 of_first = first_lanes(pairs - rest), of_second = first_lanes(inner - pairs - rest);
#pragma GCC unroll 4
    for (std::size_t i = 0; i < rows; ++i, to += depth / 2) {
        const word *const first = a.data + i * a.row, *const second = first + pairs;
        for (std::size_t p = 0; p < rest; p += 8)
            _mm512_store_si512(
                to + p, words_of_pair(high_first, _mm512_loadu_si512(first + p), _mm512_loadu_si512(second + p)));
        _mm512_store_si512(to + rest, words_of_pair(high_first, _mm512_maskz_loadu_epi64(of_first, first + rest),
                                                    _mm512_maskz_loadu_epi64(of_second, second + rest)));
    }
}

// Eight words of a row of b, beside each other or not; zeros behind the first `used`.
[[nodiscard]] inline __m512i row_of(const strided<const word>& b, const word* from, std::size_t used) {
    if (b.column == 1) return _mm512_maskz_loadu_epi64(first_lanes(used), from);
    alignas(64) word beside[8];
    for (std::size_t j = 0; j < 8; ++j) beside[j] = j < used ? from[j * b.column] : 0;
    return _mm512_load_si512(beside);
}

// `inner` rows of b by Vectors vectors of columns, `used` columns in all: for each pair its two rows and their crossed
// words. Returns where the next panel begins.
template <std::size_t Vectors>
word* pack(const strided<const word>& b, std::size_t inner, std::size_t used, word* to) {
    const std::size_t pairs = half(inner);
    for (std::size_t p = 0; p < pairs; ++p, to += 3 * 8 * Vectors)
        for (std::size_t v = 0; v < Vectors; ++v) {
            const std::size_t left = used > 8 * v ? used - 8 * v : 0;
            const word* const from = b.data + p * b.row + 8 * v * b.column;
            const __m512i x = row_of(b, from, left), y = row_of(b, from + pairs * b.row, pairs + p < inner ? left : 0);
            _mm512_store_si512(to + 8 * v, x);
            _mm512_store_si512(to + 8 * (Vectors + v), y);
            _mm512_store_si512(to + 8 * (2 * Vectors + v), words_of_pair(low_first, x, y));
        }
    return to;
}

template <std::size_t Rows, std::size_t Vectors>
struct sums {
    __m512i low[Rows][Vectors], high[Rows][Vectors], crossed[Rows][Vectors];
};

template <std::size_t Rows, std::size_t Vectors>
[[gnu::always_inline]] inline void add_products(sums<Rows, Vectors>& s, const word* a, std::size_t a_row,
                                                const word* b) {
    __m512i of_b[Vectors];
#pragma GCC unroll 2
    for (std::size_t v = 0; v < Vectors; ++v) of_b[v] = _mm512_load_si512(b + 8 * v);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i) {
        const __m512i factor = _mm512_set1_epi64(static_cast<long long>(a[i * a_row]));
#pragma GCC unroll 2
        for (std::size_t v = 0; v < Vectors; ++v) {
            s.low[i][v] = _mm512_madd52lo_epu64(s.low[i][v], factor, of_b[v]);
            s.high[i][v] = _mm512_madd52hi_epu64(s.high[i][v], factor, of_b[v]);
        }
    }
}

template <std::size_t Rows, std::size_t Vectors>
[[gnu::always_inline]] inline void add_crossed(sums<Rows, Vectors>& s, const word* a, const word* b) {
    __m512i of_b[Vectors];
#pragma GCC unroll 2
    for (std::size_t v = 0; v < Vectors; ++v) of_b[v] = _mm512_load_si512(b + 8 * v);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i) {
        const __m512i factor = _mm512_set1_epi64(static_cast<long long>(a[i * (depth / 2)]));
#pragma GCC unroll 2
        for (std::size_t v = 0; v < Vectors; ++v)
            s.crossed[i][v] = _mm512_dpwssd_epi32(s.crossed[i][v], factor, of_b[v]);
    }
}

// Rows of c by Vectors vectors of its columns, the first `columns` of them in use.
template <std::size_t Rows, std::size_t Vectors>
void tile(const word* a, std::size_t a_row, const word* crossed, const word* b, std::size_t inner,
          const strided<word>& c, std::size_t columns, bool adds) {
    constexpr std::size_t width = 8 * Vectors;
    sums<Rows, Vectors> s;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 2
        for (std::size_t v = 0; v < Vectors; ++v) s.low[i][v] = s.high[i][v] = s.crossed[i][v] = _mm512_setzero_si512();
    const word* a_second = a + half(inner);
#pragma GCC unroll 2
    for (const word* const end = a + inner / 2; a != end; ++a, ++a_second, ++crossed, b += 3 * width) {
        add_crossed<Rows, Vectors>(s, crossed, b + 2 * width);
        add_products<Rows, Vectors>(s, a, a_row, b);
        add_products<Rows, Vectors>(s, a_second, a_row, b + width);
    }
    if (inner % 2 != 0) {
        add_crossed<Rows, Vectors>(s, crossed, b + 2 * width);
        add_products<Rows, Vectors>(s, a, a_row, b);
    }
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 2
        for (std::size_t v = 0; v < Vectors; ++v) {
            if (8 * v >= columns) break;
            const __mmask8 mask = first_lanes(columns - 8 * v);
            const __m512i second = _mm512_maskz_srli_epi64(0xff, s.crossed[i][v], 32),
                          upper = _mm512_add_epi64(s.high[i][v], _mm512_add_epi64(s.crossed[i][v], second));
            __m512i total = _mm512_add_epi64(s.low[i][v], _mm512_maskz_slli_epi64(0xff, upper, 52));
            word* const to = c.data + i * c.row + 8 * v;
            if (adds) total = _mm512_add_epi64(total, _mm512_maskz_loadu_epi64(mask, to));
            _mm512_mask_storeu_epi64(to, mask, total);
        }
}

// The product, panels of Vectors vectors of columns after each other, in tiles whose 24 sums fill the registers.
template <std::size_t Vectors>
void multiply_by_panels(const product_of<word>& p) {
    constexpr std::size_t width = 8 * Vectors, tile_rows = 8 / Vectors;
    alignas(64) word crossed[rows_at_once * depth / 2];
    const std::size_t at_once = p.n < columns_at_once ? (p.n + width - 1) / width * width : columns_at_once;
    word* const panels = matmul_panel<word>(3 * half(p.k < depth ? p.k : depth) * at_once);
    for (std::size_t from = 0; from < p.n; from += at_once) {
        const std::size_t end = p.n - from < at_once ? p.n : from + at_once;
        for (std::size_t first = 0; first < p.k; first += depth) {
            const std::size_t inner = p.k - first < depth ? p.k - first : depth;
            word* panel = panels;
            for (std::size_t j = from; j < end; j += width)
                panel = pack<Vectors>({p.b.data + first * p.b.row + j * p.b.column, p.b.row, p.b.column}, inner,
                                      end - j, panel);
            for (std::size_t i = 0; i < p.m; i += rows_at_once) {
                const std::size_t rows = p.m - i < rows_at_once ? p.m - i : rows_at_once;
                const strided<const word> a{p.a.data + i * p.a.row + first, p.a.row, 1};
                cross(a, rows, inner, crossed);
                panel = panels;
                for (std::size_t j = from; j < end; j += width, panel += 3 * half(inner) * width)
                    for (std::size_t at = 0; at < rows; at += tile_rows)
                        tile<tile_rows, Vectors>(a.data + at * a.row, a.row, crossed + at * (depth / 2), panel, inner,
                                                 {p.c.data + (i + at) * p.c.row + j, p.c.row, 1}, end - j,
                                                 p.adds || first > 0);
            }
        }
    }
}

// How many of c's rows the kernel can compute, whole tiles of them: none where a or c is not row-major, or where what
// is packed is read too seldom.
[[nodiscard]] inline std::size_t suitable_rows(const product_of<word>& p) {
    return p.a.column == 1 && p.c.column == 1 && p.m >= 16 && p.k >= 8 ? p.m / 8 * 8 : 0;
}

inline void multiply(const product_of<word>& p) {
    // Columns beyond the whole panels that one vector holds have narrow panels.
    const std::size_t rest = p.n % 16, wide = rest <= 8 ? p.n - rest : p.n;
    if (wide > 0) multiply_by_panels<2>(p.columns(0, wide));
    if (wide < p.n) multiply_by_panels<1>(p.columns(wide, p.n));
}

}  // namespace matmul_ifma
SPNN_TARGET_END

}  // namespace SPNN_NAMESPACE::detail

#endif
