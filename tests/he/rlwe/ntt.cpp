#include <spnn/he/rlwe/ntt.hpp>

#include <he/sources.hpp>

#include <doctest/doctest.h>

#include <cfenv>
#include <vector>

namespace rlwe = spnn::he::rlwe;

namespace {

using words = std::vector<std::uint64_t>;

words random_residues(std::uint64_t q, std::size_t n, he_test::seeded_source& random) {
    words x(n);
    for (auto& value : x) value = random.next() % q;
    return x;
}

// What is likely to go out of range if anything does: all zero, all q - 1, both in turn in several rhythms, the middle,
// and numbers without any order.
std::vector<words> extreme_inputs(std::uint64_t q, std::size_t n, he_test::seeded_source& random) {
    std::vector<words> all{words(n, 0), words(n, q - 1), words(n, q / 2), words(n, q / 2 + 1)};
    for (std::size_t rhythm = 1; rhythm < n; rhythm *= 2) {
        words x(n);
        for (std::size_t i = 0; i < n; ++i) x[i] = i / rhythm % 2 == 0 ? 0 : q - 1;
        all.push_back(x);
    }
    words single(n);
    single[n - 1] = q - 1;
    all.push_back(single);
    words coins(n);
    for (auto& value : coins) value = random.next() % 2 == 0 ? 0 : q - 1;
    all.push_back(coins);
    for (int i = 0; i < 3; ++i) all.push_back(random_residues(q, n, random));
    return all;
}

// a b modulo X^n + 1, by the definition.
words schoolbook(const rlwe::modulus& q, const words& a, const words& b) {
    words c(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto product = q.mul(a[i], b[j]);
            auto& to = c[(i + j) % a.size()];
            to = i + j < a.size() ? q.add(to, product) : q.sub(to, product);
        }
    return c;
}

std::size_t reversed(std::size_t i, std::size_t n) {
    std::size_t out = 0;
    for (std::size_t bit = 1; bit < n; bit *= 2) out = out * 2 + ((i & bit) != 0);
    return out;
}

constexpr std::size_t widths[] = {28, 30, 31, 39, 41, 49, 50};

}  // namespace

TEST_CASE("he/rlwe/ntt: the transform of Microsoft SEAL's own test") {
    const rlwe::ntt two(rlwe::modulus(0xffffffffffc0001), 2);
    CHECK(two.root() == 288794978602139552);
    words x{1, 1};
    two.forward(x);
    CHECK(x == words{288794978602139553, 864126526004445282});
    two.back(x);
    CHECK(x == words{1, 1});
    const rlwe::ntt four(rlwe::modulus(0xffffffffffc0001), 4);
    const auto& q = four.field();
    CHECK(q.power(four.root(), 2) == 288794978602139552);
    CHECK(four.root() == 178930308976060547);
    CHECK(q.power(four.root(), 3) == 748001537669050592);
}

TEST_CASE("he/rlwe/ntt: values are those at the roots, in the stated order") {
    for (const std::size_t n : {2u, 4u, 8u, 16u, 64u}) {
        CAPTURE(n);
        const rlwe::ntt transform(rlwe::modulus(769), n, rlwe::ntt_tier::portable);
        const auto& q = transform.field();
        he_test::seeded_source random(n);
        const auto a = random_residues(769, n, random);
        auto x = a;
        transform.forward(x);
        for (std::size_t i = 0; i < n; ++i) {
            const auto at = q.power(transform.root(), 2 * reversed(i, n) + 1);
            std::uint64_t value = 0;
            for (std::size_t k = n; k-- > 0;) value = q.add(q.mul(value, at), a[k]);
            CHECK(x[i] == value);
        }
        transform.back(x);
        CHECK(x == a);
    }
}

TEST_CASE("he/rlwe/ntt: a product of values is the product of polynomials") {
    for (const std::size_t n : {2u, 4u, 8u, 16u, 32u, 64u, 128u, 512u})
        for (const std::size_t width : {28u, 50u, 60u}) {
            const rlwe::modulus q(rlwe::primes(width, 1, 1024)[0]);
            he_test::seeded_source random(n + width);
            const auto a = random_residues(q.value(), n, random), b = random_residues(q.value(), n, random);
            const auto expected = schoolbook(q, a, b);
            for (const auto tier : rlwe::available_ntt_tiers(q, n)) {
                CAPTURE(n);
                CAPTURE(width);
                CAPTURE(static_cast<int>(tier));
                const rlwe::ntt transform(q, n, tier);
                auto x = a, y = b;
                transform.forward(x);
                transform.forward(y);
                transform.multiply(x, transform.prepare(y));
                transform.back(x);
                CHECK(x == expected);
            }
        }
}

