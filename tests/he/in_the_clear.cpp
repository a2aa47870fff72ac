#include <spnn/he/in_the_clear.hpp>

#include <he/sources.hpp>
#include <spnn/testing/laws/additive_he.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
namespace he = spnn::he;
using boost::multiprecision::cpp_int;
using boost::multiprecision::mpz_int;

namespace {

const auto make_source = [](std::uint64_t i) { return he_test::seeded_source(100 + i); };

}  // namespace

TEST_CASE_TEMPLATE("he/in_the_clear: the laws of AdditiveHe hold", Integer, mpz_int, cpp_int) {
    laws::additive_he<he::in_the_clear<Integer>>(512, make_source);
}

TEST_CASE("he/in_the_clear: it says that it hides nothing, and has Paillier's sizes") {
    CHECK_FALSE(he::in_the_clear<>::is_private);
    auto random = make_source(0);
    const auto keys = he::in_the_clear<>::generate_keys(2048, random);
    CHECK(keys.pub.plaintext_bits() == 2047);
    CHECK(keys.pub.ciphertext_bytes() == 512);
}

TEST_CASE("he/in_the_clear: key sizes are bounded") {
    auto random = make_source(0);
    for (const std::size_t bits : {0u, 32u, 63u, 100u, 16448u})
        CHECK_THROWS_AS(static_cast<void>(he::in_the_clear<>::generate_keys(bits, random)), spnn::usage_error);
    spnn::byte_writer writer;
    writer.scalar(std::uint32_t{0x80000000u});
    CHECK_THROWS_AS(static_cast<void>(he::in_the_clear<>::load_public_key(writer.view())), spnn::protocol_error);
}

TEST_CASE("he/in_the_clear: a ciphertext of a longer key is refused") {
    auto random = make_source(0);
    const auto small = he::in_the_clear<>::generate_keys(64, random);
    const auto large = he::in_the_clear<>::generate_keys(128, random);
    const auto c = he::in_the_clear<>::encryptor(large.pub).encrypt((mpz_int(1) << 127) - 1, random);
    CHECK_THROWS_AS(static_cast<void>(he::in_the_clear<>::decrypt(small.sec, c)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(he::in_the_clear<>::add(small.pub, c, c)), spnn::usage_error);
}
