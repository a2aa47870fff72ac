// he/paillier/detail/primes.hpp: random primes that are 3 mod 4, for moduli of a known length.
//
// Candidates are uniform with the top two bits set, so that the product of two has exactly twice the bits. After trial
// division, Miller-Rabin decides, each round with a base that is fresh from the caller's source: never from GMP's own
// generator, whose bases anybody can compute ahead. A composite passes with a chance of at most 2^-128:
//   - whatever it is, and whoever chose it, in worst_case_rounds, since three quarters of all bases tell (Rabin,
//   Journal
//     of Number Theory 12, 1980; Monier, Theoretical Computer Science 12, 1980): 4^-64;
//   - drawn at random, in far fewer rounds, since few composites are that bad (Damgard, Landrock and Pomerance,
//     Mathematics of Computation 61, 1993): see rounds_for_random.
// Time and memory addresses depend on the numbers that are tested.

#pragma once

#include <spnn/he/detail/integer.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace SPNN_NAMESPACE::he::detail {

inline constexpr int worst_case_rounds = 64;

// Rounds for a candidate that random_prime draws. A composite among the odd numbers of so many bits, uniform, that pass
// `t` rounds has a chance below bits^(3/2) 2^t t^(-1/2) 4^(2 - sqrt(t bits)), for 3 <= t <= bits / 9 (Damgard, Landrock
// and Pomerance, as in the Handbook of Applied Cryptography, fact 4.48). Candidates are a quarter of these numbers,
// with primes about as dense among them, so it is at most eight times that here. Trial division only lowers it.
[[nodiscard]] inline int rounds_for_random(std::size_t bits) {
    const double k = static_cast<double>(bits);
    for (int t = 3; t <= k / 9 && t < worst_case_rounds; ++t)
        if (3 + 1.5 * std::log2(k) + t - 0.5 * std::log2(t) + 4 - 2 * std::sqrt(t * k) <= -128) return t;
    return worst_case_rounds;
}

// The odd primes below 2^11.
inline constexpr auto small_primes = [] {
    constexpr std::size_t limit = 2048;
    std::array<bool, limit> composite{};
    std::array<std::uint32_t, 308> primes{};
    std::size_t count = 0;
    for (std::size_t i = 3; i < limit; i += 2) {
        if (composite[i]) continue;
        primes[count++] = static_cast<std::uint32_t>(i);
        for (std::size_t j = i * i; j < limit; j += i) composite[j] = true;
    }
    return primes;
}();
static_assert(small_primes.front() == 3 && small_primes.back() == 2039);

// Whether some small prime divides n and is not n itself.
template <class Integer>
[[nodiscard]] bool has_small_factor(const Integer& n) {
    for (const auto prime : small_primes)
        if (integer_modulus(n, prime) == 0) return n != prime;
    return false;
}

// Miller-Rabin with bases from `random`, uniform from 2 to n - 2; n odd and > 4.
template <class Integer, CryptographicRandomSource G>
[[nodiscard]] bool passes_miller_rabin(const Integer& n, int rounds, G& random) {
    const Integer last = n - 1;
    const auto twos = lsb(last);
    const Integer odd = last >> twos;
    for (int round = 0; round < rounds; ++round) {
        Integer x = powm(Integer(random_below<Integer>(n - 3, random) + 2), odd, n);
        bool witness = x != 1 && x != last;
        for (std::size_t i = 1; i < twos && witness; ++i) {
            x = x * x % n;
            witness = x != last;
        }
        if (witness) return false;
    }
    return true;
}

// Whether n, odd and > 4, is prime, whoever chose it.
template <class Integer, CryptographicRandomSource G>
[[nodiscard]] bool is_prime(const Integer& n, G& random) {
    return !has_small_factor(n) && passes_miller_rabin(n, worst_case_rounds, random);
}

// A prime of exactly `bits` >= 4 bits, the two highest set, that is 3 mod 4.
template <class Integer, CryptographicRandomSource G>
[[nodiscard]] secret_integer<Integer> random_prime(std::size_t bits, G& random) {
    const auto top = static_cast<unsigned>(bits - 1);
    const int rounds = rounds_for_random(bits);
    for (;;) {
        secret_integer<Integer> candidate(random_bits<Integer>(bits, random));
        auto& p = candidate.declassify();
        bit_set(p, top);
        bit_set(p, top - 1);
        bit_set(p, 1);
        bit_set(p, 0);
        if (!has_small_factor(p) && passes_miller_rabin(p, rounds, random)) return candidate;
    }
}

}  // namespace SPNN_NAMESPACE::he::detail
