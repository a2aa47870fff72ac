#include <spnn/mpc/precision.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace mpc = spnn::mpc;

TEST_CASE("mpc/precision: widths and bounds of the presets") {
    static_assert(mpc::small::k == 21 && mpc::standard::k == 26 && mpc::training::k == 23);
    static_assert(mpc::fine::k == 31 && mpc::wide::k == 40);
    static_assert(mpc::small::wire_bytes == 4 && mpc::standard::wire_bytes == 5 && mpc::training::wire_bytes == 5);
    static_assert(mpc::fine::wire_bytes == 6 && mpc::wide::wire_bytes == 8);
    static_assert(std::is_same_v<mpc::small::word, std::uint32_t> &&
                  std::is_same_v<mpc::standard::word, std::uint64_t>);
    static_assert(mpc::precision<41, 10, 10>::wire_bytes == 6, "a number takes whole bytes");
    static_assert(mpc::Precision<mpc::fine> && !mpc::Precision<int>);
}

TEST_CASE_TEMPLATE("mpc/precision: the largest product is truncated within k bits, rounded either way", P, mpc::small,
                   mpc::standard, mpc::training, mpc::fine, mpc::wide) {
    CHECK(P::most_value == (std::int64_t{1} << (P::k - 1)) - 1);
    // floor, or one more
    CHECK((P::most_product >> P::f) + 1 <= P::most_value + 1);
    CHECK((P::most_product >> P::f) + (P::most_product % (std::int64_t{1} << P::f) == 0 ? 0 : 1) <= P::most_value);
    CHECK((-P::most_product >> P::f) >= -P::most_value - 1);
    // one more unit of the last place would not be
    CHECK(((P::most_product + (std::int64_t{1} << P::f)) >> P::f) > P::most_value);
    CHECK(P::most_product < std::int64_t{1} << (P::n - 2));
}

TEST_CASE("mpc/precision: a word's lowest bits, and the signed number they are") {
    CHECK(mpc::cut<40>(~std::uint64_t{0}) == (std::uint64_t{1} << 40) - 1);
    CHECK(mpc::cut<32>(~std::uint32_t{0}) == ~std::uint32_t{0});
    CHECK(mpc::cut<5>(std::uint32_t{0xff}) == 31);
    CHECK(mpc::signed_of<5>(std::uint32_t{0xf0}) == -16);
    CHECK(mpc::signed_of<5>(std::uint32_t{0xef}) == 15);
    CHECK(mpc::signed_of<64>(std::uint64_t{1} << 63) == std::numeric_limits<std::int64_t>::min());
    for (std::int64_t x = -128; x < 128; ++x) CHECK(mpc::signed_of<8>(static_cast<std::uint64_t>(x)) == x);
}
