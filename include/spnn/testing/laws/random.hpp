// testing/laws/random.hpp: the laws of RandomSource (core/random.hpp), for any model, as checks of doctest.
//
//     laws::random_source(source);
//     laws::reproducible_random_source([] { return my_source(seed); });

#pragma once

#include <spnn/core/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <vector>

namespace SPNN_NAMESPACE::testing::laws {

// Whether pieces of what a source gives are what one fill gives.
template <class G>
inline constexpr bool is_stream = requires { requires bool(G::is_stream); };

// Every byte of the span is written, none outside it, and an empty span is fine.
template <RandomSource G>
void random_source_fills_exactly(G& random) {
    random.fill({});
    for (const std::size_t size : {1u, 7u, 15u, 16u, 17u, 127u, 128u, 129u, 300u, 1000u}) {
        CAPTURE(size);
        constexpr std::byte guard{0xa5};
        std::vector<std::byte> room(size + 32, guard);
        std::vector<std::byte> seen_set(size), seen_clear(size);
        for (int draw = 0; draw < 64; ++draw) {
            random.fill(std::span(room).subspan(16, size));
            for (std::size_t i = 0; i < size; ++i) {
                seen_set[i] |= room[16 + i];
                seen_clear[i] |= ~room[16 + i];
            }
        }
        // A bit that 64 draws leave the same was never written, but for a chance of 2^-63 each.
        const auto both = [](std::byte b) { return b == std::byte{0xff}; };
        CHECK(std::all_of(seen_set.begin(), seen_set.end(), both));
        CHECK(std::all_of(seen_clear.begin(), seen_clear.end(), both));
        const auto kept = [](std::byte b) { return b == guard; };
        CHECK(std::all_of(room.begin(), room.begin() + 16, kept));
        CHECK(std::all_of(room.end() - 16, room.end(), kept));
    }
}

// Ones are half of all bits and equal neighbours half of all pairs, each within eight standard deviations;
// no 16-byte block comes twice.
template <RandomSource G>
void random_source_looks_uniform(G& random) {
    constexpr std::size_t size = 1 << 16;
    std::vector<std::byte> drawn(size);
    random.fill(drawn);
    long ones = 0, flips = 0;
    for (std::size_t i = 0; i < size; ++i) {
        ones += std::popcount(std::to_integer<unsigned>(drawn[i]));
        flips += std::popcount(std::to_integer<unsigned>(drawn[i] ^ drawn[(i + 1) % size]));
    }
    constexpr long half = 8 * size / 2, eight_sigma = 8 * 362;  // sqrt(8 · 65536) / 2 = 362
    CHECK(std::abs(ones - half) < eight_sigma);
    CHECK(std::abs(flips - half) < eight_sigma);
    std::vector<std::array<std::byte, 16>> blocks(size / 16);
    for (std::size_t i = 0; i < size; ++i) blocks[i / 16][i % 16] = drawn[i];
    std::sort(blocks.begin(), blocks.end());
    CHECK(std::adjacent_find(blocks.begin(), blocks.end()) == blocks.end());
}

// Two sources in the same state give the same bytes, and for a stream, pieces give what one fill gives.
// make() returns a source, in the same state each time.
template <class Make>
void random_stream_is_reproducible(Make make) {
    constexpr std::size_t size = 5000;
    std::vector<std::byte> whole(size), again(size);
    auto first = make();
    auto second = make();
    first.fill(whole);
    second.fill(again);
    CHECK(whole == again);
    if constexpr (is_stream<decltype(first)>) {
        for (const std::size_t stride : {1u, 3u, 15u, 16u, 17u, 100u, 127u, 128u, 129u, 256u, 1001u}) {
            CAPTURE(stride);
            auto source = make();
            std::vector<std::byte> pieces(size);
            // growing pieces, so that every alignment of call and block comes up
            for (std::size_t at = 0, step = 0; at < size; at += step) {
                step = std::min(step + stride, size - at);
                source.fill(std::span(pieces).subspan(at, step));
            }
            CHECK(pieces == whole);
        }
    }
}

// All laws of a source whose state cannot be set.
template <RandomSource G>
void random_source(G& random) {
    random_source_fills_exactly(random);
    random_source_looks_uniform(random);
}

// All laws, for a source whose state can be set: make() returns one in the same state each time.
template <class Make>
void reproducible_random_source(Make make) {
    auto source = make();
    random_source(source);
    random_stream_is_reproducible(make);
}

}  // namespace SPNN_NAMESPACE::testing::laws
