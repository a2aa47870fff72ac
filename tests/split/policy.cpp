#include "support/round_table.hpp"

#include <spnn/split/policy.hpp>

#include <doctest/doctest.h>

namespace {

namespace split = spnn::split;
namespace nn = spnn::nn;
using spnn::usage_error;

TEST_CASE("split/policy: what the rules allow passes, also at their edges") {
    auto p = test::some_proposal();
    CHECK_NOTHROW(split::require_allowed({}, p));
    p.plan.epochs = 1000;
    p.plan.range_bits = 20;
    CHECK_NOTHROW(split::require_allowed({}, p));
    p.plan.batch = 1'000'000;
    p.plan.columns = {32'768, 32'768};
    p.plan.train_rows = 100'000'000;
    p.plan.rule.rate = 10;
    p.plan.rule.l2 = 0.01;
    p.plan.security_bits = 112;  // no matter without encryption, nor is the cipher
    p.cipher = "rot13";
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
          "policy: min_security_bits is 128; the run proposes 112");
    CHECK(refused({.max_range_bits = 7}, nothing) == "policy: max_range_bits is 7; the run proposes 8");
    CHECK(refused({.max_range_bits = 11}, [](auto& p) { p.plan.fraction_bits = 0, p.plan.range_bits = -1; }) ==
          "policy: max_range_bits is 11; the run proposes 12");
    CHECK(refused({}, [](auto& p) { p.protocol = "encrypted", p.plan.security_bits = 129; }) ==
          "policy: max_security_bits is 128; the run proposes 129");
    CHECK(refused({.ciphers = {"rlwe"}}, [](auto& p) { p.protocol = "encrypted"; }) ==
          "policy: ciphers allows rlwe; the run proposes paillier");
    CHECK(refused({.optimizers = {"sgd"}}, nothing) == "policy: optimizers allows sgd; the run proposes adam");
    CHECK(refused({.max_columns = 4}, [](auto& p) { p.plan.columns = {2, 3}; }) ==
          "policy: max_columns is 4; the run proposes 5 columns of all holders");
    CHECK(refused({.max_rows = 4}, [](auto& p) { p.plan.train_rows = 5; }) ==
          "policy: max_rows is 4; the run proposes 5 rows");
    CHECK(refused({.max_batch = 255}, nothing) == "policy: max_batch is 255; the run proposes 256 rows of a batch");
    CHECK(refused({}, [](auto& p) { p.plan.evaluate_rows = 1; }) ==
          "policy: max_evaluate_rows is 0; the run proposes 1 rows to score after every epoch");
    CHECK(refused({}, [](auto& p) { p.plan.rule.rate = 10.5; }) ==
          "policy: max_learning_rate is 10; the run proposes 10.5");
    // A rate that grows is judged by what it becomes: 4 epochs of 1 batch, doubled each.
    CHECK(refused({.max_learning_rate = 7}, [](auto& p) {
              p.plan.rule.rate = nn::schedule::exponential(1, 2);
              p.plan.train_rows = 256;
          }) == "policy: max_learning_rate is 7; the run proposes 8");
    CHECK(refused({}, [](auto& p) { p.plan.rule.rate = 1, p.plan.rule.l2 = 1; }) ==
          "policy: max_decay is 0.1; the run proposes 1 (learning rate times decay)");
    const auto wide = [](auto& p) {
        p.plan.network = "16: bias, relu | dense 1 | binary_cross_entropy", p.plan.columns = {2, 3};
    };
    CHECK(refused({.max_parameters = 16 * 5 + 16 + 17}, wide) == "allowed");
    CHECK(refused({.max_parameters = 16 * 5 + 16 + 16}, wide) ==
          "policy: max_parameters is 112; the run proposes 113 numbers that the network learns");
    CHECK(refused({.max_parameters = 100'000}, [](auto& p) {
              p.plan.network = "16: bias, residual (dense 4000, dense 16) | dense 1 | binary_cross_entropy";
          }) == "policy: max_parameters is 100000; the run proposes 132049 numbers that the network learns");
    CHECK(refused({.max_epochs = 3}, nothing) == "policy: max_epochs is 3; the run proposes 4 epochs");
    CHECK_THROWS_AS(split::require_allowed({.min_holders = 3}, test::some_proposal()), spnn::coordinate::policy_error);
    CHECK(refused({}, [](auto& p) { p.plan.batch = 0; }) == "proposal: batch is 0, expected 1 to 16777216");
    CHECK(refused({.intersection_only = true}, nothing) ==
          "policy: intersection_only is set; the run proposes rows that are in order already");
}

}  // namespace
