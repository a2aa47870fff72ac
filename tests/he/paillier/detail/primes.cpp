#include <spnn/he/paillier/detail/primes.hpp>

#include <he/sources.hpp>

#include <doctest/doctest.h>

#include <utility>
#include <vector>

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

// Whether n passes one round for each base, the source being made to give these.
template <class Integer>
bool passes_bases(const Integer& n, const std::vector<unsigned>& bases) {
    std::vector<std::byte> script((detail::bit_length(Integer(n - 3)) + 63) / 64 * 8 * bases.size());
    for (std::size_t i = 0; i < bases.size(); ++i)
        detail::integer_to_bytes(Integer(bases[i] - 2), std::span(script).subspan(i * script.size() / bases.size(),
                                                                                  script.size() / bases.size()));
    he_test::scripted_source source(std::move(script));
    return detail::passes_miller_rabin(n, static_cast<int>(bases.size()), source);
}

// A Carmichael number of 397 digits that is a strong pseudoprime to every prime base below 307 (F. Arnault, Journal of
// Symbolic Computation 20, 1995).
template <class Integer>
Integer arnault() {
    const Integer p(
        "29674495668685510550154174642905332730771991799853043350995075531276838753171770199594238596428121188033664754"
        "218345562493168782883");
    return p * (313 * (p - 1) + 1) * (353 * (p - 1) + 1);
}

TEST_CASE_TEMPLATE("he/primes: composites that pass for primes under known bases are refused under fresh ones", Integer,
                   mpz_int, cpp_int) {
    he_test::seeded_source random(6);
    std::vector<unsigned> bases{2};
    for (const auto prime : detail::small_primes)
        if (prime < 307) bases.push_back(prime);
    const auto n = arnault<Integer>();
    CHECK(n.str().size() == 397);
    CHECK(passes_bases(n, bases));
    CHECK_FALSE(detail::has_small_factor(n));
    CHECK_FALSE(detail::is_prime(n, random));
    // The least that are strong pseudoprimes to the first so many prime bases (OEIS A014233).
    const std::vector<std::pair<std::size_t, const char*>> least{{2, "1373653"},
                                                                 {3, "25326001"},
                                                                 {4, "3215031751"},
                                                                 {5, "2152302898747"},
                                                                 {6, "3474749660383"},
                                                                 {8, "341550071728321"},
                                                                 {11, "3825123056546413051"},
                                                                 {12, "318665857834031151167461"},
                                                                 {13, "3317044064679887385961981"}};
    for (const auto& known : least) {
        const Integer number(known.second);
        CAPTURE(known.second);
        CHECK(passes_bases(number, {bases.begin(), bases.begin() + static_cast<std::ptrdiff_t>(known.first)}));
        CHECK_FALSE(detail::is_prime(number, random));
    }
}

TEST_CASE_TEMPLATE("he/primes: every base comes from the caller's source", Integer, mpz_int, cpp_int) {
    const Integer prime = (Integer(1) << 127) - 1;
    const std::vector<std::byte> twos(16 * detail::worst_case_rounds);
    he_test::scripted_source source(twos);
    CHECK(detail::is_prime(prime, source));
    CHECK(source.left() == 0);
    he_test::scripted_source too_few{std::vector<std::byte>(twos.size() - 1)};
    CHECK_THROWS_AS(static_cast<void>(detail::is_prime(prime, too_few)), std::logic_error);
    he_test::scripted_source liars{std::vector<std::byte>(168 * detail::worst_case_rounds)};
    CHECK(detail::is_prime(arnault<Integer>(), liars));
}

TEST_CASE("he/primes: Miller-Rabin alone finds composites that look like primes") {
    he_test::seeded_source random(6);
    for (const char* number : {"561", "1105", "1729", "62745"})  // Carmichael numbers
        CHECK_FALSE(detail::passes_miller_rabin(cpp_int(number), detail::worst_case_rounds, random));
    for (const int exponent : {61, 89, 107, 127, 521})  // Mersenne primes
        CHECK(detail::passes_miller_rabin(cpp_int((cpp_int(1) << exponent) - 1), detail::worst_case_rounds, random));
    const cpp_int square = ((cpp_int(1) << 61) - 1) * ((cpp_int(1) << 61) - 1);
    CHECK_FALSE(detail::passes_miller_rabin(square, detail::worst_case_rounds, random));
}

TEST_CASE("he/primes: rounds for random candidates fall with their length, as the published bound does") {
    CHECK(detail::rounds_for_random(16) == detail::worst_case_rounds);
    CHECK(detail::rounds_for_random(256) == detail::worst_case_rounds);
    CHECK(detail::rounds_for_random(1024) == 6);
    CHECK(detail::rounds_for_random(1536) == 4);
    CHECK(detail::rounds_for_random(8192) == 3);
    for (std::size_t bits = 64; bits < 8192; bits += 64)
        CHECK(detail::rounds_for_random(bits + 64) <= detail::rounds_for_random(bits));
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
