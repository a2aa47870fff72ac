// crypto/detail/aes_x86.hpp: AES-128 by the processor's own rounds, on registers of one, two and four blocks.
//
// Each tier takes what fills eight of its registers and leaves the rest to the narrower one. A caller must
// have checked that the machine has the tier (crypto/aes.hpp does). Empty on machines that are not x86.

#pragma once

#include <spnn/core/simd/cpu.hpp>
#include <spnn/core/simd/target.hpp>
#include <spnn/crypto/detail/aes_schedule.hpp>

#if SPNN_X86

#include <immintrin.h>

namespace SPNN_NAMESPACE::crypto::detail {

SPNN_TARGET_BEGIN("sse4.1,aes")

// One block at a time: what is left when no group of eight fits, and the key schedule of all x86 tiers.
namespace aes_x86_single {

inline __m128i load(const std::byte* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }
inline void store(std::byte* at, __m128i x) { _mm_storeu_si128(reinterpret_cast<__m128i*>(at), x); }

inline void put(placing how, std::byte* at, __m128i x) {
    switch (how) {
        case placing::store: return store(at, x);
        case placing::add_32: return store(at, _mm_add_epi32(load(at), x));
        case placing::add_64: return store(at, _mm_add_epi64(load(at), x));
        case placing::subtract_32: return store(at, _mm_sub_epi32(load(at), x));
        case placing::subtract_64: return store(at, _mm_sub_epi64(load(at), x));
    }
}

template <int RoundConstant>
inline __m128i next_round_key(__m128i k) {
    const __m128i last = _mm_shuffle_epi32(_mm_aeskeygenassist_si128(k, RoundConstant), 0xff);
    k = _mm_xor_si128(k, _mm_slli_si128(k, 4));
    k = _mm_xor_si128(k, _mm_slli_si128(k, 8));
    return _mm_xor_si128(k, last);
}

inline void expand(aes_schedule& schedule, const std::byte* key) {
    auto* out = reinterpret_cast<std::byte*>(schedule.data());
    __m128i k = load(key);
    store(out, k);
    store(out + 16, k = next_round_key<0x01>(k));
    store(out + 32, k = next_round_key<0x02>(k));
    store(out + 48, k = next_round_key<0x04>(k));
    store(out + 64, k = next_round_key<0x08>(k));
    store(out + 80, k = next_round_key<0x10>(k));
    store(out + 96, k = next_round_key<0x20>(k));
    store(out + 112, k = next_round_key<0x40>(k));
    store(out + 128, k = next_round_key<0x80>(k));
    store(out + 144, k = next_round_key<0x1b>(k));
    store(out + 160, k = next_round_key<0x36>(k));
}

inline __m128i encrypt_one(const std::byte* keys, __m128i x) {
    x = _mm_xor_si128(x, load(keys));
    for (int round = 1; round < 10; ++round) x = _mm_aesenc_si128(x, load(keys + 16 * round));
    return _mm_aesenclast_si128(x, load(keys + 160));
}

inline void encrypt(const aes_schedule& schedule, const std::byte* in, std::byte* out, std::size_t blocks) {
    const auto* keys = reinterpret_cast<const std::byte*>(schedule.data());
    for (std::size_t i = 0; i < blocks; ++i) store(out + 16 * i, encrypt_one(keys, load(in + 16 * i)));
}

inline void key_stream(const aes_schedule& schedule, std::uint64_t stream, std::uint64_t counter, std::byte* out,
                       std::size_t blocks, placing how) {
    const auto* keys = reinterpret_cast<const std::byte*>(schedule.data());
    for (std::size_t i = 0; i < blocks; ++i) {
        const auto x = _mm_set_epi64x(static_cast<long long>(stream), static_cast<long long>(counter + i));
        put(how, out + 16 * i, encrypt_one(keys, x));
    }
}

}  // namespace aes_x86_single

namespace aes_ni {

namespace single = aes_x86_single;
namespace rest = aes_x86_single;

struct lane {
    using reg = __m128i;
    static constexpr std::size_t blocks = 1;
    static reg load(const std::byte* at) { return single::load(at); }
    static void store(std::byte* at, reg x) { single::store(at, x); }
    static void put(placing how, std::byte* at, reg x) { single::put(how, at, x); }
    static reg broadcast(const std::byte* key) { return single::load(key); }
    static reg add(reg x, reg key) { return _mm_xor_si128(x, key); }
    static reg round(reg x, reg key) { return _mm_aesenc_si128(x, key); }
    static reg last_round(reg x, reg key) { return _mm_aesenclast_si128(x, key); }
    static reg counters(std::uint64_t stream, std::uint64_t counter) {
        return _mm_set_epi64x(static_cast<long long>(stream), static_cast<long long>(counter));
    }
    static reg advance(reg x) { return _mm_add_epi64(x, _mm_set_epi64x(0, 1)); }
};

#include <spnn/crypto/detail/aes_kernel.inl>

}  // namespace aes_ni

SPNN_TARGET_END

SPNN_TARGET_BEGIN("sse4.1,aes,avx2,vaes")

namespace aes_vaes256 {

namespace single = aes_x86_single;
namespace rest = aes_ni;

struct lane {
    using reg = __m256i;
    static constexpr std::size_t blocks = 2;
    static reg load(const std::byte* at) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)); }
    static void store(std::byte* at, reg x) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(at), x); }
    static void put(placing how, std::byte* at, reg x) {
        switch (how) {
            case placing::store: return store(at, x);
            case placing::add_32: return store(at, _mm256_add_epi32(load(at), x));
            case placing::add_64: return store(at, _mm256_add_epi64(load(at), x));
            case placing::subtract_32: return store(at, _mm256_sub_epi32(load(at), x));
            case placing::subtract_64: return store(at, _mm256_sub_epi64(load(at), x));
        }
    }
    static reg broadcast(const std::byte* key) {
        return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(key)));
    }
    static reg add(reg x, reg key) { return _mm256_xor_si256(x, key); }
    static reg round(reg x, reg key) { return _mm256_aesenc_epi128(x, key); }
    static reg last_round(reg x, reg key) { return _mm256_aesenclast_epi128(x, key); }
    static reg counters(std::uint64_t stream, std::uint64_t counter) {
        const auto s = static_cast<long long>(stream), c = static_cast<long long>(counter);
        return _mm256_add_epi64(_mm256_set_epi64x(s, c, s, c), _mm256_set_epi64x(0, 1, 0, 0));
    }
    static reg advance(reg x) { return _mm256_add_epi64(x, _mm256_set_epi64x(0, 2, 0, 2)); }
};

