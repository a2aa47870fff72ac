// he/paillier/detail/ifma_digits.hpp: eight big numbers side by side, and what takes one pass over their digits.
//
// A number is D digits of 52 bits; digit j of eight numbers stands in one vector, so lane l computes on number l alone.
// AVX-512 IFMA multiplies such digits and adds the low or the high half of the product.
//
// Numbers live in arrays of the caller, who wipes them; the vector that is worked on may stay behind in a register or
// where the compiler put it aside. No time and no address depends on a value. A caller must have checked that the
// machine has AVX-512 F, DQ and IFMA.

#pragma once

#include <spnn/core/simd/cpu.hpp>
#include <spnn/core/simd/target.hpp>

#include <cstddef>
#include <cstdint>

#if SPNN_X86

#include <immintrin.h>

namespace SPNN_NAMESPACE::he::detail {

// One digit of each of eight numbers.
struct alignas(64) eight_words {
    std::uint64_t lane[8];
};

namespace ifma {

inline constexpr std::size_t digit_bits = 52;
inline constexpr std::uint64_t digit_mask = (std::uint64_t{1} << digit_bits) - 1;

// N in digits, and -N^-1 mod 2^52.
struct modulus {
    const std::uint64_t* digits;
    std::size_t size;
    std::uint64_t minus_inverse;
};

SPNN_TARGET_BEGIN("avx512f,avx512dq,avx512ifma")

typedef std::uint64_t vec __attribute__((vector_size(64)));

inline vec load(const void* at) {
    vec x;
    __builtin_memcpy(&x, at, sizeof x);
    return x;
}
inline void store(eight_words* at, vec x) { __builtin_memcpy(at, &x, sizeof x); }
inline vec all(std::uint64_t x) { return vec{x, x, x, x, x, x, x, x}; }

// sum + the low or the high 52 bits of a b, for a and b of which the lowest 52 bits count.
inline vec low(vec sum, vec a, vec b) {
    return reinterpret_cast<vec>(_mm512_madd52lo_epu64(reinterpret_cast<__m512i>(sum), reinterpret_cast<__m512i>(a),
                                                       reinterpret_cast<__m512i>(b)));
}
inline vec high(vec sum, vec a, vec b) {
    return reinterpret_cast<vec>(_mm512_madd52hi_epu64(reinterpret_cast<__m512i>(sum), reinterpret_cast<__m512i>(a),
                                                       reinterpret_cast<__m512i>(b)));
}

// out = x with carries passed on; x is below 2^(52 D), its digits are any words whose sums with carries do not
// overflow.
inline void carry(eight_words* out, const eight_words* x, std::size_t digits) {
    vec rest{};
    for (std::size_t j = 0; j < digits; ++j) {
        const vec t = load(x + j) + rest;
        rest = t >> digit_bits;
        store(out + j, t & all(digit_mask));
    }
}

// What to add to -q so that no digit is negative: (spread - q) is C - q in digits from 0 to 2^53 - 1, where C is the
// least multiple of N from R on and spread[j] its digit j with the 2^52 borrowed from digit j + 1 and the 1 lent to
// digit j - 1; its digit D, which is 1, is lent whole.
inline void complement(eight_words* out, const std::uint64_t* spread, const eight_words* q, std::size_t digits) {
    for (std::size_t j = 0; j < digits; ++j) store(out + j, all(spread[j]) - load(q + j));
}

// out = 2 x, below 2^(52 D).
inline void twice(eight_words* out, const eight_words* x, std::size_t digits) {
    vec rest{};
    for (std::size_t j = 0; j < digits; ++j) {
        const vec t = load(x + j) + load(x + j) + rest;
        rest = t >> digit_bits;
        store(out + j, t & all(digit_mask));
    }
}

// x less N where x >= N; 1 in these lanes. `work` has room for one number.
inline vec minus_once(eight_words* x, const modulus& n, eight_words* work) {
    vec borrow{};
    for (std::size_t j = 0; j < n.size; ++j) {
        const vec t = load(x + j) - all(n.digits[j]) - borrow;
        borrow = t >> 63;
        store(work + j, t & all(digit_mask));
    }
    const vec keep = vec{} - borrow;
    for (std::size_t j = 0; j < n.size; ++j) store(x + j, (load(x + j) & keep) | (load(work + j) & ~keep));
    return all(1) - borrow;
}

// The pair that stands for x + y N with both below N, from one with both below 2 N - 2.
inline void make_final(eight_words* x, eight_words* y, const modulus& n, eight_words* work) {
    const vec taken = minus_once(x, n, work);
    store(y, load(y) + taken);
    carry(y, y, n.size);
    minus_once(y, n, work);
}

SPNN_TARGET_END

}  // namespace ifma

}  // namespace SPNN_NAMESPACE::he::detail

#endif
