#include <spnn/crypto/poly1305.hpp>

#include <spnn/crypto/sha256.hpp>

#include "vectors.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <type_traits>

using namespace crypto_tests;
using spnn::crypto::equal_constant_time;
using spnn::crypto::hex;
using spnn::crypto::poly1305;
using spnn::crypto::poly1305_tier;
using spnn::crypto::tag;

namespace {

using one_time_key = std::array<std::byte, 32>;

one_time_key key_of(const spnn::bytes& raw) {
    one_time_key key{};
    std::ranges::copy(raw, key.begin());
    return key;
}

// The tag on which all tiers of this machine agree.
tag tag_of(const one_time_key& key, std::span<const std::byte> message) {
    tag result{};
    for (const auto tier : spnn::available_tiers<poly1305_tier>()) {
        poly1305 checksum(key, tier);
        checksum.update(message);
        const auto next = checksum.finish();
        if (tier != poly1305_tier::portable) CHECK(hex(next) == hex(result));
        result = next;
    }
    return result;
}

std::string tag_of(std::string_view key, const spnn::bytes& message) {
    return hex(tag_of(key_of(from_hex(key)), message));
}

// The definition of RFC 8439, section 2.5.1, digit by digit: numbers are base 256, products schoolbook.
tag defined_tag(const one_time_key& key, std::span<const std::byte> message) {
    using number = std::array<std::uint32_t, 17>;  // little-endian, each digit below 256
    const auto at = [](std::span<const std::byte> s, std::size_t i) { return std::to_integer<std::uint32_t>(s[i]); };
    number r{}, h{};
    for (std::size_t i = 0; i < 16; ++i) r[i] = at(key, i);
    for (const std::size_t i : {3u, 7u, 11u, 15u}) r[i] &= 15;
    for (const std::size_t i : {4u, 8u, 12u}) r[i] &= 252;
    const auto carry = [](std::array<std::uint32_t, 17>& x) {
        // digit 16 keeps two bits; the rest is worth five
        for (int pass = 0; pass < 3; ++pass) {
            for (std::size_t i = 0; i < 16; ++i) x[i + 1] += x[i] >> 8, x[i] &= 255;
            x[0] += 5 * (x[16] >> 2), x[16] &= 3;
        }
        for (std::size_t i = 0; i < 16; ++i) x[i + 1] += x[i] >> 8, x[i] &= 255;
    };
    for (std::size_t begin = 0; begin < message.size(); begin += 16) {
        const auto part = message.subspan(begin, std::min<std::size_t>(16, message.size() - begin));
        for (std::size_t i = 0; i < part.size(); ++i) h[i] += at(part, i);
        h[part.size()] += 1;
        number product{};
        for (std::size_t i = 0; i < 17; ++i)
            for (std::size_t j = 0; j < 17; ++j)
                // 2^136 = 64 · 2^130 = 320
                product[(i + j) % 17] += (i + j < 17 ? 1u : 320u) * h[i] * r[j];
        carry(product);
        h = product;
    }
    number reduced = h;
    reduced[0] += 5;
    for (std::size_t i = 0; i < 16; ++i) reduced[i + 1] += reduced[i] >> 8, reduced[i] &= 255;
    if (reduced[16] >= 4) h = reduced;
    tag result;
    std::uint32_t c = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        c += h[i] + at(key, 16 + i);
        result[i] = static_cast<std::byte>(c);
        c >>= 8;
    }
    return result;
}

const std::string ietf =
    "Any submission to the IETF intended by the Contributor for publication as all or part of an IETF Internet-Draft "
    "or RFC and any statement made within the context of an IETF activity is considered an \"IETF Contribution\". Such "
    "statements include oral statements in IETF sessions, as well as written and electronic communications made at any "
    "time or place, which are addressed to";

}  // namespace

