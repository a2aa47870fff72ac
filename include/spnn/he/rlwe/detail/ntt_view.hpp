// he/rlwe/detail/ntt_view.hpp: what a kernel of the transform is told (he/rlwe/ntt.hpp).
//
// The transform is a binary tree. Node 1 is the whole polynomial modulo X^N + 1 = X^N - r^2 with a root r; a node takes
// a polynomial modulo X^(2h) - r^2, h coefficients in either half, to its remainders modulo X^h - r and X^h + r, which
// its children 2 i and 2 i + 1 take on. Going forward a node is (x, y) -> (x + r y, x - r y), and back, but for a
// factor of two, (x, y) -> (x + y, (x - y) / r). So its factor r is psi^rev(i), rev reversing the log2 N bits of i.
//
// Numbers that others are multiplied by are prepared for a tier, each as two words, `value` and `quotient`.

#pragma once

#include <spnn/core/abi.hpp>

#include <cstddef>
#include <cstdint>

namespace SPNN_NAMESPACE::he::rlwe::detail {

// Prepared numbers, some in a row.
struct factors_view {
    const std::uint64_t *value, *quotient;
};

struct ntt_view {
    std::uint64_t q;
    std::size_t n;
    factors_view nodes;  // of node i at place i, 1 <= i < n; going back, their inverses
    factors_view last;   // 1 / n and 1 / (n r) with the r of node 1; going back only
};

}  // namespace SPNN_NAMESPACE::he::rlwe::detail
