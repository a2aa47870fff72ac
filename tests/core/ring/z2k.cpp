#include <spnn/core/ring/z2k.hpp>

#include <spnn/testing/laws/ring.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;

TEST_CASE("core/ring/z2k: is a ring in which signed numbers live") {
    laws::ring<z2k<32>>();
    laws::ring<z2k<64>>();
    laws::ring<z2k<128>>();
}

TEST_CASE("core/ring/z2k: wraps at 2^k") {
    CHECK(z2k<32>::add(0xffffffffu, 1u) == 0u);
    CHECK(z2k<32>::mul(0x10000u, 0x10000u) == 0u);
    CHECK(z2k<64>::mul(0xffffffffffffffffu, 0xffffffffffffffffu) == 1u);
    const uint128 high = uint128{1} << 127;
    CHECK((z2k<128>::add(high, high) == 0));
    CHECK((z2k<128>::mul(uint128{1} << 64, uint128{1} << 63) == high));
    CHECK(z2k<64>::sub(0u, 1u) == 0xffffffffffffffffu);
}

TEST_CASE("core/ring/z2k: the centred lift reaches 2^(k-1) - 1") {
    CHECK(z2k<32>::max_signed() == 2147483647);
    CHECK(z2k<64>::max_signed() == 9223372036854775807);
    CHECK(z2k<32>::to_signed(0x80000000u) == -2147483647 - 1);
    CHECK((z2k<128>::max_signed() == (((int128{1} << 126) - 1) * 2 + 1)));
}

TEST_CASE("core/ring/z2k: says its name, width and bytes") {
    CHECK(z2k<32>::name == "z2k<32>");
    CHECK(z2k<128>::name == "z2k<128>");
    CHECK(element_bytes<z2k<32>> == 4);
    CHECK(element_bytes<z2k<64>> == 8);
    CHECK(element_bytes<z2k<128>> == 16);
    static_assert(z2k<64>::bits == 64 && z2k<64>::every_word_is_an_element);
    static_assert(z2k<64>::mul(z2k<64>::from_signed(-3), 5) == z2k<64>::from_signed(-15),
                  "usable in constant expressions");
}
