// fss/table.hpp: one-time truth tables, the keys of functions of a few bits.
//
// A function from numbers of `bits` bits, at most 7, to one bit is written out: 2^bits bits, entry y at bit y mod 8 of
// byte y / 8, whole bytes. The first side's share of a table is a draw of its stream, so nothing is sent for it; the
// second side's is the table plus that draw, and the dealer sends it. Each side looks its share up at a public place;
// as long as a table is looked up once, or at places of which everything may be known, the shares tell no more than
// what is made of them.
//
// Learns: nobody anything, with no assumption but that the draws are uniform. Breaks: who has the first side's stream
// and what is sent to the second has the table. Ishai et al., "On the power of correlated randomness in secure
// computation", TCC 2013.

#pragma once

#include <spnn/crypto/prg.hpp>
#include <spnn/fss/tile.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace SPNN_NAMESPACE::fss {

// The widest numbers that a table is written for.
inline constexpr unsigned most_table_bits = 7;

// Bytes of a table.
[[nodiscard]] constexpr std::size_t table_bytes(unsigned bits) { return bits < 3 ? 1 : std::size_t{1} << (bits - 3); }

namespace detail {

// usage_error unless all arrays are those of the same keys.
inline void check_tables(unsigned bits, std::size_t numbers, std::size_t tables) {
    require<usage_error>(bits <= most_table_bits, "fss: a table of ", bits, " bits, at most ", most_table_bits,
                         " allowed");
    require<usage_error>(tables == numbers * table_bytes(bits), "fss: ", tables, " bytes for ", numbers, " tables of ",
                         table_bytes(bits));
}

}  // namespace detail

// Writes the tables of y -> [alpha <= y]; alpha, a secret, is below 2^bits. usage_error for sizes that do not fit.
inline void write_comparison_tables(unsigned bits, std::span<const std::uint64_t> alpha, std::span<std::byte> tables) {
    detail::check_tables(bits, alpha.size(), tables.size());
    const auto size = table_bytes(bits);
    for (std::size_t i = 0; i < alpha.size(); ++i) {
        const std::uint64_t in_high = 0 - (alpha[i] >> 6 & 1), ones = ~std::uint64_t{0} << (alpha[i] & 63);
        const std::array<std::uint64_t, 2> table{ones & ~in_high, ones | ~in_high};
        std::memcpy(tables.data() + size * i, table.data(), size);
    }
}

// Turns tables into the second side's share of them, by the draws of the first.
inline void share_tables(crypto::prg& first, std::span<std::byte> tables) {
    secret<std::array<std::byte, 4096>> drawn;
    while (!tables.empty()) {
        const auto mask = std::span(drawn.declassify()).first(std::min(tables.size(), drawn.declassify().size()));
        first.fill(mask);
        for (std::size_t i = 0; i < mask.size(); ++i) tables[i] ^= mask[i];
        tables = tables.subspan(mask.size());
    }
}

// The entries at y, which is public and below 2^bits, of a side's share of the tables: key i at bit i mod 32 of word
// i / 32, zeros behind the last. usage_error for sizes that do not fit.
inline void look_up(unsigned bits, std::span<const std::uint64_t> y, std::span<const std::byte> tables,
                    std::span<std::uint32_t> shares) {
    detail::check_tables(bits, y.size(), tables.size());
    require<usage_error>(shares.size() == tiles_of(y.size()), "fss::look_up: ", y.size(), " tables, room for ",
                         shares.size(), " words");
    std::fill(shares.begin(), shares.end(), 0);
    const auto size = table_bytes(bits);
    for (std::size_t i = 0; i < y.size(); ++i) {
        const auto at = static_cast<std::size_t>(y[i] & low_bits(bits));
        const auto bit = std::to_integer<std::uint32_t>(tables[size * i + at / 8]) >> (at % 8) & 1;
        shares[i / tile_keys] |= bit << (i % tile_keys);
    }
}

}  // namespace SPNN_NAMESPACE::fss
