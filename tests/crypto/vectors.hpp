// crypto/vectors.hpp: published test vectors as bytes, and arbitrary inputs.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/crypto/aes.hpp>
#include <spnn/crypto/sha256.hpp>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string_view>

namespace crypto_tests {

inline std::string hex_of(std::span<const std::uint8_t> raw) { return spnn::crypto::hex(std::as_bytes(raw)); }

// Pairs of hexadecimal digits; blanks between them are skipped.
inline spnn::bytes from_hex(std::string_view digits) {
    const auto value = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); };
    spnn::bytes out;
    for (std::size_t i = 0; i < digits.size();) {
        if (digits[i] == ' ') {
            ++i;
            continue;
        }
        out.push_back(static_cast<std::byte>(value(digits[i]) << 4 | value(digits[i + 1])));
        i += 2;
    }
    return out;
}

inline spnn::crypto::block block_of(std::string_view digits) {
    spnn::crypto::block b{};
    std::ranges::copy(from_hex(digits), b.begin());
    return b;
}

inline spnn::bytes from_text(std::string_view text) {
    const auto raw = std::as_bytes(std::span(text));
    return {raw.begin(), raw.end()};
}

inline spnn::bytes arbitrary_bytes(std::size_t size, std::mt19937_64& random) {
    spnn::bytes out(size);
    for (auto& b : out) b = static_cast<std::byte>(random());
    return out;
}

inline spnn::crypto::block arbitrary_block(std::mt19937_64& random) {
    spnn::crypto::block b{};
    std::ranges::copy(arbitrary_bytes(16, random), b.begin());
    return b;
}

}  // namespace crypto_tests
