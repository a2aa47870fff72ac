// he/rlwe/detail/ntt_avx2.hpp: the transform on AVX2, four numbers at a time, for q < 2^50 (he/rlwe/ntt.hpp).
//
// AVX2 has no product of long words; so numbers are doubles with whole values, positive or negative, that stand for
// residues, and fused multiply-add gives both halves of a product. A prepared number is w of (-q/2, q/2) and a double
// near w / q. For a whole y,
//   h = round(w y),  l = w y - h,  c = the whole number nearest to y (w / q),  r = (h - c q) + l = w y - c q.
//
// All of these are exact, whatever way the processor is told to round, when abs(y) <= 6 q < 2^53:
//   abs(w y) <= 3 q^2 < 2^102, so l is a whole number below 2^50: a double.
//   c: w / q is at most 1/2 and known to 2^-54 + 2^-64; y times that, abs(y) (2^-54 + 2^-64) <= 6 / 16 + 2^-11, is the
//     first error. The product has a whole part below 3 q < 2^52, so the second is at most 2^-1, or 2^-2 when
//     abs(y) <= 4 q. To the nearest whole number is at most 1/2, since the instruction says how to round. So
//       abs(r) <= (1/2 + 6/16 + 2^-11 + 1/2) q < 1.38 q for abs(y) <= 6 q, and
//       abs(r) <= (1/2 + 4/16 + 2^-11 + 1/4) q < 1.01 q for abs(y) <= 4 q.
//   h - c q is r - l, of less than 1.38 q + 2^50 < 2^52, and a whole number: a double; and r is one.
// Making x small is x - q round(x / q): with 1 / q known to 2^-52 of itself it leaves at most 0.51 q.
//
// Ranges forward, in units of q; a node adds to the bound of x that of its r:
//   the first pass takes 1 to 2.01 and 3.02, the second to 4.03 and, with y above 4, 5.41; the third makes x small, and
//   has .51 + 1.38 = 1.89 and 2.9; the fourth 3.91 and 4.92; the fifth makes x small again: 1.89, and so on.
//   A single stage stands where a pass would. Leaves make x small first: 1.89, 2.9. None is above 6.
// Ranges back; sums double, and what a product takes is a difference, with the bound of a sum:
//   leaves take 1 to 2 and to 4, of which sums are made small: 1.01.
//   A single stage takes that to 2.02, and sums are made small.
//   A pass takes 1.38 to 2.76, products of its first stage to 1.01; then to 5.52, of which sums are made small, and
//   products are at most 1.38. The last pass multiplies both, to 1.38. None is above 6.
//
// A caller must have checked that the machine has AVX2 and FMA.

#pragma once

#include <spnn/core/simd/cpu.hpp>
#include <spnn/core/simd/target.hpp>
#include <spnn/he/rlwe/detail/ntt_view.hpp>

#include <bit>

#if SPNN_X86

#include <immintrin.h>

