#include <spnn/align/ristretto.hpp>

#include <spnn/crypto/os_random.hpp>
#include <spnn/crypto/sha256.hpp>

#include <crypto/vectors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace align = spnn::align;
using align::group_element;
using align::secret_scalar;
using crypto_tests::from_hex;
using crypto_tests::from_text;
using crypto_tests::hex_of;

std::array<std::uint8_t, 32> raw32(std::string_view digits) {
    std::array<std::uint8_t, 32> out{};
    const auto raw = from_hex(digits);
    std::memcpy(out.data(), raw.data(), std::min(out.size(), raw.size()));
    return out;
}

secret_scalar small(std::uint8_t number) {
    secret_scalar::encoding bytes{};
    bytes[0] = number;
    return secret_scalar::from(bytes);
}

group_element times(const secret_scalar& s, const group_element& e) {
    group_element out;
    REQUIRE(s.multiply(e, out));
    return out;
}

// RFC 9496, appendix A.1: the generator and its double.
const auto generator = raw32("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76");
const auto twice = raw32("6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919");

TEST_CASE("align/ristretto: products with small numbers are those of RFC 9496") {
    CHECK(times(small(1), generator) == generator);
    CHECK(times(small(2), generator) == twice);
    CHECK(times(small(2), twice) == times(small(4), generator));
}

TEST_CASE("align/ristretto: what is not the canonical encoding of an element is refused, and the identity") {
    // RFC 9496, appendix A.2: above the prime; negative; no square; negative product; y = 0.
    for (const auto* digits : {"00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                               "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                               "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                               "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                               "0100000000000000000000000000000000000000000000000000000000000000",
                               "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                               "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
                               "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
                               "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                               // the identity
                               "0000000000000000000000000000000000000000000000000000000000000000"}) {
        CAPTURE(digits);
        const auto bad = raw32(digits);
        group_element out;
        CHECK_FALSE(align::is_element(bad));
        CHECK_FALSE(small(3).multiply(bad, out));
    }
    CHECK(align::is_element(generator));
    CHECK(align::is_element(twice));
}

TEST_CASE("align/ristretto: a product may take the place of its factor") {
    auto place = generator;
    CHECK(small(2).multiply(place, place));
    CHECK(place == twice);
}

TEST_CASE("align/ristretto: drawn numbers differ, and the inverse undoes a product") {
    auto random = test::random_of(1);
    std::set<group_element> seen;
    for (int i = 0; i < 20; ++i) {
        const auto s = secret_scalar::draw(random);
        const auto point = times(s, generator);
        CHECK(seen.insert(point).second);
        CHECK(times(s.inverse(), point) == generator);
        CHECK(times(small(2) * s, generator) == times(s, twice));
    }
}

TEST_CASE("align/ristretto: inverses of many are the inverses of each") {
    auto random = test::random_of(2);
    for (const std::size_t n : {0U, 1U, 2U, 17U}) {
        std::vector<secret_scalar> all;
        for (std::size_t i = 0; i < n; ++i) all.push_back(secret_scalar::draw(random));
        const auto inverse = align::inverses(all);
        REQUIRE(inverse.size() == n);
        for (std::size_t i = 0; i < n; ++i) CHECK(times(inverse[i], generator) == times(all[i].inverse(), generator));
    }
}

TEST_CASE("align/ristretto: a number is read from its bytes only when it is from 1 to the order less one") {
    // The order of the group, 2^252 + 27742317777372353535851937790883648493.
    const auto order = raw32("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    auto below = order, above = order;
    --below[0];
    ++above[0];
    CHECK(times(secret_scalar::from(below), times(secret_scalar::from(below), generator)) == generator);  // (-1)^2
    CHECK_THROWS_AS(static_cast<void>(secret_scalar::from(order)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(secret_scalar::from(above)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(secret_scalar::from({})), spnn::usage_error);
}

TEST_CASE("align/ristretto: a number is wiped when it moves") {
    auto first = small(2);
    const auto second = std::move(first);
    CHECK(times(second, generator) == twice);
    group_element out;
    CHECK_FALSE(first.multiply(generator, out));  // zero times anything is the identity
}

TEST_CASE("align/ristretto: expand_message_xmd gives the vectors of RFC 9380, appendix K.3") {
    const std::string_view tag = "QUUX-V01-CS02-with-expander-SHA512-256";
    const auto expanded = [&](std::string_view message, std::size_t size) {
        std::vector<std::uint8_t> out(size);
        align::expand_message_xmd(from_text(message), tag, out);
        return hex_of(out);
    };
    CHECK(expanded("", 32) == "6b9a7312411d92f921c6f68ca0b6380730a1a4d982c507211a90964c394179ba");
    CHECK(expanded("abc", 32) == "0da749f12fbe5483eb066a5f595055679b976e93abe9be6f0f6318bce7aca8dc");
    CHECK(expanded("abcdef0123456789", 32) == "087e45a86e2939ee8b91100af1583c4938e0f5fc6c9db4b107b83346bc967f58");
    CHECK(expanded("", 128) ==
          "41b037d1734a5f8df225dd8c7de38f851efdb45c372887be655212d07251b921"
          "b052b62eaed99b46f72f2ef4cc96bfaf254ebbbec091e1a3b9e4fb5e5b619d2e"
          "0c5414800a1d882b62bb5cd1778f098b8eb6cb399d5d9d18f5d5842cf5d13d7e"
          "b00a7cff859b605da678b318bd0e65ebff70bec88c753b159a805d2c89c55961");
}

TEST_CASE("align/ristretto: expand_message_xmd refuses a tag or a length the RFC has none for") {
    std::vector<std::uint8_t> out(255 * 64 + 1);
    CHECK_THROWS_AS(align::expand_message_xmd({}, "tag", out), spnn::usage_error);
    out.pop_back();
    CHECK_NOTHROW(align::expand_message_xmd({}, "tag", out));
    CHECK_THROWS_AS(align::expand_message_xmd({}, "", out), spnn::usage_error);
    CHECK_THROWS_AS(align::expand_message_xmd({}, std::string(256, 't'), out), spnn::usage_error);
    CHECK_NOTHROW(align::expand_message_xmd({}, std::string(255, 't'), out));
}

TEST_CASE("align/ristretto: hashes to the group are elements that depend on message and tag") {
    const auto a = align::hash_to_group(from_text("a"), "one");
    CHECK(align::is_element(a));
    CHECK(a == align::hash_to_group(from_text("a"), "one"));
    CHECK(a != align::hash_to_group(from_text("b"), "one"));
    CHECK(a != align::hash_to_group(from_text("a"), "two"));
}

}  // namespace
