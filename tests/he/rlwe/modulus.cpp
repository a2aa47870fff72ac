#include <spnn/he/rlwe/modulus.hpp>

#include <he/sources.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

namespace rlwe = spnn::he::rlwe;
using spnn::uint128;

namespace {

// Moduli at the edges of what is allowed, primes or not.
const std::vector<std::uint64_t> moduli{3,
                                        17,
                                        769,
                                        268369921,
                                        549754109953,
                                        1125899903827969,
                                        0xffffffffffc0001,
                                        (std::uint64_t{1} << 60) - 1,
                                        (std::uint64_t{1} << 60) + 1,
                                        rlwe::modulus_limit - 1};

std::vector<std::uint64_t> edges_below(std::uint64_t q, he_test::seeded_source& random) {
    return {0, 1, q / 2, q / 2 + 1, q - 2, q - 1, random.next() % q, random.next() % q};
}

}  // namespace

TEST_CASE("he/rlwe/modulus: arithmetic is that of the integers, at every edge") {
    he_test::seeded_source random(1);
    for (const auto q : moduli) {
        CAPTURE(q);
        const rlwe::modulus field(q);
        CHECK(field.value() == q);
        for (const auto a : edges_below(q, random))
            for (const auto b : edges_below(q, random)) {
                CHECK(field.add(a, b) == (static_cast<uint128>(a) + b) % q);
                CHECK(field.sub(a, b) == (static_cast<uint128>(a) + q - b) % q);
                CHECK(field.neg(a) == (q - a) % q);
                CHECK(field.mul(a, b) == static_cast<uint128>(a) * b % q);
            }
        constexpr auto most = ~uint128{0};
        for (const auto x : {uint128{0}, uint128{q} - 1, uint128{q}, uint128{q} + 1, most, most - q, most / q * q,
                             most / q * q - 1, static_cast<uint128>(random.next()) << 64 | random.next()})
            CHECK(field.reduce(x) == x % q);
    }
}

TEST_CASE("he/rlwe/modulus: a prepared factor multiplies any word") {
    he_test::seeded_source random(2);
    for (const auto q : moduli) {
        CAPTURE(q);
        const rlwe::modulus field(q);
        for (const auto w : edges_below(q, random)) {
            const auto quotient = field.quotient(w);
            CHECK(quotient == (static_cast<uint128>(w) << 64) / q);
            for (const auto x :
                 {std::uint64_t{0}, std::uint64_t{1}, q - 1, 4 * q - 1, ~std::uint64_t{0}, random.next()}) {
                const auto expected = static_cast<uint128>(w) * x % q;
                CHECK(field.multiply(x, w, quotient) == expected);
                const auto lazy = field.multiply_lazily(x, w, quotient);
                CHECK((lazy == expected || lazy == expected + q));
            }
        }
        CHECK(field.from_signed(-1) == q - 1);
        CHECK(field.from_signed(1) == 1);
        CHECK(field.from_signed(0) == 0);
    }
}

TEST_CASE("he/rlwe/modulus: powers and inverses") {
    const rlwe::modulus field(1125899903827969);
    CHECK(field.power(3, 0) == 1);
    CHECK(field.power(3, 5) == 243);
    for (const std::uint64_t a : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{1125899903827968}})
        CHECK(field.mul(a, field.inverse(a)) == 1);
}

TEST_CASE("he/rlwe/modulus: what is no modulus is refused") {
    for (const std::uint64_t q : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{1} << 20,
                                  rlwe::modulus_limit, rlwe::modulus_limit + 1})
        CHECK_THROWS_AS(rlwe::modulus{q}, spnn::usage_error);
}

TEST_CASE("he/rlwe/modulus: a sieve finds the same small primes") {
    std::vector<bool> composite(20000);
    for (std::uint64_t n = 2; n < composite.size(); ++n) {
        CHECK(rlwe::is_prime(n) == !composite[n]);
        for (auto m = n * n; m < composite.size(); m += n) composite[m] = true;
    }
    CHECK_FALSE(rlwe::is_prime(1));
    // Strong pseudoprimes to the first bases: OEIS A014233.
    for (const std::uint64_t n : {2047u, 1373653u, 25326001u, 3215031751u}) CHECK_FALSE(rlwe::is_prime(n));
    for (const std::uint64_t n : {2152302898747u, 3474749660383u, 341550071728321u}) CHECK_FALSE(rlwe::is_prime(n));
}

TEST_CASE("he/rlwe/modulus: all parties find these primes") {
    const auto are = [](const rlwe::prime_list& found, const std::vector<std::uint64_t>& expected) {
        return std::ranges::equal(found, expected);
    };
    constexpr auto at_compile_time = rlwe::primes(39, 2, 4096);
    CHECK(are(at_compile_time, {549754109953, 549753978881}));
    CHECK(are(rlwe::primes(50, 4, 8192), {1125899903827969, 1125899902124033, 1125899887312897, 1125899886395393}));
    CHECK(are(rlwe::primes(42, 3, 4096), {4398044938241, 4398043496449, 4398042972161}));
    CHECK(are(rlwe::primes(41, 4, 8192), {2199021813761, 2199020634113, 2199018405889, 2199016308737}));
    CHECK(are(rlwe::primes(28, 2, 4096), {268369921, 268361729}));
    for (std::size_t bits = 28; bits <= 50; ++bits)
        for (const auto q : rlwe::primes(bits, 3, 8192)) {
            CHECK(q % (bits < 36 ? 2 * 8192 : 1 << 17) == 1);
            CHECK(q < std::uint64_t{1} << bits);
            CHECK(q > (std::uint64_t{31} << bits) / 32);  // sums of ciphertexts count on it (he/rlwe/sum.hpp)
            CHECK(rlwe::is_prime(q));
        }
}

TEST_CASE("he/rlwe/modulus: lists of primes that cannot be are refused") {
    CHECK_THROWS_AS(static_cast<void>(rlwe::primes(19, 1, 1024)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(rlwe::primes(62, 1, 1024)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(rlwe::primes(40, 1, 1000)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(rlwe::primes(40, 33, 1024)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(rlwe::primes(20, 30, 32768)), spnn::usage_error);  // there are not as many
}

TEST_CASE("he/rlwe/modulus: the root is the smallest of them") {
    // Of Microsoft SEAL's test of its tables, native/tests/seal/util/ntt.cpp.
    const rlwe::modulus seal(0xffffffffffc0001);
    CHECK(rlwe::smallest_root(seal, 2) == 288794978602139552);
    CHECK(rlwe::smallest_root(seal, 4) == 178930308976060547);
    const rlwe::modulus small(769);
    for (const std::size_t n : {1u, 2u, 8u, 128u}) {
        std::uint64_t smallest = 2;
        while (small.power(smallest, n) != 768) ++smallest;
        CHECK(rlwe::smallest_root(small, n) == smallest);
    }
    CHECK_THROWS_AS(static_cast<void>(rlwe::smallest_root(small, 256)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(rlwe::smallest_root(small, 3)), spnn::usage_error);
}
