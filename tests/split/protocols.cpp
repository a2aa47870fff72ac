#include <spnn/split/protocols.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace split = spnn::split;
using spnn::z2k;

std::string chosen(std::string_view protocol, std::string_view ring) {
    return split::with_protocol<z2k<32>, z2k<64>>(
        protocol, ring, []<class First>() { return spnn::text(First::name, " over ", First::ring::name); });
}

TEST_CASE("split/protocols: each name finds its protocol, over each ring that it is compiled for") {
    const std::set<std::string_view> names(split::protocol_names.begin(), split::protocol_names.end());
    CHECK(names.size() == split::protocol_names.size());
    for (const auto name : split::protocol_names)
        for (const auto ring : {z2k<32>::name, z2k<64>::name}) {
            if (!split::has_choice_of_ring(name) && ring != z2k<64>::name) continue;
            CHECK(chosen(name, ring) == spnn::text(name, " over ", ring));
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

}  // namespace
