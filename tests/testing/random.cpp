#include <spnn/testing/random.hpp>

#include <doctest/doctest.h>

#include <array>

namespace {

namespace testing = spnn::testing;

TEST_CASE("testing/random: words_from_seed is SplitMix64") {
    // The first outputs for the seed 1234567, as widely published with the algorithm.
    testing::words_from_seed random(1234567);
    CHECK(random.word() == 6457827717110365317u);
    CHECK(random.word() == 3203168211198807973u);
    std::array<std::byte, 11> out{};
    random.fill(out);
    CHECK(random.state == testing::words_from_seed(1234567).state + 4 * 0x9e3779b97f4a7c15u);  // a word for each eight
}

TEST_CASE("testing/random: equal numbers give equal streams, others do not") {
    std::array<std::byte, 32> first{}, again{}, other{};
    testing::random_of(3).fill(first);
    testing::random_of(3).fill(again);
    testing::random_of(4).fill(other);
    CHECK(first == again);
    CHECK(first != other);
}

}  // namespace
