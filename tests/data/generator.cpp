#include <spnn/data/generator.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <set>
#include <vector>

using spnn::data::generator;

// The first words for seed 1234567, as published on Rosetta Code, "Pseudo-random numbers/Splitmix64".
TEST_CASE("data/generator: gives the published words of SplitMix64") {
    generator random(1234567);
    for (const std::uint64_t word : {6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
                                     4593380528125082431U, 16408922859458223821U})
        CHECK(random.next() == word);
}

TEST_CASE("data/generator: streams of one seed differ, and so do seeds") {
    std::set<std::uint64_t> first;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        for (std::uint64_t stream = 0; stream < 50; ++stream) first.insert(generator(seed, stream).next());
    CHECK(first.size() == 1000);
    CHECK(generator(3, 4).next() == generator(3, 4).next());
}

TEST_CASE("data/generator: bounded draws stay in bounds and are even") {
    generator random(5);
    for (const std::uint64_t bound : {1U, 2U, 3U, 7U, 10U}) {
        std::vector<double> seen(bound, 0);
        const double expected = 10'000;
        for (int i = 0; i < 10'000 * static_cast<int>(bound); ++i) seen.at(random.below(bound)) += 1;
        double chi_square = 0;
        for (const double count : seen) chi_square += (count - expected) * (count - expected) / expected;
        CHECK(chi_square < 30);  // nine degrees of freedom at most: beyond 30 one run in two thousand
    }
    const std::uint64_t huge = (std::uint64_t{1} << 63) + 1;  // nearly half of all words are rejected
    for (int i = 0; i < 1000; ++i) CHECK(random.below(huge) < huge);
    for (int i = 0; i < 1000; ++i) {
        const auto x = random.between(-2, 2);
        CHECK((x >= -2 && x <= 2));
    }
    CHECK_THROWS_AS(random.below(0), spnn::usage_error);
    CHECK_THROWS_AS(random.between(1, 0), spnn::usage_error);
}

TEST_CASE("data/generator: the bell has mean 0, variance 1 and the mass of a normal draw within one deviation") {
    generator random(6);
    const int n = 200'000;
    double sum = 0, squares = 0, inside = 0;
    for (int i = 0; i < n; ++i) {
        const double z = std::ldexp(static_cast<double>(random.bell()), -32);
        sum += z;
        squares += z * z;
        inside += std::abs(z) < 1 ? 1 : 0;
    }
    CHECK(std::abs(sum / n) < 0.01);
    CHECK(std::abs(squares / n - 1) < 0.02);
    CHECK(std::abs(inside / n - 0.6827) < 0.01);
}

TEST_CASE("data/generator: fill writes the words byte by byte, the last one cut") {
    generator words(7);
    generator bytes(7);
    std::array<std::byte, 11> out{};
    bytes.fill(out);
    const std::array<std::uint64_t, 2> expected{words.next(), words.next()};
    const auto raw = std::as_bytes(std::span(expected));
    CHECK(std::equal(out.begin(), out.end(), raw.begin()));
}
