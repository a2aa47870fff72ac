// he/paillier/detail/ifma_select.hpp: one entry of a table for each of eight numbers, or the same for all.
//
// The scanning forms read every entry whatever the index, so that no address depends on it; the form by index does not.
// Digits and lanes as in he/paillier/detail/ifma_digits.hpp.

#pragma once

#include <spnn/core/secret.hpp>
#include <spnn/he/paillier/detail/ifma_digits.hpp>

#if SPNN_X86

namespace SPNN_NAMESPACE::he::detail::ifma {

inline constexpr std::size_t least_scan_window = 3, greatest_scan_window = 10;

SPNN_TARGET_BEGIN("avx512f,avx512dq,avx512ifma")

// Digit j of lane l = rows[j][index of lane l], in rows of 2^window entries. One vector holds that digit of eight
// entries, and a permutation takes from it for all lanes at once.
inline void select_by_scan(eight_words* out, const std::uint64_t* rows, const eight_words& index, std::size_t digits,
                           std::size_t window) {
    const std::size_t groups = (std::size_t{1} << window) / 8;
    const vec wanted = load(&index);
    const auto place = reinterpret_cast<__m512i>(wanted);
    __mmask8 chosen[(std::size_t{1} << greatest_scan_window) / 8];
    for (std::size_t g = 0; g < groups; ++g)
        chosen[g] = _mm512_cmpeq_epi64_mask(reinterpret_cast<__m512i>(wanted >> 3), reinterpret_cast<__m512i>(all(g)));
    for (std::size_t j = 0; j < digits; ++j) {
        auto entry = reinterpret_cast<__m512i>(vec{});
        for (std::size_t g = 0; g < groups; ++g, rows += 8)
            entry = _mm512_mask_permutexvar_epi64(entry, chosen[g], place, reinterpret_cast<__m512i>(load(rows)));
        store(out + j, reinterpret_cast<vec>(entry));
    }
    wipe(chosen, sizeof chosen);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"  // inside GCC's macro of the gather, when it does not optimise
// Digit j of lane l = entries[index of lane l][j], in entries of `digits` digits.
inline void select_by_index(eight_words* out, const std::uint64_t* entries, const eight_words& index,
                            std::size_t digits) {
    const vec at = load(&index) * all(digits);
    for (std::size_t j = 0; j < digits; ++j) {
        const auto place = reinterpret_cast<__m512i>(at + all(j));
        store(out + j, reinterpret_cast<vec>(
                           _mm512_mask_i64gather_epi64(reinterpret_cast<__m512i>(vec{}), 0xff, place, entries, 8)));
    }
}
#pragma GCC diagnostic pop

// out = numbers[index] of the 2^window eights of numbers that follow each other. `digits` is a multiple of 4.
inline void select_same_by_scan(eight_words* out, const eight_words* numbers, std::uint64_t index, std::size_t digits,
                                std::size_t window) {
    for (std::size_t j = 0; j < digits; j += 4) {
        vec x[4] = {};
        for (std::size_t i = 0; i >> window == 0; ++i) {
            const auto differs = i ^ index;  // below 2^63
            const vec mask = all(0 - ((differs - 1) >> 63));
            for (std::size_t k = 0; k < 4; ++k) x[k] |= load(numbers + i * digits + j + k) & mask;
        }
        for (std::size_t k = 0; k < 4; ++k) store(out + j + k, x[k]);
    }
}

SPNN_TARGET_END

}  // namespace SPNN_NAMESPACE::he::detail::ifma

#endif