TEST_CASE("he/rlwe/ntt: all tiers give the same residues, at the edges of their ranges") {
    for (const std::size_t n : {64u, 128u, 256u, 512u, 1024u, 2048u, 4096u, 8192u, 16384u})
        for (const auto width : widths) {
            CAPTURE(n);
            CAPTURE(width);
            const rlwe::modulus q(rlwe::primes(width, 1, 16384)[0]);
            he_test::seeded_source random(n * width);
            const rlwe::ntt portable(q, n, rlwe::ntt_tier::portable);
            const auto tiers = rlwe::available_ntt_tiers(q, n);
            std::vector<rlwe::ntt> others;
            for (std::size_t i = 1; i < tiers.size(); ++i) others.emplace_back(q, n, tiers[i]);
            for (const auto& input : extreme_inputs(q.value(), n, random)) {
                auto forward = input, back = input, product = input;
                portable.forward(forward);
                portable.back(back);
                portable.multiply(product, portable.prepare(forward));
                bool in_range = true;
                for (const auto value : forward) in_range &= value < q.value();
                for (const auto value : back) in_range &= value < q.value();
                CHECK(in_range);
                for (const auto& other : others) {
                    CAPTURE(static_cast<int>(other.tier()));
                    auto x = input, y = input, z = input;
                    other.forward(x);
                    CHECK(x == forward);
                    other.back(y);
                    CHECK(y == back);
                    other.multiply(z, other.prepare(forward));
                    CHECK(z == product);
                    other.back(x);
                    CHECK(x == input);
                }
            }
        }
}

TEST_CASE("he/rlwe/ntt: the largest moduli of the portable tier") {
    for (const std::size_t width : {51u, 60u, 61u}) {
        const rlwe::modulus q(rlwe::primes(width, 1, 4096)[0]);
        CHECK(rlwe::available_ntt_tiers(q, 4096).size() == 1);
        const rlwe::ntt transform(q, 4096);
        he_test::seeded_source random(width);
        for (const auto& input : extreme_inputs(q.value(), 4096, random)) {
            auto x = input;
            transform.forward(x);
            transform.back(x);
            CHECK(x == input);
        }
    }
}

TEST_CASE("he/rlwe/ntt: a program may have told the processor to round in any direction") {
    const rlwe::modulus q(rlwe::primes(50, 1, 4096)[0]);
    he_test::seeded_source random(7);
    const auto inputs = extreme_inputs(q.value(), 4096, random);
    const rlwe::ntt portable(q, 4096, rlwe::ntt_tier::portable);
    for (const int mode : {FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO})
        for (const auto tier : rlwe::available_ntt_tiers(q, 4096)) {
            CAPTURE(static_cast<int>(tier));
            for (const auto& input : inputs) {
                auto forward = input, back = input;
                portable.forward(forward);
                portable.back(back);
                auto x = input, y = input;
                REQUIRE(std::fesetround(mode) == 0);
                const rlwe::ntt transform(q, 4096, tier);
                transform.forward(x);
                transform.back(y);
                REQUIRE(std::fesetround(FE_TONEAREST) == 0);
                CHECK(x == forward);
                CHECK(y == back);
            }
        }
}

TEST_CASE("he/rlwe/ntt: what cannot be transformed is refused") {
    const rlwe::modulus q(rlwe::primes(39, 1, 4096)[0]);
    CHECK_THROWS_AS(rlwe::ntt(q, 1), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::ntt(q, 100), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::ntt(q, std::size_t{1} << 17), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::ntt(rlwe::modulus(769), 256), spnn::usage_error);  // 768 is no multiple of 512
    CHECK_THROWS_AS(rlwe::ntt(q, 32, rlwe::ntt_tier::ifma), spnn::usage_error);
    const rlwe::ntt transform(q, 64);
    words shorter(63), right(64);
    CHECK_THROWS_AS(transform.forward(shorter), spnn::usage_error);
    CHECK_THROWS_AS(transform.back(shorter), spnn::usage_error);
    CHECK_THROWS_AS(transform.multiply(shorter, transform.prepare(right)), spnn::usage_error);
    CHECK_THROWS_AS(transform.multiply(right, transform.prepare(shorter)), spnn::usage_error);
}
