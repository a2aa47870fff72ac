#include <spnn/he/detail/fixed_base.hpp>

#include <he/sources.hpp>

#include <doctest/doctest.h>

namespace detail = spnn::he::detail;
using boost::multiprecision::mpz_int;

namespace {

mpz_int odd_number(std::size_t bits, he_test::seeded_source& random) {
    mpz_int n = detail::random_bits<mpz_int>(bits, random);
    bit_set(n, 0u);
    bit_set(n, static_cast<unsigned>(bits - 1));
    return n;
}

template <bool ScanTable>
mpz_int times_power(const detail::fixed_base& table, const mpz_int& x, std::size_t size, const mpz_int& exponent,
                    std::size_t exponent_bits) {
    auto limbs = detail::to_limbs(x, size);
    table.times_power<ScanTable>(limbs, detail::to_limbs(exponent, (exponent_bits + 63) / 64));
    return detail::from_limbs(limbs);
}

}  // namespace

TEST_CASE("he/fixed_base: every window and exponent length gives x base^exponent") {
    he_test::seeded_source random(3);
    const mpz_int n = odd_number(192, random);
    const detail::montgomery field(detail::to_limbs(n, 3));
    const mpz_int base = detail::random_below<mpz_int>(n, random), x = n - 2;
    for (const std::size_t window : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u})
        for (const std::size_t bits : {1u, 5u, 63u, 64u, 65u, 128u, 200u}) {
            CAPTURE(window);
            CAPTURE(bits);
            const detail::fixed_base table(field, detail::to_limbs(base, 3), bits, window);
            const mpz_int largest = (mpz_int(1) << bits) - 1;
            for (const mpz_int& e :
                 {mpz_int(0), mpz_int(1), mpz_int(largest / 3), largest, detail::random_bits<mpz_int>(bits, random)}) {
                const mpz_int expected = x * mpz_int(powm(base, e, n)) % n;
                CHECK(times_power<true>(table, x, 3, e, bits) == expected);
                CHECK(times_power<false>(table, x, 3, e, bits) == expected);
            }
        }
}

TEST_CASE("he/fixed_base: the table has 2^window entries for each digit of the exponent") {
    he_test::seeded_source random(4);
    const detail::montgomery field(detail::to_limbs(odd_number(128, random), 2));
    const detail::wiped_words base{3, 0};
    CHECK(detail::fixed_base(field, base, 64, 4).table_bytes() == 16 * 16 * 16);
    CHECK(detail::fixed_base(field, base, 65, 4).table_bytes() == 17 * 16 * 16);
}
