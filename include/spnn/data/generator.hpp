// data/generator.hpp: public pseudo-random numbers, the same on every machine: batch order, splits, simulated data.
//
// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). It hides nothing: whoever sees a few words knows all that
// follow, so it must never draw a mask, a key or an initial weight. The standard distributions are not used, for
// their results differ between standard libraries; what is drawn here is integer arithmetic alone.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/random.hpp>
#include <spnn/core/ring/z2k.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace SPNN_NAMESPACE::data {

class generator {
public:
    static constexpr bool is_cryptographic = false;

    // The stream that starts at the seed itself.
    explicit generator(std::uint64_t seed) : state_(seed) {}

    // Stream number `stream` of a seed: different streams of one seed start at different states.
    generator(std::uint64_t seed, std::uint64_t stream) : state_(mix(mix(seed + step) + step * stream)) {}

    // 64 uniform bits.
    std::uint64_t next() {
        state_ += step;
        return mix(state_);
    }

    // A uniform integer in [0, bound), without bias: the high word of a product, the few uneven draws rejected
    // (Lemire, ACM TOMACS 2019). bound > 0.
    std::uint64_t below(std::uint64_t bound) {
        require<usage_error>(bound > 0, "generator::below: the bound must be positive");
        for (;;) {
            const auto product = static_cast<uint128>(next()) * bound;
            const auto low = static_cast<std::uint64_t>(product);
            // Uneven are the low words below 2^64 mod bound, which is itself below bound: it is rarely needed.
            if (low >= bound || low >= (0 - bound) % bound) return static_cast<std::uint64_t>(product >> 64);
        }
    }

    // A uniform integer in [low, high].
    std::int64_t between(std::int64_t low, std::int64_t high) {
        require<usage_error>(low <= high, "generator::between: low is ", low, ", high is ", high);
        const auto from = static_cast<std::uint64_t>(low), span = static_cast<std::uint64_t>(high) - from;
        return static_cast<std::int64_t>(from + (span + 1 == 0 ? next() : below(span + 1)));
    }

    // True with probability numerator / denominator.
    bool chance(std::uint64_t numerator, std::uint64_t denominator) { return below(denominator) < numerator; }

    // A draw with mean 0 and variance 1 close to a normal one, as an integer in units of 2^-32: the sum of twelve
    // uniform numbers (Irwin-Hall), so between -6 and 6.
    std::int64_t bell() {
        std::int64_t sum = 0;
        for (int i = 0; i < 6; ++i) {
            const std::uint64_t word = next();
            sum += static_cast<std::int64_t>((word >> 32) + (word & 0xffffffffU));
        }
        return sum - (std::int64_t{6} << 32);
    }

    void fill(std::span<std::byte> out) {
        while (!out.empty()) {
            const std::uint64_t word = next();
            const std::size_t size = out.size() < sizeof word ? out.size() : sizeof word;
            std::memcpy(out.data(), &word, size);
            out = out.subspan(size);
        }
    }

private:
    static constexpr std::uint64_t step = 0x9e3779b97f4a7c15U;  // 2^64 / golden ratio, odd

    static constexpr std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }

    std::uint64_t state_;
};

static_assert(RandomSource<generator> && !CryptographicRandomSource<generator>);

}  // namespace SPNN_NAMESPACE::data
