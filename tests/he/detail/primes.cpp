#include <spnn/he/detail/primes.hpp>

#include <he/sources.hpp>

#include <doctest/doctest.h>

namespace detail = spnn::he::detail;
using boost::multiprecision::cpp_int;
using boost::multiprecision::mpz_int;

TEST_CASE_TEMPLATE("he/primes: small numbers are sorted right", Integer, mpz_int, cpp_int) {
    he_test::seeded_source random(5);
    std::vector<bool> composite(20000);
    for (std::size_t i = 2; i < composite.size(); ++i)
        for (std::size_t j = i * i; j < composite.size(); j += i) composite[j] = true;
    for (std::size_t i = 5; i < composite.size(); i += 2) {
        CAPTURE(i);
        CHECK(detail::is_prime(Integer(i), random) == !composite[i]);
    }
}

TEST_CASE("he/primes: Miller-Rabin alone finds composites that look like primes") {
    he_test::seeded_source random(6);
    // Carmichael numbers; strong pseudoprimes to the bases 2, 3, 5 and 2 .. 37 (OEIS A014233)
    for (const char* number : {"561", "1105", "1729", "62745", "25326001", "3215031751", "318665857834031151167461"})
        CHECK_FALSE(detail::passes_miller_rabin(cpp_int(number), detail::prime_rounds, random));
    for (const int exponent : {61, 89, 107, 127, 521})  // Mersenne primes
        CHECK(detail::passes_miller_rabin(cpp_int((cpp_int(1) << exponent) - 1), detail::prime_rounds, random));
    const cpp_int square = ((cpp_int(1) << 61) - 1) * ((cpp_int(1) << 61) - 1);
    CHECK_FALSE(detail::passes_miller_rabin(square, detail::prime_rounds, random));
}

TEST_CASE_TEMPLATE("he/primes: a random prime has its length, two high bits and is 3 mod 4", Integer, mpz_int,
                   cpp_int) {
    he_test::seeded_source random(7);
    for (const std::size_t bits : {16u, 64u, 65u, 128u}) {
        const auto a = detail::random_prime<Integer>(bits, random), b = detail::random_prime<Integer>(bits, random);
        const Integer& p = a.declassify();
        CHECK(detail::bit_length(p) == bits);
        CHECK(bit_test(p, static_cast<unsigned>(bits - 2)));
        CHECK(p % 4 == 3);
        CHECK(mpz_probab_prime_p(mpz_int(p.str()).backend().data(), 30) != 0);
        if (bits > 16) CHECK(p != b.declassify());
    }
}

TEST_CASE("he/primes: a small factor is found, a small prime has none") {
    CHECK(detail::has_small_factor(mpz_int(3 * 5)));
    CHECK(detail::has_small_factor(mpz_int("2039") * mpz_int("1000000007")));
    CHECK_FALSE(detail::has_small_factor(mpz_int(2039)));
    CHECK_FALSE(detail::has_small_factor(mpz_int("1000000007") * mpz_int("1000000009")));
}
