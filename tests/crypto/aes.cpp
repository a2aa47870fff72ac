#include <spnn/crypto/aes.hpp>

#include <spnn/crypto/sha256.hpp>

#include "vectors.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <type_traits>

using namespace crypto_tests;
using spnn::crypto::aes128;
using spnn::crypto::aes_tier;
using spnn::crypto::block;
using spnn::crypto::hex;
using spnn::crypto::placing;

namespace {

std::string encrypted(const aes128& aes, std::string_view plain) {
    const block in = block_of(plain);
    block out;
    aes.encrypt({&in, 1}, {&out, 1});
    return hex(out);
}

// Key stream block i by its definition.
block defined_block(const aes128& aes, std::uint64_t stream, std::uint64_t counter) {
    block in, out;
    std::memcpy(in.data(), &counter, 8);
    std::memcpy(in.data() + 8, &stream, 8);
    aes.encrypt({&in, 1}, {&out, 1});
    return out;
}

// SubBytes by its definition: the inverse found by search, then the affine map bit by bit.
unsigned defined_s_box(unsigned byte) {
    const auto times = [](unsigned a, unsigned b) {
        unsigned p = 0;
        for (unsigned i = 0; i < 8; ++i)
            if ((b >> i) & 1u) p ^= a << i;
        for (unsigned i = 15; i >= 8; --i)
            if ((p >> i) & 1u) p ^= 0x11bu << (i - 8);
        return p;
    };
    unsigned inverse = 0;
    for (unsigned x = 1; x < 256; ++x)
        if (times(byte, x) == 1) inverse = x;
    unsigned s = 0;
    for (unsigned i = 0; i < 8; ++i) {
        unsigned bit = (0x63u >> i) & 1u;
        for (const unsigned j : {0u, 4u, 5u, 6u, 7u}) bit ^= (inverse >> ((i + j) % 8)) & 1u;
        s |= bit << i;
    }
    return s;
}

}  // namespace

TEST_CASE("crypto/aes: the vectors of FIPS 197, appendices B and C.1, on every tier") {
    for (const auto tier : spnn::available_tiers<aes_tier>()) {
        CAPTURE(std::string(spnn::tier_name(tier)));
        CHECK(encrypted(aes128(block_of("2b7e151628aed2a6abf7158809cf4f3c"), tier),
                        "3243f6a8885a308d313198a2e0370734") == "3925841d02dc09fbdc118597196a0b32");
        CHECK(encrypted(aes128(block_of("000102030405060708090a0b0c0d0e0f"), tier),
                        "00112233445566778899aabbccddeeff") == "69c4e0d86a7b0430d8cdb78070b4c55a");
        CHECK(encrypted(aes128(block{}, tier), "00000000000000000000000000000000") ==
              "66e94bd4ef8a2c3b884cfa59ca342b2e");
    }
}

