#include <spnn/align/oprf.hpp>

#include <spnn/crypto/os_random.hpp>
#include <spnn/crypto/sha256.hpp>

#include <crypto/vectors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

namespace {

namespace align = spnn::align;
using align::group_element;
using align::secret_scalar;
using crypto_tests::from_hex;
using crypto_tests::from_text;
using crypto_tests::hex_of;

secret_scalar scalar(std::string_view digits) {
    secret_scalar::encoding bytes{};
    const auto raw = from_hex(digits);
    std::memcpy(bytes.data(), raw.data(), bytes.size());
    return secret_scalar::from(bytes);
}

TEST_CASE("align/oprf: the vectors of RFC 9497, appendix A.1.1 (ristretto255-SHA512, OPRF mode)") {
    struct vector {
        const char *input, *blinded, *evaluated, *output;
    };
    const auto key = scalar("5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e");
    const auto blind = scalar("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706");
    for (const auto& v : {vector{"00", "609a0ae68c15a3cf6903766461307e5c8bb2f95e7e6550e1ffa2dc99e412803c",
                                 "7ec6578ae5120958eb2db1745758ff379e77cb64fe77b0b2d8cc917ea0869c7e",
                                 "527759c3d9366f277d8c6020418d96bb393ba2afb20ff90df23fb7708264e2f3"
                                 "ab9135e3bd69955851de4b1f9fe8a0973396719b7912ba9ee8aa7d0b5e24bcf6"},
                          vector{"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
                                 "da27ef466870f5f15296299850aa088629945a17d1f5b7f5ff043f76b3c06418",
                                 "b4cbf5a4f1eeda5a63ce7b77c7d23f461db3fcab0dd28e4e17cecb5c90d02c25",
                                 "f4a74c9c592497375e796aa837e907b1a045d34306a749db9f34221f7e750cb4"
                                 "f2a6413a6bf6fa5e19ba6348eb673934a722a7ede2e7621306d18951e7cf2c73"}}) {
        CAPTURE(v.input);
        const auto input = from_hex(v.input);
        group_element point;
        align::oprf_blind(input, blind, point);
        CHECK(hex_of(point) == v.blinded);
        REQUIRE(key.multiply(point, point));
        CHECK(hex_of(point) == v.evaluated);
        const auto output = align::oprf_finalize(input, blind.inverse(), point);
        REQUIRE(output.has_value());
        CHECK(hex_of(*output) == v.output);
        CHECK(hex_of(align::oprf_evaluate(key, input)) == v.output);
    }
}

TEST_CASE("align/oprf: asker and owner of the key get the same value, whatever blinds it") {
    auto random = test::random_of(1);
    const auto key = secret_scalar::draw(random), other = secret_scalar::draw(random);
    for (const auto* text : {"", "x", "a longer input"}) {
        const auto input = from_text(text);
        const auto direct = align::oprf_evaluate(key, input);
        CHECK(direct != align::oprf_evaluate(other, input));
        group_element last{};
        for (int i = 0; i < 3; ++i) {
            const auto r = secret_scalar::draw(random);
            group_element point;
            align::oprf_blind(input, r, point);
            CHECK(point != last);  // every blinding looks different
            last = point;
            REQUIRE(key.multiply(point, point));
            CHECK(align::oprf_finalize(input, r.inverse(), point) == direct);
        }
    }
}

TEST_CASE("align/oprf: an answer that is no element is not finalized") {
    auto random = test::random_of(2);
    const auto r = secret_scalar::draw(random);
    CHECK_FALSE(align::oprf_finalize(from_text("x"), r, group_element{}).has_value());
    group_element garbled;
    garbled.fill(0xff);
    CHECK_FALSE(align::oprf_finalize(from_text("x"), r, garbled).has_value());
}

TEST_CASE("align/oprf: inputs have at most 65535 bytes") {
    auto random = test::random_of(3);
    const auto key = secret_scalar::draw(random);
    CHECK_NOTHROW(static_cast<void>(align::oprf_evaluate(key, spnn::bytes(65535))));
    CHECK_THROWS_AS(static_cast<void>(align::oprf_evaluate(key, spnn::bytes(65536))), spnn::usage_error);
}

}  // namespace
