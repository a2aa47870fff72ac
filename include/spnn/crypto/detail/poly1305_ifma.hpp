// crypto/detail/poly1305_ifma.hpp: the loop of crypto/poly1305.hpp on eight blocks at a time, by the 52-bit
// multiply-add of AVX-512. A caller must have checked that the machine has it. Empty where there is no x86.

#pragma once

#include <spnn/core/simd/cpu.hpp>
#include <spnn/core/simd/target.hpp>
#include <spnn/crypto/detail/poly1305_number.hpp>

#if SPNN_X86

#include <immintrin.h>

namespace SPNN_NAMESPACE::crypto::detail::poly1305_ifma {

using lanes = std::uint64_t __attribute__((vector_size(64)));

SPNN_TARGET_BEGIN("avx512f,avx512ifma")

// Eight numbers, one in each lane.
struct numbers {
    lanes a, b, c;
};

inline lanes same(std::uint64_t x) { return lanes{x, x, x, x, x, x, x, x}; }

// sum + (x·y mod 2^52), and sum + floor(x·y / 2^52)
inline lanes add_low(lanes sum, lanes x, lanes y) {
    return reinterpret_cast<lanes>(_mm512_madd52lo_epu64(reinterpret_cast<__m512i>(sum), reinterpret_cast<__m512i>(x),
                                                         reinterpret_cast<__m512i>(y)));
}
inline lanes add_high(lanes sum, lanes x, lanes y) {
    return reinterpret_cast<lanes>(_mm512_madd52hi_epu64(reinterpret_cast<__m512i>(sum), reinterpret_cast<__m512i>(x),
                                                         reinterpret_cast<__m512i>(y)));
}

// Blocks 0, 4, 1, 5, 2, 6, 3, 7, as interleaving two registers leaves them.
inline constexpr std::array<std::size_t, 8> block_of_lane{0, 4, 1, 5, 2, 6, 3, 7};

inline numbers load(const std::byte* from) {
    lanes first, second;
    std::memcpy(&first, from, 64);
    std::memcpy(&second, from + 64, 64);
    const lanes low = __builtin_shufflevector(first, second, 0, 8, 2, 10, 4, 12, 6, 14);
    const lanes high = __builtin_shufflevector(first, second, 1, 9, 3, 11, 5, 13, 7, 15);
    return {low & mask44, (low >> 44 | high << 20) & mask44, high >> 24 | std::uint64_t{1} << 40};
}

// x·y, where y20 is 20·y: 2^132 = 20. Limbs of x are below 2^46, so every column stays below 2^56.
inline numbers product(const numbers& x, const numbers& y, const numbers& y20) {
    const lanes zero{};
    const lanes low_a = add_low(add_low(add_low(zero, x.a, y.a), x.b, y20.c), x.c, y20.b);
    const lanes low_b = add_low(add_low(add_low(zero, x.a, y.b), x.b, y.a), x.c, y20.c);
    const lanes low_c = add_low(add_low(add_low(zero, x.a, y.c), x.b, y.b), x.c, y.a);
    const lanes high_a = add_high(add_high(add_high(zero, x.a, y.a), x.b, y20.c), x.c, y20.b);
    const lanes high_b = add_high(add_high(add_high(zero, x.a, y.b), x.b, y.a), x.c, y20.c);
    const lanes high_c = add_high(add_high(add_high(zero, x.a, y.c), x.b, y.b), x.c, y.a);
    // The high halves weigh 2^52 = 2^8 · 2^44; the one of c, 20 · 2^8 = 2^12 + 2^10 at a.
    const lanes a = low_a + (high_c << 12) + (high_c << 10);
    const lanes b = low_b + (high_a << 8) + (a >> 44);
    const lanes c = low_c + (high_b << 8) + (b >> 44);
    const lanes over = c >> 42;
    return {(a & mask44) + over + (over << 2), b & mask44, c & mask42};
}

// h = (h + block)·r for each of `blocks` whole blocks, a multiple of eight and not zero. Each lane goes on by
// r⁸; the last group takes r⁸, ..., r, so that the sum of all lanes is the result.
inline void absorb_eights(poly1305_number& h, const poly1305_powers& r, const std::byte* from, std::size_t blocks) {
    const auto& r8 = r[7];
    const numbers step{same(r8.a), same(r8.b), same(r8.c)};
    const numbers step20{step.a * 20, step.b * 20, step.c * 20};
    numbers sum{lanes{h.a}, lanes{h.b}, lanes{h.c}};
    for (;; from += 128) {
        const numbers group = load(from);
        sum = {sum.a + group.a, sum.b + group.b, sum.c + group.c};
        blocks -= 8;
        if (blocks == 0) break;
        sum = product(sum, step, step20);
    }
    numbers last{};
    for (std::size_t lane = 0; lane < 8; ++lane) {
        const auto& power = r[7 - block_of_lane[lane]];
        last.a[lane] = power.a, last.b[lane] = power.b, last.c[lane] = power.c;
    }
    sum = product(sum, last, {last.a * 20, last.b * 20, last.c * 20});
    poly1305_sum total;
    for (std::size_t lane = 0; lane < 8; ++lane) total.a += sum.a[lane], total.b += sum.b[lane], total.c += sum.c[lane];
    h = total.reduced();
}

SPNN_TARGET_END

}  // namespace SPNN_NAMESPACE::crypto::detail::poly1305_ifma

#endif
