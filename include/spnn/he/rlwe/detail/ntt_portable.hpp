// he/rlwe/detail/ntt_portable.hpp: the transform in words, on any machine, for every modulus below 2^61
// (he/rlwe/ntt.hpp).
//
// A prepared number w is w and floor(w 2^64 / q) (he/rlwe/modulus.hpp): times any word it gives a number of [0, 2 q).
//
// Ranges forward (Harvey, arXiv 1205.2926): between nodes numbers lie in [0, 4 q), which 4 q < 2^63 has room for. A
// node brings x into [0, 2 q) by one subtraction, r y lies in [0, 2 q), and x + r y and x - r y + 2 q lie in [0, 4 q).
// Ranges back: between nodes in [0, 2 q). x + y < 4 q is brought back by one subtraction; x - y + 2 q lies in (0, 4 q)
// and its product with 1 / r in [0, 2 q). Subtractions have no branch.

#pragma once

#include <spnn/he/rlwe/detail/ntt_view.hpp>
#include <spnn/he/rlwe/modulus.hpp>

#include <bit>

namespace SPNN_NAMESPACE::he::rlwe::detail::ntt_portable {

using vec = std::uint64_t;
inline constexpr std::size_t lanes = 1;

struct constants {
    std::uint64_t q, twice;
};
[[nodiscard]] inline constants constants_of(std::uint64_t q) { return {q, 2 * q}; }
struct factor {
    std::uint64_t value, quotient;
};

[[nodiscard]] inline factor spread(const factors_view& f, std::size_t place) {
    return {f.value[place], f.quotient[place]};
}
[[nodiscard]] inline vec load(const std::uint64_t* at) { return *at; }
[[nodiscard]] inline vec enter(const std::uint64_t* at) { return *at; }
inline void store(std::uint64_t* at, vec x) { *at = x; }
inline void leave(std::uint64_t* at, vec x) { *at = x; }

[[nodiscard]] inline vec less(vec x, vec amount) { return modulus::less(x, amount); }
[[nodiscard]] inline vec times(vec y, const factor& f, const constants& c) {
    return f.value * y - static_cast<std::uint64_t>(static_cast<uint128>(f.quotient) * y >> 64) * c.q;
}

template <bool Tidy>
inline void forward_node(vec& x, vec& y, const factor& f, const constants& c) {
    const vec u = less(x, c.twice), v = times(y, f, c);
    x = u + v;
    y = u - v + c.twice;
}
template <bool Tidy>
inline void back_node(vec& x, vec& y, const factor& f, const constants& c) {
    const vec sum = x + y, difference = x - y + c.twice;
    x = less(sum, c.twice);
    y = times(difference, f, c);
}
inline void last_node(vec& x, vec& y, const factor& of_sum, const factor& of_difference, const constants& c) {
    const vec sum = x + y, difference = x - y + c.twice;
    x = less(times(sum, of_sum, c), c.q);
    y = less(times(difference, of_difference, c), c.q);
}
inline void forward_leaves(const ntt_view&, std::uint64_t* x, std::size_t n, std::size_t, const constants& c) {
    for (std::size_t i = 0; i < n; ++i) x[i] = less(less(x[i], c.twice), c.q);
}
inline void back_leaves(const ntt_view&, std::uint64_t*, std::size_t, std::size_t, const constants&) {}

#include <spnn/he/rlwe/detail/ntt_passes.inl>

// x_i = x_i f_i for residues x.
inline void multiply(std::uint64_t q, std::uint64_t* x, const factors_view& f, std::size_t n) {
    const constants c = constants_of(q);
    for (std::size_t i = 0; i < n; ++i) x[i] = less(times(x[i], spread(f, i), c), c.q);
}

}  // namespace SPNN_NAMESPACE::he::rlwe::detail::ntt_portable
