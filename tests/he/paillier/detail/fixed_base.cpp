#include <spnn/he/paillier/detail/fixed_base.hpp>

#include <he/numbers.hpp>

#include <doctest/doctest.h>

namespace detail = spnn::he::detail;
using boost::multiprecision::mpz_int;

TEST_CASE("he/fixed_base: every window and exponent length gives x base^exponent, scanned or not") {
    he_test::seeded_source random(3);
    const mpz_int n = he_test::odd_moduli(2, random).back(), square = n * n;
    const detail::montgomery_square field(detail::to_limbs(n, 2));
    const mpz_int base = detail::random_below<mpz_int>(square, random), x = square - 2;
    for (const bool is_scanned : {true, false})
        for (const std::size_t window : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u})
            for (const std::size_t bits : {1u, 5u, 63u, 64u, 65u, 128u, 200u}) {
                CAPTURE(is_scanned);
                CAPTURE(window);
                CAPTURE(bits);
                const detail::fixed_base table(field, he_test::pair_of(field, base), {bits, window, is_scanned});
                const mpz_int largest = (mpz_int(1) << bits) - 1;
                const std::vector<mpz_int> e{0, 1, largest / 3, largest, detail::random_bits<mpz_int>(bits, random)};
                std::vector<detail::wiped_words> exponents, pairs(e.size(), he_test::pair_of(field, x));
                for (const auto& one : e) exponents.push_back(detail::to_limbs(one, (bits + 63) / 64));
                table.times_powers(pairs, exponents);
                for (std::size_t i = 0; i < e.size(); ++i)
                    CHECK(detail::from_limbs(field.join(pairs[i])) == x * mpz_int(powm(base, e[i], square)) % square);
            }
}

TEST_CASE("he/fixed_base: the table has 2^window entries for each digit of the exponent") {
    he_test::seeded_source random(4);
    const detail::montgomery_square field(detail::to_limbs(he_test::odd_moduli(1, random).back(), 1));
    const detail::wiped_words base{3, 0};
    CHECK(detail::fixed_base(field, base, {64, 4, true}).table_bytes() == 16 * 16 * 16);
    CHECK(detail::fixed_base(field, base, {65, 4, true}).table_bytes() == 17 * 16 * 16);
}
