// he/rlwe/security.hpp: how long a modulus may be for its ring, so that encryptions hide what they hold.
//
// Assumed: ring learning with errors is hard in dimension N modulo Q, for secrets uniform in {-1, 0, 1} and errors of
// standard deviation 3.2 (he/rlwe/sampler.hpp has 3.24). The bound for every N is the one of Bossuat et al., "Security
// Guidelines for Implementing Homomorphic Encryption" (IACR ePrint 2024/463), table 5.2, for 128 bits against classical
// computers: log2 of the product of *all* primes that a key or a ciphertext lives under. Against quantum computers the
// same paper allows about a quarter fewer bits for that level.
//
// Parameters beyond the table are refused, and nothing turns that off. There is no higher level: secrets are streams of
// AES-128 (crypto/prg.hpp).

#pragma once

#include <spnn/core/error.hpp>

#include <array>
#include <bit>
#include <cstddef>

namespace SPNN_NAMESPACE::he::rlwe {

// The level of security, in bits: work of 2^128 for the best known attack on a classical computer.
inline constexpr std::size_t security_bits = 128;

// A row of the table: n coefficients, and the most bits of a modulus.
struct ring_bound {
    std::size_t n;             // coefficients
    std::size_t modulus_bits;  // at most
};
// The table, by growing n.
inline constexpr std::array<ring_bound, 6> ring_bounds{
    {{1024, 26}, {2048, 53}, {4096, 106}, {8192, 214}, {16384, 430}, {32768, 868}}};

// The most bits of a modulus for n coefficients. usage_error: the table has no such n.
[[nodiscard]] constexpr std::size_t most_modulus_bits(std::size_t n) {
    for (const auto& row : ring_bounds)
        if (row.n == n) return row.modulus_bits;
    spnn::detail::fail<usage_error>({"ring: ", n, " coefficients, expected a power of two from ", ring_bounds.front().n,
                                     " to ", ring_bounds.back().n});
}

// usage_error unless a modulus of so many bits is safe for n coefficients.
constexpr void require_secure(std::size_t n, std::size_t modulus_bits) {
    const auto most = most_modulus_bits(n);
    if (modulus_bits > most)
        spnn::detail::fail<usage_error>({"ring: a modulus of ", modulus_bits, " bits for ", n, " coefficients; for ",
                                         security_bits, " bits of security it has at most ", most});
}

}  // namespace SPNN_NAMESPACE::he::rlwe
