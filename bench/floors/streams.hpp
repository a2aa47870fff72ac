// How fast what streams can go on one core: the key stream of AES-128 in counter mode, that stream added to ring
// elements (a mask), floats encoded as fixed-point words. Each for two instruction sets: AES-NI and AVX2, and VAES and
// AVX-512. Floors: whole blocks only, and numbers whose encodings are below 2^51.

#pragma once

#include <floors/region.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace floors {

enum class streams_tier { aesni_avx2, vaes_avx512 };

[[nodiscard]] inline bool is_available(streams_tier tier) {
    const auto& has = spnn::detail::cpu();
    const bool narrow = has.aes && has.avx2 && has.fma;
    return tier == streams_tier::aesni_avx2 ? narrow : narrow && has.vaes && has.avx512f && has.avx512dq;
}

#if SPNN_X86

// The eleven round keys.
struct aes_key {
    alignas(16) std::array<std::byte, 16> rounds[11];
};

FLOOR_BEGIN("aes,sse4.1,avx2,fma")
namespace detail {

template <int Constant>
__m128i next_round_key(__m128i key) {
    const __m128i turned = _mm_shuffle_epi32(_mm_aeskeygenassist_si128(key, Constant), 0xff);
    for (int i = 0; i < 3; ++i) key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
    return _mm_xor_si128(key, turned);
}

inline __m128i round_key(const aes_key& key, int round) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(key.rounds[round].data()));
}

// Calls use(i, block i) for the blocks AES(LE64(i) || LE64(stream)), eight at a time.
template <class Use>
void for_each_block_aesni(const aes_key& key, std::uint64_t stream, std::size_t blocks, Use use) {
    __m128i counter = _mm_set_epi64x(static_cast<long long>(stream), 0);
    const __m128i one = _mm_set_epi64x(0, 1);
    for (std::size_t from = 0; from < blocks; from += 8) {
        __m128i b[8];
        const __m128i first = round_key(key, 0);
#pragma GCC unroll 8
        for (auto& x : b) {
            x = _mm_xor_si128(counter, first);
            counter = _mm_add_epi64(counter, one);
        }
#pragma GCC unroll 9
        for (int round = 1; round < 10; ++round) {
            const __m128i k = round_key(key, round);
#pragma GCC unroll 8
            for (auto& x : b) x = _mm_aesenc_si128(x, k);
        }
        const __m128i last = round_key(key, 10);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < 8; ++i) use(from + i, _mm_aesenclast_si128(b[i], last));
    }
}

inline void encode_avx2(const float* x, std::size_t n, double scale, std::uint64_t* out, bool& fits) {
    // Added to 3 * 2^51 a double has its integer part in its low bits, rounded to nearest.
    const __m256d shift = _mm256_set1_pd(0x1.8p52), limit = _mm256_set1_pd(0x1p51), factor = _mm256_set1_pd(scale);
    const __m256d no_sign = _mm256_castsi256_pd(_mm256_set1_epi64x(0x7fffffffffffffff));
    __m256d all_fit = _mm256_castsi256_pd(_mm256_set1_epi64x(-1));
    for (std::size_t i = 0; i < n; i += 4) {
        const __m256d scaled = _mm256_mul_pd(_mm256_cvtps_pd(_mm_loadu_ps(x + i)), factor);
        all_fit = _mm256_and_pd(all_fit, _mm256_cmp_pd(_mm256_and_pd(scaled, no_sign), limit, _CMP_LT_OQ));
        const __m256i word =
            _mm256_sub_epi64(_mm256_castpd_si256(_mm256_add_pd(scaled, shift)), _mm256_castpd_si256(shift));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i), word);
    }
    fits = _mm256_movemask_pd(all_fit) == 0xf;
}

}  // namespace detail

[[nodiscard]] inline aes_key expand(const std::array<std::byte, 16>& secret) {
    aes_key key;
    __m128i k = _mm_loadu_si128(reinterpret_cast<const __m128i*>(secret.data()));
    int round = 0;
    const auto put = [&](__m128i next) {
        k = next;
        _mm_store_si128(reinterpret_cast<__m128i*>(key.rounds[round++].data()), k);
    };
    put(k);
    put(detail::next_round_key<0x01>(k));
    put(detail::next_round_key<0x02>(k));
    put(detail::next_round_key<0x04>(k));
    put(detail::next_round_key<0x08>(k));
    put(detail::next_round_key<0x10>(k));
    put(detail::next_round_key<0x20>(k));
    put(detail::next_round_key<0x40>(k));
    put(detail::next_round_key<0x80>(k));
    put(detail::next_round_key<0x1b>(k));
    put(detail::next_round_key<0x36>(k));
    return key;
}

