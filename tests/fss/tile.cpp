#include <spnn/fss/tile.hpp>

#include <doctest/doctest.h>

#include <array>

namespace fss = spnn::fss;

TEST_CASE("fss/tile: a batch takes whole tiles of 32 keys") {
    static_assert(fss::tiles_of(0) == 0 && fss::tiles_of(1) == 1 && fss::tiles_of(31) == 1);
    static_assert(fss::tiles_of(32) == 1 && fss::tiles_of(33) == 2 && fss::tiles_of(64) == 2);
    static_assert(fss::tiles_of(~std::size_t{0}) == std::size_t{1} << 59, "no overflow at the end");
}

TEST_CASE("fss/tile: bits beyond the last key are cut off, and no others") {
    for (const std::size_t count : {0u, 1u, 31u, 32u, 33u, 64u, 65u, 96u}) {
        CAPTURE(count);
        std::array<std::uint32_t, 3> words;
        words.fill(~std::uint32_t{0});
        fss::cut_bits(std::span(words).first(fss::tiles_of(count)), count);
        for (std::size_t i = 0; i < 96; ++i)
            CHECK((words[i / 32] >> (i % 32) & 1) == (i >= count && i < 32 * fss::tiles_of(count) ? 0 : 1));
    }
}

TEST_CASE("fss/tile: the lowest bits of a word") {
    static_assert(fss::low_bits(0) == 0 && fss::low_bits(1) == 1 && fss::low_bits(63) == ~std::uint64_t{0} >> 1);
    static_assert(fss::low_bits(64) == ~std::uint64_t{0});
}
