// fss/tile.hpp: who holds a key, and how keys of comparisons lie in memory, in a file and on the wire.
//
// Keys stand in tiles of 32, and inside a tile level by level: the first correction of all 32 keys, then the second of
// all 32. So a tile is one stretch of memory that wide registers walk from its start to its end, and an evaluation
// gives one word of 32 bits a tile, key i at bit i. A batch whose number of keys is no multiple of 32 is filled up
// with keys that are made like all others and whose bits are cut off. There is no header: the width of the comparison
// and the number of keys say how long a batch is, and both are known to who reads it.

#pragma once

#include <spnn/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace SPNN_NAMESPACE::fss {

// Of the two computing parties one. Both hold the same corrections; what differs is the root of each key, and who adds
// what both know.
enum class side : std::uint8_t { first, second };

// Keys of a tile.
inline constexpr std::size_t tile_keys = 32;

// Tiles that `count` keys take.
[[nodiscard]] constexpr std::size_t tiles_of(std::size_t count) {
    return count / tile_keys + (count % tile_keys == 0 ? 0 : 1);
}

// Zeroes the bits beyond the first `count` of tiles_of(count) words.
inline void cut_bits(std::span<std::uint32_t> words, std::size_t count) {
    if (count % tile_keys != 0) words.back() &= (std::uint32_t{1} << (count % tile_keys)) - 1;
}

// The lowest `bits` bits of a word, 0 to 64.
[[nodiscard]] constexpr std::uint64_t low_bits(unsigned bits) {
    return bits == 0 ? 0 : ~std::uint64_t{0} >> (64 - bits);
}

}  // namespace SPNN_NAMESPACE::fss
