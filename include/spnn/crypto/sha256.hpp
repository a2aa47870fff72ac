// crypto/sha256.hpp: the hash function SHA-256 (FIPS 180-4), and bytes as hexadecimal text.
//
// Meant for deriving seeds and comparing plans, not for bulk data. No time or address depends on the data.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/secret.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace SPNN_NAMESPACE::crypto {

// A hash.
using digest = std::array<std::byte, 32>;

namespace detail {

inline constexpr std::array<std::uint32_t, 8> sha256_start{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

inline constexpr std::array<std::uint32_t, 64> sha256_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// Section 6.2.2: one block of 64 bytes into the state.
inline void sha256_compress(std::array<std::uint32_t, 8>& state, const std::byte* block) {
    std::array<std::uint32_t, 64> w;
    for (std::size_t t = 0; t < 16; ++t) {
        w[t] = 0;
        for (std::size_t i = 0; i < 4; ++i) w[t] = w[t] << 8 | std::to_integer<std::uint32_t>(block[4 * t + i]);
    }
    for (std::size_t t = 16; t < 64; ++t) {
        const auto x = w[t - 15], y = w[t - 2];
        w[t] = w[t - 16] + (std::rotr(x, 7) ^ std::rotr(x, 18) ^ x >> 3) + w[t - 7] +
               (std::rotr(y, 17) ^ std::rotr(y, 19) ^ y >> 10);
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t t = 0; t < 64; ++t) {
        const auto t1 = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) +
                        sha256_constants[t] + w[t];
        const auto t2 = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t1;
        d = c, c = b, b = a, a = t1 + t2;
    }
    const std::array<std::uint32_t, 8> step{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state[i] += step[i];
    wipe(w.data(), sizeof w);
}

}  // namespace detail

// A message may come in pieces; its length is below 2^61 bytes. What was hashed is wiped on destruction.
class sha256_hasher {
public:
    sha256_hasher() = default;
    sha256_hasher(const sha256_hasher&) = default;
    sha256_hasher& operator=(const sha256_hasher&) = default;
    ~sha256_hasher() {
        wipe(state_.data(), sizeof state_);
        wipe(block_.data(), sizeof block_);
    }

    // The next piece of the message, of any length.
    void update(std::span<const std::byte> message) {
        while (!message.empty()) {
            const std::size_t at = length_ % 64;
            const auto piece = message.first(std::min(message.size(), 64 - at));
            std::memcpy(block_.data() + at, piece.data(), piece.size());
            length_ += piece.size();
            message = message.subspan(piece.size());
            if (length_ % 64 == 0) detail::sha256_compress(state_, block_.data());
        }
    }

    // The hash of all that was given; the hasher then starts afresh.
    [[nodiscard]] digest finish() {
        std::array<std::byte, 8> bits;
        for (std::size_t i = 0; i < 8; ++i) bits[i] = static_cast<std::byte>((8 * length_) >> (56 - 8 * i));
        constexpr std::array<std::byte, 64> padding{std::byte{0x80}};
        update(std::span(padding).first(1 + (119 - length_ % 64) % 64));
        update(bits);
        digest result;
        for (std::size_t i = 0; i < 32; ++i) result[i] = static_cast<std::byte>(state_[i / 4] >> (24 - 8 * (i % 4)));
        *this = sha256_hasher();
        return result;
    }

private:
    std::array<std::uint32_t, 8> state_ = detail::sha256_start;
    std::array<std::byte, 64> block_{};
    std::uint64_t length_ = 0;
};

[[nodiscard]] inline digest sha256(std::span<const std::byte> message) {
    sha256_hasher hasher;
    hasher.update(message);
    return hasher.finish();
}

// Two lower-case digits a byte.
[[nodiscard]] inline std::string hex(std::span<const std::byte> raw) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * raw.size());
    for (const std::byte b : raw) {
        out += digits[std::to_integer<std::size_t>(b >> 4)];
        out += digits[std::to_integer<std::size_t>(b & std::byte{15})];
    }
    return out;
}

}  // namespace SPNN_NAMESPACE::crypto
