#include <spnn/split/protocols.hpp>

#include <spnn/split/policy.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace split = spnn::split;
using spnn::z2k;

std::string chosen(std::string_view protocol, std::string_view ring, std::string_view cipher = "rlwe") {
    return split::with_protocol<z2k<32>, z2k<64>>(protocol, ring, cipher, []<class First>() {
        return spnn::text(First::name, " over ", First::ring::name, ", cipher ", split::cipher_name<First>());
    });
}

TEST_CASE("split/protocols: each name finds its protocol, over each ring that it is compiled for") {
    const std::set<std::string_view> names(split::protocol_names.begin(), split::protocol_names.end());
    CHECK(names.size() == split::protocol_names.size());
    for (const auto name : split::protocol_names)
        for (const auto ring : {z2k<32>::name, z2k<64>::name}) {
            if (!split::has_choice_of_ring(name) && ring != z2k<64>::name) continue;
            const bool has_cipher = name == split::encrypted<>::name;
            for (const auto cipher : split::cipher_names)
                CHECK(chosen(name, ring, cipher) ==
                      spnn::text(name, " over ", ring, ", cipher ", has_cipher ? cipher : "none"));
        }
}

TEST_CASE("split/protocols: other names, and rings that a protocol has not, are refused with what there is") {
    for (const auto& [protocol, ring] : {std::pair("mask", "z2k<64>"), std::pair("masked", "z2k<128>"),
                                         std::pair("encrypted", "z2k<32>"), std::pair("", "")}) {
        const auto refusal = test::error_of<spnn::usage_error>(
            [&name = protocol, &over = ring] { static_cast<void>(chosen(name, over)); });
        CHECK(
            test::contains(refusal, spnn::text("there is no protocol ", protocol, " over ", ring, " in this program")));
        CHECK(test::contains(refusal, "in_the_clear, masked, shared, encrypted"));
    }
}

TEST_CASE("split/protocols: a cipher that there is not is refused where there is to be one") {
    CHECK(test::error_of<spnn::usage_error>([] { static_cast<void>(chosen("encrypted", "z2k<64>", "rot13")); }) ==
          "there is no cipher rot13 in this program; ciphers are rlwe, paillier");
    CHECK(chosen("masked", "z2k<64>", "rot13") == "masked over z2k<64>, cipher none");
}

TEST_CASE("split/protocols: what proposals and policies say by themselves is what there is") {
    CHECK(split::proposal{}.cipher == split::cipher_names.front());
    CHECK(split::policy{}.ciphers == std::set<std::string>(split::cipher_names.begin(), split::cipher_names.end()));
}

}  // namespace
