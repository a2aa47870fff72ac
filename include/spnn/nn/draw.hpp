// nn/draw.hpp: real numbers from random bytes.
//
// Own conversions in place of std:: distributions, whose output differs between standard libraries: the same
// bytes give the same numbers here. A number takes eight bytes; normals are drawn in pairs (Box & Muller 1958),
// so an odd count takes eight bytes more.

#pragma once

#include <spnn/core/random.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>

namespace SPNN_NAMESPACE::nn {

namespace detail {

// The upper 53 bits of a word as a number in [0, 1).
[[nodiscard]] constexpr double unit(std::uint64_t word) { return static_cast<double>(word >> 11) * 0x1p-53; }

// Calls use(out, words) for `out` in pieces, each with fresh random words: one a number, an even count.
template <class T, RandomSource G, class Use>
void draw_in_pieces(std::span<T> out, G& random, Use&& use) {
    std::array<std::uint64_t, 128> buffer;
    while (!out.empty()) {
        const std::size_t count = std::min(out.size(), buffer.size());
        const auto words = std::span(buffer).first(count + count % 2);
        random.fill(std::as_writable_bytes(words));
        use(out.first(count), std::span<const std::uint64_t>(words));
        out = out.subspan(count);
    }
}

}  // namespace detail

// Fills `out` with independent numbers, uniform on [low, high).
template <class T, RandomSource G>
void draw_uniform(std::span<T> out, double low, double high, G& random) {
    detail::draw_in_pieces(out, random, [&](std::span<T> piece, std::span<const std::uint64_t> words) {
        for (std::size_t i = 0; i < piece.size(); ++i)
            piece[i] = static_cast<T>(low + (high - low) * detail::unit(words[i]));
    });
}

// Fills `out` with independent normal numbers of mean zero and standard deviation `deviation`.
template <class T, RandomSource G>
void draw_normal(std::span<T> out, double deviation, G& random) {
    detail::draw_in_pieces(out, random, [&](std::span<T> piece, std::span<const std::uint64_t> words) {
        for (std::size_t i = 0; i < piece.size(); i += 2) {
            const double radius = deviation * std::sqrt(-2 * std::log(1 - detail::unit(words[i])));
            const double angle = 2 * std::numbers::pi * detail::unit(words[i + 1]);
            piece[i] = static_cast<T>(radius * std::cos(angle));
            if (i + 1 < piece.size()) piece[i + 1] = static_cast<T>(radius * std::sin(angle));
        }
    });
}

}  // namespace SPNN_NAMESPACE::nn
