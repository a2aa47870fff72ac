// he/numbers.hpp: numbers at the edges of arithmetic modulo the square of N, for the tests of he.

#pragma once

#include <spnn/he/paillier/detail/montgomery_square.hpp>

#include <he/sources.hpp>

#include <vector>

namespace he_test {

namespace detail = spnn::he::detail;
using boost::multiprecision::mpz_int;

// Odd numbers of `size` limbs: the largest, the smallest with its top limb set, and a random one with its top bit set.
inline std::vector<mpz_int> odd_moduli(std::size_t size, seeded_source& random) {
    const auto bits = static_cast<unsigned>(64 * size);
    mpz_int odd = detail::random_bits<mpz_int>(bits, random);
    bit_set(odd, 0u);
    bit_set(odd, bits - 1);
    return {(mpz_int(1) << bits) - 1, size == 1 ? mpz_int(9) : mpz_int((mpz_int(1) << (bits - 64)) + 1), odd};
}

// Numbers modulo N^2 of which one half or the other, or both, are as small or as large as can be, and a random one.
inline std::vector<mpz_int> edges_modulo_square(const mpz_int& n, seeded_source& random) {
    const mpz_int square = n * n;
    return {0, 1, n - 1, n, n * (n - 1), square - n, square - 1, detail::random_below<mpz_int>(square, random)};
}

// A number modulo N^2 as x + y N.
inline detail::wiped_words pair_of(const detail::montgomery_square& field, const mpz_int& value) {
    return field.split(detail::to_limbs(value, field.size()));
}

}  // namespace he_test
