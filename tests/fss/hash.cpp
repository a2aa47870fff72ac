#include <spnn/fss/hash.hpp>

#include <doctest/doctest.h>

#include "fss/support.hpp"
#include "support/errors.hpp"

using namespace fss_tests;
using spnn::crypto::aes_tier;
using spnn::fss::hash_key;

TEST_CASE("fss/hash: AES of a block and the block itself, on every tier, for any number of blocks") {
    std::mt19937_64 random(1);
    const auto key = arbitrary_block(random);
    const spnn::crypto::aes128 aes(key, aes_tier::portable);
    for (const std::size_t count : {0u, 1u, 7u, 8u, 33u, 100u}) {
        CAPTURE(count);
        const auto in = arbitrary_blocks(count, random);
        std::vector<block> expected(count), out(count);
        aes.encrypt(in, expected);
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t j = 0; j < 16; ++j) expected[i][j] ^= in[i][j];
        for (const auto tier : spnn::available_tiers<spnn::crypto::aes_tier>()) {
            const hash_key hash(key, tier);
            CHECK(hash.tier() == tier);
            hash.hash(in, out);
            CHECK(out == expected);
        }
    }
}

TEST_CASE("fss/hash: the machine's best tier unless told otherwise; a missing one and unequal sizes are refused") {
    const hash_key hash(block{});
    CHECK(hash.tier() == spnn::best_tier<spnn::crypto::aes_tier>());
    for (const auto tier : {aes_tier::portable, aes_tier::aesni, aes_tier::vaes256, aes_tier::vaes512})
        if (!is_available(tier)) CHECK_THROWS_AS(hash_key(block{}, tier), spnn::usage_error);
    std::vector<block> two(2), three(3);
    CHECK(test::error_of<spnn::usage_error>([&] { hash.hash(two, three); }) ==
          "fss::hash_key: 2 blocks in, room for 3 out");
}
