// testing/random.hpp: randomness for tests: the same from the same number, on every machine.

#pragma once

#include <spnn/core/random.hpp>
#include <spnn/crypto/prg.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace SPNN_NAMESPACE::testing {

// SplitMix64 (Steele, Lea, Flood 2014), one word for each eight bytes asked for. For numbers that hide nothing.
struct words_from_seed {
    // What a RandomSource has.
    static constexpr bool is_cryptographic = false;
    std::uint64_t state;  // all that it remembers

    // Equal seeds give equal words.
    explicit words_from_seed(std::uint64_t seed) : state(seed) {}

    // The next one.
    [[nodiscard]] std::uint64_t word() {
        std::uint64_t z = state += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    void fill(std::span<std::byte> out) {
        for (std::size_t at = 0; at < out.size(); at += 8) {
            const std::uint64_t next = word();
            std::memcpy(&out[at], &next, std::min<std::size_t>(8, out.size() - at));
        }
    }
};

static_assert(RandomSource<words_from_seed>);

// A seed that differs for every number. Whoever knows the number knows what it hides.
[[nodiscard]] inline crypto::seed seed_of(std::uint64_t number) {
    crypto::block raw{};
    std::memcpy(raw.data(), &number, sizeof number);
    return crypto::seed(raw);
}

// The stream of that seed, for what demands a cryptographic source.
[[nodiscard]] inline crypto::prg random_of(std::uint64_t number) { return crypto::prg(seed_of(number)); }

}  // namespace SPNN_NAMESPACE::testing
