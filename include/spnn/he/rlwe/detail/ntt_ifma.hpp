// he/rlwe/detail/ntt_ifma.hpp: the transform on AVX-512 IFMA, eight numbers at a time, for q < 2^50 (he/rlwe/ntt.hpp).
//
// IFMA gives the low and the high 52 bits of a product of two numbers of 52 bits, added to a third. A prepared number w
// is w and floor(w 2^52 / q). For y < 2^52, h = floor(floor(w 2^52 / q) y / 2^52) is w y / q but for less than 2, so
// w y - h q lies in [0, 2 q), and 52 bits of it are enough: low(w y) + low(h (2^52 - q)), modulo 2^52.
//
// Ranges are those of he/rlwe/detail/ntt_portable.hpp, forward [0, 4 q) and back [0, 2 q) between nodes, and what a
// product takes lies in [0, 4 q): 4 q < 2^52. A subtraction that may not be is the smaller of x and x - 2 q as unsigned
// words.
//
// A caller must have checked that the machine has AVX-512 F, DQ and IFMA.

#pragma once

#include <spnn/core/simd/cpu.hpp>
#include <spnn/core/simd/target.hpp>
#include <spnn/he/rlwe/detail/ntt_view.hpp>

#include <bit>

#if SPNN_X86

#include <immintrin.h>