TEST_CASE("crypto/aes: the blocks of SP 800-38A, F.1.1 (ECB) and F.5.1 (CTR output blocks), on every tier") {
    const auto in = from_hex(
        "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51"
        "30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710"
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff f0f1f2f3f4f5f6f7f8f9fafbfcfdff00"
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdff01 f0f1f2f3f4f5f6f7f8f9fafbfcfdff02");
    const auto expected = from_hex(
        "3ad77bb40d7a3660a89ecaf32466ef97 f5d3d58503b9699de785895a96fdbaaf"
        "43b1cd7f598ece23881b00e3ed030688 7b0c785e27e8ad3f8223207104725dd4"
        "ec8cdf7398607cb0f2d21675ea9ea1e4 362b7c3c6773516318a077d7fc5073ae"
        "6a2cc3787889374fbeb4c81b17ba6c44 e89c399ff0f198c6d40a31db156cabfe");
    std::vector<block> blocks(8);
    std::memcpy(blocks.data(), in.data(), in.size());
    for (const auto tier : spnn::available_tiers<aes_tier>()) {
        CAPTURE(std::string(spnn::tier_name(tier)));
        std::vector<block> out(8);
        aes128(block_of("2b7e151628aed2a6abf7158809cf4f3c"), tier).encrypt(blocks, out);
        CHECK(hex(std::as_bytes(std::span(out))) == hex(expected));
    }
}

TEST_CASE("crypto/aes: the computed S-box is the one defined in FIPS 197, section 5.1.1") {
    namespace portable = spnn::crypto::detail::aes_portable;
    for (unsigned first = 0; first < 256; first += 64) {
        std::array<std::byte, 64> in, out;
        for (unsigned i = 0; i < 64; ++i) in[i] = static_cast<std::byte>(first + i);
        portable::store(portable::substitute(portable::load(in.data())), out.data());
        for (unsigned i = 0; i < 64; ++i) {
            CAPTURE(first + i);
            CHECK(std::to_integer<unsigned>(out[i]) == defined_s_box(first + i));
        }
    }
}

TEST_CASE("crypto/aes: the key schedule ends in the last round key of FIPS 197, appendix A.1, on every tier") {
    namespace detail = spnn::crypto::detail;
    const auto key = block_of("2b7e151628aed2a6abf7158809cf4f3c");
    const std::string last = "d014f9a8c9ee2589e13f0cc8b6630ca6";
    detail::aes_schedule schedule{};
    detail::aes_portable::expand(schedule, key.data());
    detail::aes_portable::planes sliced;
    std::copy(schedule.begin() + 80, schedule.end(), sliced.begin());
    std::array<std::byte, 64> four;
    detail::aes_portable::store(sliced, four.data());
    CHECK(hex(four) == last + last + last + last);
#if SPNN_X86
    if (is_available(aes_tier::aesni)) {
        detail::aes_x86_single::expand(schedule, key.data());
        CHECK(hex(std::as_bytes(std::span(schedule)).subspan(160, 16)) == last);
    }
#endif
}

TEST_CASE("crypto/aes: encrypt gives the portable bits on every tier, for any number of blocks, in place too") {
    std::mt19937_64 random(1);
    const auto key = arbitrary_block(random);
    const aes128 portable(key, aes_tier::portable);
    for (std::size_t count = 0; count <= 100; ++count) {
        CAPTURE(count);
        std::vector<block> in(count), expected(count), out(count);
        for (auto& b : in) b = arbitrary_block(random);
        for (std::size_t i = 0; i < count; ++i) portable.encrypt({&in[i], 1}, {&expected[i], 1});
        for (const auto tier : spnn::available_tiers<aes_tier>()) {
            CAPTURE(std::string(spnn::tier_name(tier)));
            const aes128 aes(key, tier);
            aes.encrypt(in, out);
            CHECK(out == expected);
            auto place = in;
            aes.encrypt(place, place);
            CHECK(place == expected);
        }
    }
}

TEST_CASE("crypto/aes: ctr gives its definition on every tier, at any length, alignment, counter and stream") {
    std::mt19937_64 random(2);
    for (int round = 0; round < 60; ++round) {
        const auto key = arbitrary_block(random);
        const std::size_t size = random() % 1200, offset = random() % 64;
        const std::uint64_t stream = random(), counter = random();
        CAPTURE(size);
        CAPTURE(offset);
        const aes128 portable(key, aes_tier::portable);
        spnn::bytes expected;
        for (std::size_t i = 0; i <= size / 16; ++i) {
            const auto b = defined_block(portable, stream, counter + i);
            expected.insert(expected.end(), b.begin(), b.end());
        }
        expected.resize(size);
        for (const auto tier : spnn::available_tiers<aes_tier>()) {
            CAPTURE(std::string(spnn::tier_name(tier)));
            spnn::bytes room(offset + size + 64, std::byte{0x5a});
            const auto out = std::span(room).subspan(offset, size);
            aes128(key, tier).ctr(stream, counter, out);
            CHECK(std::equal(out.begin(), out.end(), expected.begin()));
            CHECK(std::count(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(offset), std::byte{0x5a}) ==
                  static_cast<std::ptrdiff_t>(offset));
            CHECK(std::count(room.end() - 64, room.end(), std::byte{0x5a}) == 64);
        }
    }
}

TEST_CASE_TEMPLATE("crypto/aes: ctr adds its key stream to words, and subtracts it, on every tier, at any length", Word,
                   std::uint32_t, std::uint64_t) {
    constexpr bool narrow = sizeof(Word) == 4;
    constexpr std::size_t guard = 64 / sizeof(Word);
    std::mt19937_64 random(3);
    const auto key = arbitrary_block(random);
    const aes128 portable(key, aes_tier::portable);
    for (std::size_t size = 0; size <= 300; ++size) {
        CAPTURE(size);
        const std::uint64_t stream = random(), counter = random();
        std::vector<Word> before(size + guard), key_stream(size);
        for (auto& word : before) word = static_cast<Word>(random());
        portable.ctr(stream, counter, std::as_writable_bytes(std::span(key_stream)));
        auto sum = before, difference = before;
        for (std::size_t i = 0; i < size; ++i) {
            sum[i] += key_stream[i];
            difference[i] -= key_stream[i];
        }
        for (const auto tier : spnn::available_tiers<aes_tier>()) {
            CAPTURE(std::string(spnn::tier_name(tier)));
            const aes128 aes(key, tier);
            auto words = before;
            const auto out = std::as_writable_bytes(std::span(words).first(size));
            aes.ctr(stream, counter, out, narrow ? placing::add_32 : placing::add_64);
            CHECK(words == sum);
            words = before;
            aes.ctr(stream, counter, out, narrow ? placing::subtract_32 : placing::subtract_64);
            CHECK(words == difference);
        }
    }
    spnn::bytes odd(sizeof(Word) + 2);
    for (const auto how : {placing::add_32, placing::add_64, placing::subtract_32, placing::subtract_64})
        CHECK_THROWS_AS(portable.ctr(0, 0, odd, how), spnn::usage_error);
}

TEST_CASE("crypto/aes: the counter wraps within its 64 bits and leaves the stream number alone, on every tier") {
    const auto key = block_of("000102030405060708090a0b0c0d0e0f");
    const std::uint64_t near_end = ~std::uint64_t{0} - 20;
    const aes128 portable(key, aes_tier::portable);
    for (const auto tier : spnn::available_tiers<aes_tier>()) {
        CAPTURE(std::string(spnn::tier_name(tier)));
        std::vector<block> out(64);
        aes128(key, tier).ctr(7, near_end, std::as_writable_bytes(std::span(out)));
        for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == defined_block(portable, 7, near_end + i));
    }
}

