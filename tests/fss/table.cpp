#include <spnn/fss/table.hpp>

#include <doctest/doctest.h>

#include "fss/support.hpp"
#include "support/errors.hpp"
#include "support/statistics.hpp"

using namespace fss_tests;
namespace fss = spnn::fss;

TEST_CASE("fss/table: shares make [alpha <= y] for every alpha and every y of up to seven bits") {
    for (unsigned bits = 0; bits <= fss::most_table_bits; ++bits) {
        CAPTURE(bits);
        const std::size_t count = std::size_t{1} << bits;
        std::vector<std::uint64_t> alpha(count);
        for (std::size_t i = 0; i < count; ++i) alpha[i] = i;
        spnn::bytes first(count * fss::table_bytes(bits)), second(first.size());
        fss::write_comparison_tables(bits, alpha, second);
        auto dealer = stream_of(bits), own = stream_of(bits);
        fss::share_tables(dealer, second);
        own.fill(first);
        CHECK(dealer.position() == own.position());
        std::vector<std::uint32_t> one(fss::tiles_of(count)), other(one.size());
        std::size_t wrong = 0;
        for (std::size_t y = 0; y < count; ++y) {
            const std::vector<std::uint64_t> at(count, y);
            fss::look_up(bits, at, first, one);
            fss::look_up(bits, at, second, other);
            for (std::size_t i = 0; i < count; ++i) wrong += (bit_of(one, i) != bit_of(other, i)) != (alpha[i] <= y);
            if (count < tile_keys) CHECK(((one[0] | other[0]) >> count) == 0);
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("fss/table: sizes are whole bytes, 16 at most") {
    static_assert(fss::table_bytes(0) == 1 && fss::table_bytes(3) == 1 && fss::table_bytes(4) == 2);
    static_assert(fss::table_bytes(7) == 16);
}

TEST_CASE("fss/table: what the second side is sent looks uniform, in pieces as at once") {
    const std::vector<std::uint64_t> alpha(1000, 3);
    spnn::bytes at_once(16000), pieces;
    fss::write_comparison_tables(7, alpha, at_once);
    pieces = at_once;
    auto stream = stream_of(1), same = stream_of(1);
    fss::share_tables(stream, at_once);
    fss::share_tables(same, std::span(pieces).first(1600));
    fss::share_tables(same, std::span(pieces).subspan(1600));
    CHECK(at_once == pieces);
    std::vector<std::uint32_t> words(4000);
    std::memcpy(words.data(), at_once.data(), at_once.size());
    CHECK(test::looks_uniform(std::span<const std::uint32_t>(words)));
}

TEST_CASE("fss/table: sizes that do not fit are refused") {
    const auto refused = [](auto&& body) { return test::error_of<spnn::usage_error>(body); };
    const std::vector<std::uint64_t> y(3);
    spnn::bytes tables(48);
    std::vector<std::uint32_t> shares(1), more(2);
    fss::look_up(7, y, tables, shares);
    CHECK(refused([&] { fss::look_up(8, y, tables, shares); }) == "fss: a table of 8 bits, at most 7 allowed");
    CHECK(refused([&] { fss::look_up(6, y, tables, shares); }) == "fss: 48 bytes for 3 tables of 8");
    CHECK(refused([&] { fss::write_comparison_tables(6, y, tables); }) == "fss: 48 bytes for 3 tables of 8");
    CHECK(refused([&] { fss::look_up(7, y, tables, more); }) == "fss::look_up: 3 tables, room for 2 words");
}
