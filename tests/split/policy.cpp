#include "support/round_table.hpp"

#include <spnn/split/policy.hpp>

#include <doctest/doctest.h>

namespace {

namespace split = spnn::split;
using spnn::usage_error;

TEST_CASE("split/policy: what the rules allow passes, also at their edges") {
    auto p = test::some_proposal();
    CHECK_NOTHROW(split::require_allowed({}, p));
    p.plan.epochs = 1000;
    p.plan.range_bits = 20;
    CHECK_NOTHROW(split::require_allowed({}, p));
    p.plan.key_bits = 1;  // no matter without encryption
    CHECK_NOTHROW(split::require_allowed({}, p));
    split::policy any_network;
    any_network.networks = {"small", "large"};
    CHECK_NOTHROW(split::require_allowed(any_network, p));
}

TEST_CASE("split/policy: each rule that is broken is named, with what is proposed") {
    const auto refused = [](const split::policy& rules, auto change) -> std::string {
        auto p = test::some_proposal();
        change(p);
        try {
            split::require_allowed(rules, p);
            return "allowed";
        } catch (const usage_error& e) {
            return e.what();
        }
    };
    const auto nothing = [](split::proposal&) {};
    CHECK(refused({.protocols = {"encrypted", "shared"}}, nothing) ==
          "policy: protocols allows encrypted, shared; the run proposes masked");
    CHECK(refused({}, [](auto& p) { p.protocol = "in_the_clear"; }) ==
          "policy: protocols allows encrypted, masked, shared; the run proposes in_the_clear");
    CHECK(refused({}, [](auto& p) { p.ring = "z2k<32>"; }) ==
          "policy: rings allows z2k<128>, z2k<64>; the run proposes z2k<32>");
    CHECK(refused({.networks = {"large"}}, nothing) == "policy: networks allows large; the run proposes small");
    CHECK(refused({.min_holders = 3}, nothing) == "policy: min_holders is 3; the run has 2 feature holders");
    CHECK(refused({}, [](auto& p) { p.protocol = "encrypted"; }) ==
          "policy: min_key_bits is 3072; the run proposes keys of 2048 bits");
    CHECK(refused({.max_range_bits = 7}, nothing) == "policy: max_range_bits is 7; the run proposes 8");
    CHECK(refused({.max_range_bits = 11}, [](auto& p) { p.plan.fraction_bits = 0, p.plan.range_bits = -1; }) ==
          "policy: max_range_bits is 11; the run proposes 12");
    CHECK(refused({.max_epochs = 3}, nothing) == "policy: max_epochs is 3; the run proposes 4 epochs");
    CHECK(refused({.intersection_only = true}, nothing) ==
          "policy: intersection_only is set; the run proposes rows that are in order already");
}

}  // namespace