TEST_CASE("crypto/aes: tiers are listed slowest first, and the best one is the default") {
    const auto tiers = spnn::available_tiers<aes_tier>();
    REQUIRE(!tiers.empty());
    CHECK(tiers.front() == aes_tier::portable);
    CHECK(std::is_sorted(tiers.begin(), tiers.end()));
    CHECK(aes128(block{}).tier() == tiers.back());
    for (const auto tier : {aes_tier::portable, aes_tier::aesni, aes_tier::vaes256, aes_tier::vaes512})
        if (!is_available(tier)) CHECK_THROWS_AS(aes128(block{}, tier), spnn::usage_error);
}

TEST_CASE("crypto/aes: a key is not copied by accident; a duplicate works alone; sizes are checked") {
    static_assert(!std::is_copy_constructible_v<aes128> && std::is_nothrow_move_constructible_v<aes128>);
    const auto key = block_of("000102030405060708090a0b0c0d0e0f");
    auto original = std::make_unique<aes128>(key);
    const auto second = original->duplicate();
    original.reset();
    CHECK(second.tier() == spnn::best_tier<spnn::crypto::aes_tier>());
    CHECK(encrypted(second, "00112233445566778899aabbccddeeff") == "69c4e0d86a7b0430d8cdb78070b4c55a");
    std::vector<block> two(2), three(3);
    CHECK_THROWS_WITH_AS(second.encrypt(two, three), "aes128::encrypt: 2 blocks in, room for 3 out", spnn::usage_error);
}

TEST_CASE("crypto/aes: destruction wipes the expanded key") {
    for (const auto tier : spnn::available_tiers<aes_tier>()) {
        CAPTURE(std::string(spnn::tier_name(tier)));
        alignas(aes128) std::array<std::byte, sizeof(aes128)> room{};
        auto* aes = new (room.data()) aes128(block_of("2b7e151628aed2a6abf7158809cf4f3c"), tier);
        const auto zeros = [&] { return std::count(room.begin(), room.end(), std::byte{0}); };
        CHECK(zeros() < static_cast<std::ptrdiff_t>(room.size()) - 150);
        aes->~aes128();
        CHECK(zeros() >= static_cast<std::ptrdiff_t>(room.size()) - static_cast<std::ptrdiff_t>(sizeof(aes_tier)));
    }
}