// `blocks` divides by eight here and below.
inline void key_stream_aesni(const aes_key& key, std::uint64_t stream, std::byte* out, std::size_t blocks) {
    detail::for_each_block_aesni(key, stream, blocks, [out](std::size_t i, __m128i block) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 16 * i), block);
    });
}

inline void mask_aesni(const aes_key& key, std::uint64_t stream, std::uint64_t* x, std::size_t blocks) {
    detail::for_each_block_aesni(key, stream, blocks, [x](std::size_t i, __m128i block) {
        auto* const at = reinterpret_cast<__m128i*>(x + 2 * i);
        _mm_storeu_si128(at, _mm_add_epi64(_mm_loadu_si128(at), block));
    });
}
FLOOR_END

FLOOR_BEGIN("aes,vaes,avx2,fma,avx512f,avx512dq")
namespace detail {

// Calls use(i, blocks 4 i to 4 i + 3), eight registers at a time.
template <class Use>
void for_each_four_blocks_vaes(const aes_key& key, std::uint64_t stream, std::size_t blocks, Use use) {
    __m512i keys[11];
#pragma GCC unroll 11
    for (int round = 0; round < 11; ++round) keys[round] = _mm512_broadcast_i32x4(round_key(key, round));
    const auto s = static_cast<long long>(stream);
    __m512i counter = _mm512_set_epi64(s, 3, s, 2, s, 1, s, 0);
    const __m512i four = _mm512_set_epi64(0, 4, 0, 4, 0, 4, 0, 4);
    for (std::size_t from = 0; from < blocks / 4; from += 8) {
        __m512i b[8];
#pragma GCC unroll 8
        for (auto& x : b) {
            x = _mm512_xor_si512(counter, keys[0]);
            counter = _mm512_add_epi64(counter, four);
        }
#pragma GCC unroll 9
        for (int round = 1; round < 10; ++round)
#pragma GCC unroll 8
            for (auto& x : b) x = _mm512_aesenc_epi128(x, keys[round]);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < 8; ++i) use(from + i, _mm512_aesenclast_epi128(b[i], keys[10]));
    }
}

inline void encode_avx512(const float* x, std::size_t n, double scale, std::uint64_t* out, bool& fits) {
    const __m512d limit = _mm512_set1_pd(0x1p51), factor = _mm512_set1_pd(scale);
    __mmask8 all_fit = 0xff;
    for (std::size_t i = 0; i < n; i += 8) {
        const __m512d scaled = _mm512_mul_pd(_mm512_cvtps_pd(_mm256_loadu_ps(x + i)), factor);
        all_fit = static_cast<__mmask8>(all_fit & _mm512_cmp_pd_mask(_mm512_abs_pd(scaled), limit, _CMP_LT_OQ));
        _mm512_storeu_si512(out + i, _mm512_cvtpd_epi64(scaled));
    }
    fits = all_fit == 0xff;
}

}  // namespace detail

// `blocks` divides by 32 here and below.
inline void key_stream_vaes(const aes_key& key, std::uint64_t stream, std::byte* out, std::size_t blocks) {
    detail::for_each_four_blocks_vaes(key, stream, blocks,
                                      [out](std::size_t i, __m512i four) { _mm512_storeu_si512(out + 64 * i, four); });
}

inline void mask_vaes(const aes_key& key, std::uint64_t stream, std::uint64_t* x, std::size_t blocks) {
    detail::for_each_four_blocks_vaes(key, stream, blocks, [x](std::size_t i, __m512i four) {
        _mm512_storeu_si512(x + 8 * i, _mm512_add_epi64(_mm512_loadu_si512(x + 8 * i), four));
    });
}
FLOOR_END

// out[i] = round(x[i] * scale) for n numbers, n dividing by eight; false if one does not fit.
[[nodiscard]] inline bool encode(streams_tier tier, const float* x, std::size_t n, double scale, std::uint64_t* out) {
    bool fits = false;
    (tier == streams_tier::vaes_avx512 ? detail::encode_avx512 : detail::encode_avx2)(x, n, scale, out, fits);
    return fits;
}

#endif

}  // namespace floors
