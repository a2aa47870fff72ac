#include <spnn/he/rlwe/sampler.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <vector>

namespace rlwe = spnn::he::rlwe;
namespace crypto = spnn::crypto;

namespace {

spnn::crypto::prg stream(std::uint64_t number) {
    crypto::block key;
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::byte>(i);
    return crypto::prg(crypto::seed(key), number);
}

rlwe::public_seed seed_of_counting() {
    rlwe::public_seed seed;
    for (std::size_t i = 0; i < seed.bytes.size(); ++i) seed.bytes[i] = static_cast<std::byte>(i);
    return seed;
}

constexpr std::size_t many = 1 << 20;

}  // namespace

TEST_CASE("he/rlwe/sampler: the first numbers are those that other software has computed") {
    // AES by FIPS 197 and SHA-256, in Python; the key and the seed are the bytes 0 to 15.
    std::vector<std::int64_t> x(16);
    auto secrets = stream(1), errors = stream(2);
    rlwe::ternary(secrets, x);
    CHECK(x == std::vector<std::int64_t>{1, 1, 0, 0, 0, 1, -1, 1, -1, 0, 0, -1, 1, 0, 1, 1});
    rlwe::binomial(errors, x);
    CHECK(x == std::vector<std::int64_t>{1, 3, 2, -3, -2, -4, -4, 0, -1, 1, 6, -2, 4, -3, -2, -4});

    std::vector<std::uint64_t> y(16);
    rlwe::uniform(seed_of_counting(), 3, rlwe::modulus(549754109953), y);
    CHECK(y == std::vector<std::uint64_t>{483404470607, 329412529371, 284259586245, 478622158614, 325577899489,
                                          490632304311, 383057315476, 13894816258, 374436674167, 194011333787,
                                          442449013620, 194311252222, 428563482601, 450052496445, 205333962987,
                                          342073428527});
    // A modulus just above a power of two: about half of all words are passed over.
    rlwe::uniform(seed_of_counting(), 4, rlwe::modulus(549755944961), y);
    CHECK(y == std::vector<std::uint64_t>{272081324046, 9257135922, 222412507005, 459337175580, 398536775567,
                                          441417432983, 415698261561, 104829089394, 2563122381, 358250326020,
                                          542542888180, 469047170115, 102746608847, 534928399568, 521714037250,
                                          411075217599});
}

TEST_CASE("he/rlwe/sampler: every word has its number") {
    constexpr auto top = std::uint64_t{1} << 63;
    const auto third = ~std::uint64_t{0} / 3;
    for (const auto word : {std::uint64_t{0}, third, third + 1, 2 * third, 2 * third + 1, 2 * third + 2, top, top - 1,
                            ~std::uint64_t{0}}) {
        const auto expected = static_cast<std::int64_t>(3 * static_cast<spnn::uint128>(word) >> 64) - 1;
        CHECK(rlwe::ternary_of(static_cast<std::int64_t>(word)) == expected);
    }
    auto words = stream(9);
    std::vector<std::uint64_t> random(1000);
    words.fill(std::as_writable_bytes(std::span(random)));
    random.insert(random.end(), {0, (1u << 21) - 1, std::uint64_t{(1u << 21) - 1} << 21, ~std::uint64_t{0}});
    constexpr std::uint64_t mask = (1u << 21) - 1;
    for (const auto word : random)
        CHECK(rlwe::binomial_of(static_cast<std::int64_t>(word)) ==
              std::popcount(word & mask) - std::popcount(word >> 21 & mask));
    CHECK(rlwe::binomial_of((1 << 21) - 1) == rlwe::most_error);
    CHECK(rlwe::binomial_of(static_cast<std::int64_t>(mask << 21)) == -rlwe::most_error);
}