TEST_CASE("crypto/poly1305: the example of RFC 8439, section 2.5.2") {
    CHECK(tag_of("85d6be7857556d337f4452fe42d506a8 0103808afb0db2fd4abff6af4149f51b",
                 from_text("Cryptographic Forum Research Group")) == "a8061dc1305136c6c22b8baf0c0127a9");
}

TEST_CASE("crypto/poly1305: RFC 8439, appendix A.3, texts (1 to 4)") {
    const std::string zero = "00000000000000000000000000000000", s = "36e5f6b5c5e06070f0efca96227a863e";
    CHECK(tag_of(zero + zero, spnn::bytes(64)) == zero);
    CHECK(tag_of(zero + s, from_text(ietf)) == s);
    CHECK(tag_of(s + zero, from_text(ietf)) == "f3477e7cd95417af89a6b8794c310cf0");
    CHECK(tag_of("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0",
                 from_text("'Twas brillig, and the slithy toves\nDid gyre and gimble in the wabe:\n"
                           "All mimsy were the borogoves,\nAnd the mome raths outgrabe.")) ==
          "4541669a7eaaee61e708dc7cbcc5eb62");
}

TEST_CASE("crypto/poly1305: RFC 8439, appendix A.3, carries and reductions at their limits (5 to 11)") {
    const std::string zero = "00000000000000000000000000000000", ones = "ffffffffffffffffffffffffffffffff";
    const std::string one = "01000000000000000000000000000000", two = "02000000000000000000000000000000";
    CHECK(tag_of(two + zero, from_hex(ones)) == "03000000000000000000000000000000");
    CHECK(tag_of(two + ones, from_hex(two)) == "03000000000000000000000000000000");
    CHECK(tag_of(one + zero, from_hex(ones + "f0ffffffffffffffffffffffffffffff" +
                                      "11000000000000000000000000000000")) == "05000000000000000000000000000000");
    CHECK(tag_of(one + zero,
                 from_hex(ones + "fbfefefefefefefefefefefefefefefe" + "01010101010101010101010101010101")) == zero);
    CHECK(tag_of(two + zero, from_hex("fdffffffffffffffffffffffffffffff")) == "faffffffffffffffffffffffffffffff");
    const std::string r = "01000000000000000400000000000000";
    const std::string head = "e33594d7505e43b900000000000000003394d7505e4379cd0100000000000000" + zero;
    CHECK(tag_of(r + zero, from_hex(head + one)) == "14000000000000005500000000000000");
    CHECK(tag_of(r + zero, from_hex(head)) == "13000000000000000000000000000000");
}

TEST_CASE("crypto/poly1305: the tag is the defined one for arbitrary keys and lengths") {
    std::mt19937_64 random(6);
    std::vector<std::size_t> sizes(700);
    std::iota(sizes.begin(), sizes.end(), std::size_t{0});
    for (std::size_t size = 1000; size < 1300; ++size) sizes.push_back(size);  // where the widest tier begins
    for (int i = 0; i < 40; ++i) sizes.push_back(random() % 20000);
    for (const auto size : sizes) {
        CAPTURE(size);
        const auto key = key_of(arbitrary_bytes(32, random));
        const auto message = arbitrary_bytes(size, random);
        CHECK(hex(tag_of(key, message)) == hex(defined_tag(key, message)));
    }
}

TEST_CASE("crypto/poly1305: the tag is the defined one where all limbs are full or empty") {
    for (const int r : {0x00, 0x01, 0x7f, 0xff})
        for (const int fill : {0x00, 0x01, 0xfe, 0xff})
            for (const std::size_t size : {16u, 32u, 255u, 256u, 257u, 512u, 1024u, 4096u, 65536u}) {
                CAPTURE(size);
                CAPTURE(r);
                CAPTURE(fill);
                one_time_key key;
                key.fill(static_cast<std::byte>(r));
                const spnn::bytes message(size, static_cast<std::byte>(fill));
                CHECK(hex(tag_of(key, message)) == hex(defined_tag(key, message)));
            }
}

