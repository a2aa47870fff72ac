// fss/detail/dpf_x86.hpp: point functions on registers of one, two and four blocks, each with its tier of AES
// (crypto/detail/aes_x86.hpp). A caller must have checked that the machine has the tier. Empty on machines that are not
// x86.

#pragma once

#include <spnn/crypto/detail/aes_x86.hpp>
#include <spnn/fss/detail/dpf_portable.hpp>

#if SPNN_X86

namespace SPNN_NAMESPACE::fss::detail {

SPNN_TARGET_BEGIN("sse4.1,aes")

namespace dpf_ni {

struct lane : crypto::detail::aes_ni::lane {
    using mask = __m128i;

    static reg halves(std::uint64_t low, std::uint64_t high) {
        return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
    }
    static reg spread(const std::uint64_t* words) { return halves(words[0], words[0]); }
    static reg both(reg x, reg y) { return _mm_and_si128(x, y); }
    static reg without(reg x, reg y) { return _mm_andnot_si128(y, x); }
    static reg differing(reg x, reg y) { return _mm_xor_si128(x, y); }
    static reg low_in_both(reg x) { return _mm_unpacklo_epi64(x, x); }
    static reg swapped(reg x) { return _mm_shuffle_epi32(x, 0x4e); }
    template <int Count>
    static reg shifted_right(reg x) {
        return _mm_srli_epi64(x, Count);
    }
    // Shifts by an amount of each half's own came with AVX2: words do it.
    static reg prefix(const std::uint64_t* y) {
        const auto x = dpf_portable::lane::prefix(y);
        return halves(x.low, x.high);
    }
    static reg point(const std::uint64_t* y) {
        const auto x = dpf_portable::lane::point(y);
        return halves(x.low, x.high);
    }
    static unsigned low_bits(reg x) { return static_cast<unsigned>(_mm_cvtsi128_si32(x)) & 1u; }

    static mask all() { return _mm_set1_epi64x(-1); }
    static mask none() { return _mm_setzero_si128(); }
    static mask both_masks(mask a, mask b) { return _mm_and_si128(a, b); }
    static mask differing_masks(mask a, mask b) { return _mm_xor_si128(a, b); }
    static mask test(reg x, reg bit) { return _mm_cmpeq_epi64(_mm_and_si128(x, bit), bit); }
    static reg chosen(mask m, reg unset, reg set) { return _mm_blendv_epi8(unset, set, m); }
    static reg changed(mask m, reg x, reg by) { return _mm_xor_si128(x, _mm_and_si128(m, by)); }
};

#include <spnn/fss/detail/dpf_hash.inl>
#include <spnn/fss/detail/dpf_kernel.inl>

}  // namespace dpf_ni

SPNN_TARGET_END

SPNN_TARGET_BEGIN("sse4.1,aes,avx2,vaes")

namespace dpf_vaes256 {

struct lane : crypto::detail::aes_vaes256::lane {
    using mask = __m256i;

    static reg halves(std::uint64_t low, std::uint64_t high) {
        const auto l = static_cast<long long>(low), h = static_cast<long long>(high);
        return _mm256_set_epi64x(h, l, h, l);
    }
    static reg spread(const std::uint64_t* words) {
        const auto two = _mm_loadu_si128(reinterpret_cast<const __m128i*>(words));
        return _mm256_permute4x64_epi64(_mm256_castsi128_si256(two), 0x50);
    }
    static reg both(reg x, reg y) { return _mm256_and_si256(x, y); }
    static reg without(reg x, reg y) { return _mm256_andnot_si256(y, x); }
    static reg differing(reg x, reg y) { return _mm256_xor_si256(x, y); }
    static reg low_in_both(reg x) { return _mm256_unpacklo_epi64(x, x); }
    static reg swapped(reg x) { return _mm256_shuffle_epi32(x, 0x4e); }
    template <int Count>
    static reg shifted_right(reg x) {
        return _mm256_srli_epi64(x, Count);
    }
    // A shift by 64 or more leaves zeros.
    static reg prefix(const std::uint64_t* y) {
        const auto last = both(spread(y), halves(127, 127));
        const auto ones = _mm256_max_epi32(_mm256_add_epi64(last, halves(1, std::uint64_t{0} - 63)), halves(0, 0));
        return differing(_mm256_sllv_epi64(all(), ones), all());
    }
    static reg point(const std::uint64_t* y) {
        const auto at = both(spread(y), halves(127, 127));
        return _mm256_sllv_epi64(halves(1, 1), _mm256_sub_epi64(at, halves(0, 64)));
    }
    static unsigned low_bits(reg x) {
        const auto bits = static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_slli_epi64(x, 63))));
        return (bits & 1u) | (bits >> 1 & 2u);
    }

    static mask all() { return _mm256_set1_epi64x(-1); }
    static mask none() { return _mm256_setzero_si256(); }
    static mask both_masks(mask a, mask b) { return _mm256_and_si256(a, b); }
    static mask differing_masks(mask a, mask b) { return _mm256_xor_si256(a, b); }
    static mask test(reg x, reg bit) { return _mm256_cmpeq_epi64(_mm256_and_si256(x, bit), bit); }
    static reg chosen(mask m, reg unset, reg set) { return _mm256_blendv_epi8(unset, set, m); }
    static reg changed(mask m, reg x, reg by) { return _mm256_xor_si256(x, _mm256_and_si256(m, by)); }
};