namespace SPNN_NAMESPACE::he::rlwe::detail {

SPNN_TARGET_BEGIN("avx2,fma")
namespace ntt_avx2 {

typedef double vec __attribute__((vector_size(32)));
typedef std::uint64_t bits __attribute__((vector_size(32)));
inline constexpr std::size_t lanes = 4;

[[nodiscard]] inline vec all(double x) { return vec{x, x, x, x}; }

struct constants {
    vec q, reciprocal;
};
[[nodiscard]] inline constants constants_of(std::uint64_t q) {
    return {all(static_cast<double>(q)), all(1.0 / static_cast<double>(q))};
}
struct factor {
    vec value, quotient;
};

// Doubles stand in arrays of words by their bits.
[[nodiscard]] inline vec load(const std::uint64_t* at) {
    vec x;
    __builtin_memcpy(&x, at, sizeof x);
    return x;
}
inline void store(std::uint64_t* at, vec x) { __builtin_memcpy(at, &x, sizeof x); }
[[nodiscard]] inline factor spread(const factors_view& f, std::size_t place) {
    return {all(std::bit_cast<double>(f.value[place])), all(std::bit_cast<double>(f.quotient[place]))};
}

// x < 2^52 as the last bits of 2^52 + x: residues to doubles and back.
inline constexpr double beyond = 4503599627370496.0;
[[nodiscard]] inline vec enter(const std::uint64_t* at) {
    bits x;
    __builtin_memcpy(&x, at, sizeof x);
    return reinterpret_cast<vec>(x | reinterpret_cast<bits>(all(beyond))) - all(beyond);
}
inline void leave(std::uint64_t* at, vec x) {
    const bits residue = reinterpret_cast<bits>(x + all(beyond)) ^ reinterpret_cast<bits>(all(beyond));
    __builtin_memcpy(at, &residue, sizeof residue);
}

[[nodiscard]] inline vec nearest(vec x) { return _mm256_round_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
[[nodiscard]] inline vec times(vec y, const factor& f, const constants& c) {
    const vec h = y * f.value, l = _mm256_fmsub_pd(y, f.value, h);
    return vec(_mm256_fnmadd_pd(nearest(y * f.quotient), c.q, h)) + l;
}
[[nodiscard]] inline vec small(vec x, const constants& c) {
    return _mm256_fnmadd_pd(nearest(x * c.reciprocal), c.q, x);
}
[[nodiscard]] inline vec residue(vec x, const constants& c) {
    const vec y = small(x, c);
    return y + reinterpret_cast<vec>(reinterpret_cast<bits>(c.q) & reinterpret_cast<bits>(y < vec{}));
}

template <bool Tidy>
inline void forward_node(vec& x, vec& y, const factor& f, const constants& c) {
    const vec u = Tidy ? small(x, c) : x, v = times(y, f, c);
    x = u + v;
    y = u - v;
}
template <bool Tidy>
inline void back_node(vec& x, vec& y, const factor& f, const constants& c) {
    const vec sum = x + y, difference = x - y;
    x = Tidy ? small(sum, c) : sum;
    y = times(difference, f, c);
}
inline void last_node(vec& x, vec& y, const factor& of_sum, const factor& of_difference, const constants& c) {
    const vec sum = x + y, difference = x - y;
    x = residue(times(sum, of_sum, c), c);
    y = residue(times(difference, of_difference, c), c);
}

// The factors of two or four places in a row, for the stages whose halves have two and one numbers.
template <std::size_t Half>
[[nodiscard]] inline factor spread_places(const factors_view& f, std::size_t place) {
    if constexpr (Half == 1) return {load(f.value + place), load(f.quotient + place)};
    const factor a = spread(f, place), b = spread(f, place + 1);
    return {__builtin_shufflevector(a.value, b.value, 0, 0, 4, 4),
            __builtin_shufflevector(a.quotient, b.quotient, 0, 0, 4, 4)};
}

// Halves of a, then of b; and the first numbers of all pairs of a and b in turn, then the second ones. Each is its own
// way back.
inline void exchange_pairs(vec& a, vec& b) {
    const vec x = __builtin_shufflevector(a, b, 0, 1, 4, 5);
    b = __builtin_shufflevector(a, b, 2, 3, 6, 7);
    a = x;
}
inline void exchange_ones(vec& a, vec& b) {
    const vec x = __builtin_shufflevector(a, b, 0, 4, 2, 6);
    b = __builtin_shufflevector(a, b, 1, 5, 3, 7);
    a = x;
}

inline void forward_leaves(const ntt_view& t, std::uint64_t* x, std::size_t n, std::size_t node, const constants& c) {
    for (std::size_t i = 0; i < n; i += 2 * lanes, node += 2) {
        vec a = load(x + i), b = load(x + i + lanes);
        exchange_pairs(a, b);
        forward_node<true>(a, b, spread_places<2>(t.nodes, node), c);
        exchange_ones(a, b);
        forward_node<false>(a, b, spread_places<1>(t.nodes, 2 * node), c);
        a = residue(a, c);
        b = residue(b, c);
        exchange_ones(a, b);
        exchange_pairs(a, b);
        leave(x + i, a);
        leave(x + i + lanes, b);
    }
}
inline void back_leaves(const ntt_view& t, std::uint64_t* x, std::size_t n, std::size_t node, const constants& c) {
    for (std::size_t i = 0; i < n; i += 2 * lanes, node += 2) {
        vec a = enter(x + i), b = enter(x + i + lanes);
        exchange_pairs(a, b);
        exchange_ones(a, b);
        back_node<false>(a, b, spread_places<1>(t.nodes, 2 * node), c);
        exchange_ones(a, b);
        back_node<true>(a, b, spread_places<2>(t.nodes, node), c);
        exchange_pairs(a, b);
        store(x + i, a);
        store(x + i + lanes, b);
    }
}

#include <spnn/he/rlwe/detail/ntt_passes.inl>

// x_i = x_i f_i for residues x; n a multiple of 4.
inline void multiply(std::uint64_t q, std::uint64_t* x, const factors_view& f, std::size_t n) {
    const constants c = constants_of(q);
    for (std::size_t i = 0; i < n; i += lanes)
        leave(x + i, residue(times(enter(x + i), {load(f.value + i), load(f.quotient + i)}, c), c));
}

}  // namespace ntt_avx2
SPNN_TARGET_END

}  // namespace SPNN_NAMESPACE::he::rlwe::detail

#endif