#include <spnn/crypto/detail/aes_kernel.inl>

}  // namespace aes_vaes256

SPNN_TARGET_END

SPNN_TARGET_BEGIN("sse4.1,aes,avx2,avx512f,vaes")

namespace aes_vaes512 {

namespace single = aes_x86_single;
namespace rest = aes_ni;

struct lane {
    using reg = __m512i;
    static constexpr std::size_t blocks = 4;
    static reg load(const std::byte* at) { return _mm512_loadu_si512(at); }
    static void store(std::byte* at, reg x) { _mm512_storeu_si512(at, x); }
    static void put(placing how, std::byte* at, reg x) {
        switch (how) {
            case placing::store: return store(at, x);
            case placing::add_32: return store(at, _mm512_add_epi32(load(at), x));
            case placing::add_64: return store(at, _mm512_add_epi64(load(at), x));
            case placing::subtract_32: return store(at, _mm512_sub_epi32(load(at), x));
            case placing::subtract_64: return store(at, _mm512_sub_epi64(load(at), x));
        }
    }
    static reg broadcast(const std::byte* key) {
        // the form with a full mask, since GCC 12 warns inside its own unmasked one
        return _mm512_maskz_broadcast_i32x4(0xffff, _mm_loadu_si128(reinterpret_cast<const __m128i*>(key)));
    }
    static reg add(reg x, reg key) { return _mm512_xor_si512(x, key); }
    static reg round(reg x, reg key) { return _mm512_aesenc_epi128(x, key); }
    static reg last_round(reg x, reg key) { return _mm512_aesenclast_epi128(x, key); }
    static reg counters(std::uint64_t stream, std::uint64_t counter) {
        const auto s = static_cast<long long>(stream), c = static_cast<long long>(counter);
        return _mm512_add_epi64(_mm512_set_epi64(s, c, s, c, s, c, s, c), _mm512_set_epi64(0, 3, 0, 2, 0, 1, 0, 0));
    }
    static reg advance(reg x) { return _mm512_add_epi64(x, _mm512_set_epi64(0, 4, 0, 4, 0, 4, 0, 4)); }
};

#include <spnn/crypto/detail/aes_kernel.inl>

}  // namespace aes_vaes512

SPNN_TARGET_END

}  // namespace SPNN_NAMESPACE::crypto::detail

#endif