namespace SPNN_NAMESPACE::he::rlwe::detail {

SPNN_TARGET_BEGIN("avx512f,avx512dq,avx512ifma")
namespace ntt_ifma {

typedef std::uint64_t vec __attribute__((vector_size(64)));
inline constexpr std::size_t lanes = 8;

[[nodiscard]] inline vec all(std::uint64_t x) { return vec{x, x, x, x, x, x, x, x}; }

struct constants {
    vec q, twice, minus_q, mask;
};
[[nodiscard]] inline constants constants_of(std::uint64_t q) {
    constexpr std::uint64_t beyond = std::uint64_t{1} << 52;
    return {all(q), all(2 * q), all(beyond - q), all(beyond - 1)};
}
struct factor {
    vec value, quotient;
};

[[nodiscard]] inline factor spread(const factors_view& f, std::size_t place) {
    return {all(f.value[place]), all(f.quotient[place])};
}
[[nodiscard]] inline vec load(const std::uint64_t* at) {
    vec x;
    __builtin_memcpy(&x, at, sizeof x);
    return x;
}
[[nodiscard]] inline vec enter(const std::uint64_t* at) { return load(at); }
inline void store(std::uint64_t* at, vec x) { __builtin_memcpy(at, &x, sizeof x); }
inline void leave(std::uint64_t* at, vec x) { store(at, x); }

// sum + the low or the high 52 bits of a b.
[[nodiscard]] inline vec low(vec sum, vec a, vec b) {
    return reinterpret_cast<vec>(_mm512_madd52lo_epu64(reinterpret_cast<__m512i>(sum), reinterpret_cast<__m512i>(a),
                                                       reinterpret_cast<__m512i>(b)));
}
[[nodiscard]] inline vec high(vec a, vec b) {
    return reinterpret_cast<vec>(
        _mm512_madd52hi_epu64(__m512i{}, reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
}
// x, less by `amount` when that is no more than x. The form with a mask of ones: the one without makes GCC 12 warn of
// its own headers.
[[nodiscard]] inline vec less(vec x, vec amount) {
    return reinterpret_cast<vec>(
        _mm512_maskz_min_epu64(0xff, reinterpret_cast<__m512i>(x), reinterpret_cast<__m512i>(x - amount)));
}
[[nodiscard]] inline vec times(vec y, const factor& f, const constants& c) {
    return low(low(vec{}, f.value, y), high(f.quotient, y), c.minus_q) & c.mask;
}

template <bool Tidy>
inline void forward_node(vec& x, vec& y, const factor& f, const constants& c) {
    const vec u = less(x, c.twice), v = times(y, f, c);
    x = u + v;
    y = u + c.twice - v;
}
template <bool Tidy>
inline void back_node(vec& x, vec& y, const factor& f, const constants& c) {
    const vec sum = x + y, difference = x + c.twice - y;
    x = less(sum, c.twice);
    y = times(difference, f, c);
}
inline void last_node(vec& x, vec& y, const factor& of_sum, const factor& of_difference, const constants& c) {
    const vec sum = x + y, difference = x + c.twice - y;
    x = less(times(sum, of_sum, c), c.q);
    y = less(times(difference, of_difference, c), c.q);
}

// The factors of two, four or eight places in a row, for the stages whose halves have four, two and one numbers. Where
// two vectors a and b meet in these stages their halves stand side by side, as the shuffles below leave them.
template <std::size_t Half>
[[nodiscard]] inline vec spread_places(const std::uint64_t* at) {
    // By intrinsics: of a shuffle that widens GCC 12 makes stores and a load that has to wait for them.
    if constexpr (Half == 4) {
        const __m512i x = _mm512_castsi128_si512(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
        return reinterpret_cast<vec>(_mm512_maskz_permutexvar_epi64(0xff, __m512i{0, 0, 0, 0, 1, 1, 1, 1}, x));
    } else if constexpr (Half == 2) {
        const __m512i x = _mm512_castsi256_si512(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)));
        return reinterpret_cast<vec>(_mm512_maskz_permutexvar_epi64(0xff, __m512i{0, 0, 2, 2, 1, 1, 3, 3}, x));
    } else {
        const vec x = load(at);
        return __builtin_shufflevector(x, x, 0, 1, 4, 5, 2, 3, 6, 7);
    }
}
template <std::size_t Half>
[[nodiscard]] inline factor spread_places(const factors_view& f, std::size_t place) {
    return {spread_places<Half>(f.value + place), spread_places<Half>(f.quotient + place)};
}

// Halves of a, then of b, of four numbers: a0 b0 and a1 b1 from a = a0 a1, b = b0 b1. Its own way back.
inline void exchange_fours(vec& a, vec& b) {
    const vec x = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11);
    b = __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
    a = x;
}
// From a0 a1 b0 b1 and a2 a3 b2 b3, pairs of numbers, to a0 b0 a2 b2 and a1 b1 a3 b3; and back.
inline void exchange_pairs(vec& x, vec& y) {
    const vec even = __builtin_shufflevector(x, y, 0, 1, 4, 5, 8, 9, 12, 13);
    y = __builtin_shufflevector(x, y, 2, 3, 6, 7, 10, 11, 14, 15);
    x = even;
}
inline void exchange_pairs_back(vec& x, vec& y) {
    const vec front = __builtin_shufflevector(x, y, 0, 1, 8, 9, 2, 3, 10, 11);
    y = __builtin_shufflevector(x, y, 4, 5, 12, 13, 6, 7, 14, 15);
    x = front;
}
// The first numbers of all pairs of x and y in turn, and the second ones. Its own way back.
inline void exchange_ones(vec& x, vec& y) {
    const vec first = __builtin_shufflevector(x, y, 0, 8, 2, 10, 4, 12, 6, 14);
    y = __builtin_shufflevector(x, y, 1, 9, 3, 11, 5, 13, 7, 15);
    x = first;
}

inline void forward_leaves(const ntt_view& t, std::uint64_t* x, std::size_t n, std::size_t node, const constants& c) {
    for (std::size_t i = 0; i < n; i += 2 * lanes, node += 2) {
        vec a = load(x + i), b = load(x + i + lanes);
        exchange_fours(a, b);
        forward_node<true>(a, b, spread_places<4>(t.nodes, node), c);
        exchange_pairs(a, b);
        forward_node<false>(a, b, spread_places<2>(t.nodes, 2 * node), c);
        exchange_ones(a, b);
        forward_node<false>(a, b, spread_places<1>(t.nodes, 4 * node), c);
        a = less(less(a, c.twice), c.q);
        b = less(less(b, c.twice), c.q);
        exchange_ones(a, b);
        exchange_pairs_back(a, b);
        exchange_fours(a, b);
        store(x + i, a);
        store(x + i + lanes, b);
    }
}
inline void back_leaves(const ntt_view& t, std::uint64_t* x, std::size_t n, std::size_t node, const constants& c) {
    for (std::size_t i = 0; i < n; i += 2 * lanes, node += 2) {
        vec a = load(x + i), b = load(x + i + lanes);
        exchange_fours(a, b);
        exchange_pairs(a, b);
        exchange_ones(a, b);
        back_node<false>(a, b, spread_places<1>(t.nodes, 4 * node), c);
        exchange_ones(a, b);
        back_node<true>(a, b, spread_places<2>(t.nodes, 2 * node), c);
        exchange_pairs_back(a, b);
        back_node<true>(a, b, spread_places<4>(t.nodes, node), c);
        exchange_fours(a, b);
        store(x + i, a);
        store(x + i + lanes, b);
    }
}

#include <spnn/he/rlwe/detail/ntt_passes.inl>

// x_i = x_i f_i for residues x; n a multiple of 8.
inline void multiply(std::uint64_t q, std::uint64_t* x, const factors_view& f, std::size_t n) {
    const constants c = constants_of(q);
    for (std::size_t i = 0; i < n; i += lanes)
        store(x + i, less(times(load(x + i), {load(f.value + i), load(f.quotient + i)}, c), c.q));
}

}  // namespace ntt_ifma
SPNN_TARGET_END

}  // namespace SPNN_NAMESPACE::he::rlwe::detail

#endif