#include <spnn/fss/detail/dpf_hash.inl>
#include <spnn/fss/detail/dpf_kernel.inl>

}  // namespace dpf_vaes256

SPNN_TARGET_END

SPNN_TARGET_BEGIN("sse4.1,aes,avx2,avx512f,vaes")

namespace dpf_vaes512 {

// The forms with a full mask are those that GCC 12 does not warn of.
struct lane : crypto::detail::aes_vaes512::lane {
    using mask = __mmask8;

    static reg halves(std::uint64_t low, std::uint64_t high) {
        const auto l = static_cast<long long>(low), h = static_cast<long long>(high);
        return _mm512_set_epi64(h, l, h, l, h, l, h, l);
    }
    static reg spread(const std::uint64_t* words) {
        const auto four = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(words));
        return _mm512_maskz_permutexvar_epi64(0xff, _mm512_set_epi64(3, 3, 2, 2, 1, 1, 0, 0),
                                              _mm512_castsi256_si512(four));
    }
    static reg both(reg x, reg y) { return _mm512_and_si512(x, y); }
    static reg without(reg x, reg y) { return _mm512_maskz_andnot_epi64(0xff, y, x); }
    static reg differing(reg x, reg y) { return _mm512_xor_si512(x, y); }
    static reg low_in_both(reg x) { return _mm512_maskz_unpacklo_epi64(0xff, x, x); }
    static reg swapped(reg x) { return _mm512_maskz_shuffle_epi32(0xffff, x, static_cast<_MM_PERM_ENUM>(0x4e)); }
    template <int Count>
    static reg shifted_right(reg x) {
        return _mm512_maskz_srli_epi64(0xff, x, Count);
    }
    // A shift by 64 or more leaves zeros.
    static reg prefix(const std::uint64_t* y) {
        const auto last = both(spread(y), halves(127, 127));
        const auto ones = _mm512_maskz_max_epi64(0xff, _mm512_add_epi64(last, halves(1, std::uint64_t{0} - 63)),
                                                 _mm512_setzero_si512());
        const auto every = halves(~std::uint64_t{0}, ~std::uint64_t{0});
        return differing(_mm512_maskz_sllv_epi64(0xff, every, ones), every);
    }
    static reg point(const std::uint64_t* y) {
        const auto at = both(spread(y), halves(127, 127));
        return _mm512_maskz_sllv_epi64(0xff, halves(1, 1), _mm512_sub_epi64(at, halves(0, 64)));
    }
    static unsigned low_bits(reg x) {
        unsigned bits = _mm512_test_epi64_mask(x, halves(1, 0));
        bits = (bits | bits >> 1) & 0x33u;
        return (bits | bits >> 2) & 0x0fu;
    }

    static mask all() { return 0xff; }
    static mask none() { return 0; }
    static mask both_masks(mask a, mask b) { return static_cast<mask>(a & b); }
    static mask differing_masks(mask a, mask b) { return static_cast<mask>(a ^ b); }
    static mask test(reg x, reg bit) { return _mm512_test_epi64_mask(x, bit); }
    static reg chosen(mask m, reg unset, reg set) { return _mm512_mask_blend_epi64(m, unset, set); }
    static reg changed(mask m, reg x, reg by) { return _mm512_mask_xor_epi64(x, m, x, by); }
};

#include <spnn/fss/detail/dpf_hash.inl>
#include <spnn/fss/detail/dpf_kernel.inl>

}  // namespace dpf_vaes512

SPNN_TARGET_END

}  // namespace SPNN_NAMESPACE::fss::detail

#endif
