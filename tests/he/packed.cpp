#include <spnn/he/packed.hpp>

#include <spnn/he/in_the_clear.hpp>
#include <spnn/he/paillier/paillier.hpp>

#include <he/sources.hpp>
#include <spnn/testing/laws/sum_he.hpp>

#include <doctest/doctest.h>

namespace he = spnn::he;
using spnn::uint128;

namespace {

const auto packed_source = [](std::uint64_t i) { return he_test::seeded_source(100 + i); };

// Keys that protect nothing, so that tests take no minutes.
struct short_keys {
    static std::size_t key_bits(std::size_t) { return 512; }
};
using paillier = he::packed<he::paillier<boost::multiprecision::mpz_int, he::test_keys_only<>>, short_keys>;
using clear = he::packed<he::in_the_clear<>, short_keys>;

}  // namespace

TEST_CASE("he/packed: the laws of SumHe hold for Paillier, that of equal bytes too") {
    CHECK(paillier::is_private);
    spnn::testing::laws::sum_he<paillier>(128, {(uint128{1} << 61) - 1, 3, 30}, 30, packed_source);
}
TEST_CASE_TEMPLATE("he/packed: the laws of SumHe hold at the widest sums", S, paillier, clear) {
    spnn::testing::laws::sum_he<S>(128, {(uint128{1} << 124) - 1, 4, 5}, 5, packed_source);
}
TEST_CASE("he/packed: the laws of SumHe hold in the clear, which says that it hides nothing") {
    CHECK_FALSE(clear::is_private);
    spnn::testing::laws::sum_he<clear>(128, {(1 << 20) - 1, 5, 500}, 500, packed_source);
}

TEST_CASE("he/packed: keys are as long as the level of security asks for") {
    using real = he::packed<he::in_the_clear<>>;
    const he::sum_bounds bounds{uint128{1} << 51, 2, 100};
    CHECK(real::make_layout(bounds, 112).key_bits() == 2048);
    CHECK(real::make_layout(bounds, 128).key_bits() == 3072);
    CHECK(real::make_layout(bounds, 192).key_bits() == 7680);
    CHECK(real::make_layout(bounds, 256).key_bits() == 15360);
    for (const std::size_t level : {0u, 80u, 111u, 127u, 512u})
        CHECK_THROWS_AS(static_cast<void>(real::make_layout(bounds, level)), spnn::usage_error);
    const auto layout = real::make_layout(bounds, 112);
    CHECK(layout.slots() == he::make_slot_layout(2047, 53, 2));
    CHECK(layout.values_a_message() == 128 * layout.slots().slots);
    CHECK(layout.message_bytes(layout.slots().slots + 1) == 2 * 512);
    CHECK_THROWS_AS(static_cast<void>(real::make_layout({uint128{1} << 126, 4, 1}, 128)), spnn::usage_error);
}

TEST_CASE("he/packed: a key of another length than the layout's is refused") {
    using real = he::packed<he::in_the_clear<>>;
    auto random = packed_source(0);
    const he::sum_bounds bounds{1000, 2, 100};
    const auto key = real::store_public_key(real::generate_keys(real::make_layout(bounds, 112), random).pub);
    CHECK_THROWS_AS(static_cast<void>(real::load_public_key(real::make_layout(bounds, 128), key)),
                    spnn::protocol_error);
}