TEST_CASE("he/rlwe/sampler: numbers come as often as they should") {
    std::vector<std::int64_t> x(many);
    auto secrets = stream(5), errors = stream(6);
    rlwe::ternary(secrets, x);
    std::array<double, 3> seen{};
    for (const auto value : x) ++seen[static_cast<std::size_t>(value + 1)];
    double chi_square = 0;  // two degrees of freedom: above 20 once in 22,000 seeds
    for (const auto count : seen) chi_square += (count - many / 3.0) * (count - many / 3.0) / (many / 3.0);
    CHECK(chi_square < 20);

    rlwe::binomial(errors, x);
    double mean = 0, variance = 0;
    std::array<double, 43> often{};
    for (const auto value : x) {
        REQUIRE(std::abs(value) <= 21);
        ++often[static_cast<std::size_t>(value + 21)];
        mean += static_cast<double>(value) / many;
        variance += static_cast<double>(value * value) / many;
    }
    CHECK(std::abs(mean) < 5 * 3.24 / 1024);
    CHECK(variance == doctest::Approx(10.5).epsilon(0.01));
    // The difference of two binomials of 21 coins is one of 42, less 21. Values of fewer than five are put together.
    std::array<double, 43> expected{};
    double chance = many / 4398046511104.0;  // 2^42
    for (std::size_t k = 0; k <= 42; ++k) {
        expected[k] = chance;
        chance = chance * static_cast<double>(42 - k) / static_cast<double>(k + 1);
    }
    chi_square = 0;
    double rest_seen = 0, rest_expected = 0;
    std::size_t cells = 0;
    for (std::size_t k = 0; k <= 42; ++k) {
        if (expected[k] < 5) {
            rest_seen += often[k];
            rest_expected += expected[k];
            continue;
        }
        chi_square += (often[k] - expected[k]) * (often[k] - expected[k]) / expected[k];
        ++cells;
    }
    chi_square += (rest_seen - rest_expected) * (rest_seen - rest_expected) / rest_expected;
    CHECK(chi_square < static_cast<double>(cells) + 6 * std::sqrt(2.0 * static_cast<double>(cells)));
}

TEST_CASE("he/rlwe/sampler: uniform numbers fill all of [0, q)") {
    for (const std::uint64_t prime : {268369921ul, 549754109953ul, 1125899903827969ul}) {
        std::vector<std::uint64_t> x(many);
        rlwe::uniform(seed_of_counting(), 1, rlwe::modulus(prime), x);
        std::array<double, 256> seen{};
        for (const auto value : x) {
            REQUIRE(value < prime);
            ++seen[static_cast<std::size_t>(static_cast<spnn::uint128>(value) * 256 / prime)];
        }
        double chi_square = 0;
        for (const auto count : seen) chi_square += (count - many / 256.0) * (count - many / 256.0) / (many / 256.0);
        CHECK(chi_square < 255 + 8 * 22.6);
        CHECK(chi_square > 255 - 8 * 22.6);
    }
}

TEST_CASE("he/rlwe/sampler: pieces of a stream are the stream, and other streams are others") {
    std::vector<std::int64_t> whole(100), pieces(100), other(100);
    auto a = stream(7), b = stream(7), c = stream(8);
    rlwe::binomial(a, whole);
    rlwe::binomial(b, std::span(pieces).first(33));
    rlwe::binomial(b, std::span(pieces).subspan(33));
    rlwe::binomial(c, other);
    CHECK(whole == pieces);
    CHECK(whole != other);

    // What anyone may compute is not what a stream of the same sixteen bytes would hide with.
    std::vector<std::uint64_t> open(100), hidden(100);
    rlwe::uniform(seed_of_counting(), 7, rlwe::modulus(549754109953), open);
    auto secret_stream = stream(7);
    secret_stream.fill(std::as_writable_bytes(std::span(hidden)));
    std::size_t same = 0;
    for (const auto word : hidden) same += std::ranges::count(open, word & ((std::uint64_t{1} << 39) - 1)) != 0;
    CHECK(same == 0);
}
