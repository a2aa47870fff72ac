// fss/support.hpp: arbitrary roots, points and keys, and the tiers with a hash of each.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/fss/dpf.hpp>

#include <cstdint>
#include <random>
#include <vector>

namespace fss_tests {

using spnn::crypto::block;
using spnn::fss::side;
using spnn::fss::tile_keys;

inline std::vector<block> arbitrary_blocks(std::size_t count, std::mt19937_64& random) {
    std::vector<block> out(count);
    for (auto& b : out)
        for (auto& x : b) x = static_cast<std::byte>(random());
    return out;
}

inline std::vector<std::uint64_t> arbitrary_words(std::size_t count, unsigned bits, std::mt19937_64& random) {
    std::vector<std::uint64_t> out(count);
    for (auto& x : out) x = random() & spnn::fss::low_bits(bits);
    return out;
}

inline block arbitrary_block(std::mt19937_64& random) { return arbitrary_blocks(1, random).front(); }

// A stream of draws; equal numbers give equal streams.
inline spnn::crypto::prg stream_of(std::uint64_t number) {
    return spnn::crypto::prg(spnn::crypto::seed(block{std::byte{0x5e}, std::byte{0xed}}), number);
}

// Keys that a test takes for many: fewer where the processor has no AES, for it would take minutes.
inline std::size_t many_keys() {
    return std::size_t{1} << (spnn::best_tier<spnn::crypto::aes_tier>() == spnn::crypto::aes_tier::portable ? 12 : 17);
}

inline bool bit_of(const std::vector<std::uint32_t>& words, std::size_t i) {
    return (words[i / tile_keys] >> (i % tile_keys) & 1) != 0;
}

// Keys of a batch of points, whole tiles.
struct dpf_batch {
    dpf_batch(const spnn::fss::hash_key& hash, unsigned width, const std::vector<std::uint64_t>& alpha,
              std::mt19937_64& random)
        : bits(width),
          first(arbitrary_blocks(alpha.size(), random)),
          second(arbitrary_blocks(alpha.size(), random)),
          corrections(alpha.size() / tile_keys * spnn::fss::dpf_tile_bytes(width)) {
        spnn::fss::generate_dpf(hash, width, first, second, alpha, corrections);
    }

    [[nodiscard]] std::vector<std::uint32_t> shares(const spnn::fss::hash_key& hash, side of,
                                                    const std::vector<std::uint64_t>& y) const {
        std::vector<std::uint32_t> out(y.size() / tile_keys);
        spnn::fss::evaluate_dpf(hash, bits, of, of == side::first ? first : second, y, corrections, out);
        return out;
    }

    // How many of the bits that the shares make are not [alpha <= y].
    [[nodiscard]] std::size_t wrong(const spnn::fss::hash_key& hash, const std::vector<std::uint64_t>& alpha,
                                    const std::vector<std::uint64_t>& y) const {
        const auto one = shares(hash, side::first, y), other = shares(hash, side::second, y);
        std::size_t count = 0;
        for (std::size_t i = 0; i < y.size(); ++i) count += (bit_of(one, i) != bit_of(other, i)) != (alpha[i] <= y[i]);
        return count;
    }

    unsigned bits;
    std::vector<block> first, second;
    spnn::bytes corrections;
};

}  // namespace fss_tests