TEST_CASE("crypto/poly1305: pieces give what the whole gives, at any alignment") {
    std::mt19937_64 random(7);
    const auto key = key_of(arbitrary_bytes(32, random));
    const auto message = arbitrary_bytes(10000, random);
    const auto whole = defined_tag(key, message);
    const auto tiers = spnn::available_tiers<poly1305_tier>();
    for (std::size_t round = 0; round < 400; ++round) {
        poly1305 checksum(key, tiers[round % tiers.size()]);
        const std::size_t longest = 1 + random() % (round % 4 < 2 ? 100 : 4000);
        CAPTURE(longest);
        for (std::size_t at = 0, step = 0; at < message.size(); at += step) {
            step = std::min<std::size_t>(random() % (longest + 1), message.size() - at);
            checksum.update(std::span(message).subspan(at, step));
        }
        CHECK(checksum.finish() == whole);
    }
}

TEST_CASE("crypto/poly1305: every bit of a message matters") {
    std::mt19937_64 random(8);
    const auto key = key_of(arbitrary_bytes(32, random));
    auto message = arbitrary_bytes(400, random);
    const auto original = tag_of(key, message);
    for (std::size_t i = 0; i < message.size(); ++i)
        for (unsigned bit = 0; bit < 8; ++bit) {
            message[i] ^= std::byte{1} << bit;
            CHECK(tag_of(key, message) != original);
            message[i] ^= std::byte{1} << bit;
        }
    CHECK(tag_of(key, std::span(message).first(399)) != original);
    message.push_back(std::byte{0});
    CHECK(tag_of(key, message) != original);
}

TEST_CASE("crypto/poly1305: tiers are listed slowest first; one that the machine lacks is refused") {
    const auto tiers = spnn::available_tiers<poly1305_tier>();
    REQUIRE(!tiers.empty());
    CHECK(tiers.front() == poly1305_tier::portable);
    CHECK(spnn::best_tier<spnn::crypto::poly1305_tier>() == tiers.back());
    if (tiers.back() == poly1305_tier::portable)
        CHECK_THROWS_AS(poly1305(one_time_key{}, poly1305_tier::avx512ifma), spnn::usage_error);
}

TEST_CASE("crypto/poly1305: a key serves one message") {
    static_assert(!std::is_copy_constructible_v<poly1305> && !std::is_move_constructible_v<poly1305>);
    poly1305 checksum(one_time_key{});
    (void)checksum.finish();
    CHECK_THROWS_AS(checksum.update({}), spnn::usage_error);
    CHECK_THROWS_AS((void)checksum.finish(), spnn::usage_error);
}

TEST_CASE("crypto/poly1305: destruction wipes key and state") {
    alignas(poly1305) std::array<std::byte, sizeof(poly1305)> room{};
    one_time_key key;
    key.fill(std::byte{0xff});
    auto* checksum = new (room.data()) poly1305(key);
    checksum->update(spnn::bytes(1000, std::byte{0xee}));
    const auto set = [&] { return std::count_if(room.begin(), room.end(), [](auto b) { return b != std::byte{0}; }); };
    CHECK(set() > 100);
    checksum->~poly1305();
    CHECK(set() <= 8);  // the count of waiting bytes and the flags are no secrets
}

TEST_CASE("crypto/poly1305: equal_constant_time compares all bytes and the lengths") {
    std::mt19937_64 random(9);
    const auto a = arbitrary_bytes(40, random);
    CHECK(equal_constant_time(a, a));
    CHECK(equal_constant_time({}, {}));
    CHECK_FALSE(equal_constant_time(a, std::span(a).first(39)));
    for (std::size_t i = 0; i < a.size(); ++i)
        for (unsigned bit = 0; bit < 8; ++bit) {
            auto b = a;
            b[i] ^= std::byte{1} << bit;
            CHECK_FALSE(equal_constant_time(a, b));
        }
}
