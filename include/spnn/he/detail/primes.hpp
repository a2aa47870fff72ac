// he/detail/primes.hpp: random primes that are 3 mod 4, for moduli of a known length.
//
// Candidates are uniform with the top two bits set, so that the product of two has exactly twice the bits.
// After trial division, GMP's test (Baillie-PSW and Miller-Rabin) or our own Miller-Rabin decides; with 40 rounds
// a composite passes with a chance below 2^-80 whatever its form.

#pragma once

#include <spnn/he/detail/integer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace spnn::inline SPNN_ABI::he::detail {

inline constexpr int prime_rounds = 40;

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

// Miller-Rabin with random bases, n odd and > 4.
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

// Whether n, odd and > 4, is prime.
template <class Integer, CryptographicRandomSource G>
[[nodiscard]] bool is_prime(const Integer& n, G& random) {
    if (has_small_factor(n)) return false;
    if constexpr (is_gmp<Integer>)
        return mpz_probab_prime_p(n.backend().data(), prime_rounds) != 0;
    else
        return passes_miller_rabin(n, prime_rounds, random);
}

// A prime of exactly `bits` >= 4 bits, the two highest set, that is 3 mod 4.
template <class Integer, CryptographicRandomSource G>
[[nodiscard]] secret_integer<Integer> random_prime(std::size_t bits, G& random) {
    const auto top = static_cast<unsigned>(bits - 1);
    for (;;) {
        secret_integer<Integer> candidate(random_bits<Integer>(bits, random));
        auto& p = candidate.declassify();
        bit_set(p, top);
        bit_set(p, top - 1);
        bit_set(p, 1);
        bit_set(p, 0);
        if (is_prime(p, random)) return candidate;
    }
}

}  // namespace spnn::inline SPNN_ABI::he::detail
