// he/sources.hpp: sources of randomness for the tests of he. Neither is fit for anything else.

#pragma once

#include <spnn/core/random.hpp>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace he_test {

// SplitMix64 (Steele, Lea, Flood 2014), repeatable from a seed.
class seeded_source {
public:
    static constexpr bool is_cryptographic = true;  // so that tests repeat; a lie anywhere else

    explicit seeded_source(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u) {}

    void fill(std::span<std::byte> out) {
        for (auto& b : out) b = static_cast<std::byte>(next() >> 24);
    }
    std::uint64_t next() {
        auto z = state_ += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }

private:
    std::uint64_t state_;
};

// Gives out stated bytes; asking for more is an error.
class scripted_source {
public:
    static constexpr bool is_cryptographic = true;

    explicit scripted_source(std::vector<std::byte> script) : script_(std::move(script)) {}

    void fill(std::span<std::byte> out) {
        if (out.size() > left()) throw std::logic_error("scripted_source: the script is too short");
        std::copy_n(script_.begin() + static_cast<std::ptrdiff_t>(at_), out.size(), out.begin());
        at_ += out.size();
    }
    [[nodiscard]] std::size_t left() const { return script_.size() - at_; }

private:
    std::vector<std::byte> script_;
    std::size_t at_ = 0;
};

static_assert(spnn::CryptographicRandomSource<seeded_source> && spnn::CryptographicRandomSource<scripted_source>);

}  // namespace he_test
