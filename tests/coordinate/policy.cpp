#include <spnn/coordinate/policy.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <functional>

namespace {

namespace coordinate = spnn::coordinate;
namespace nn = spnn::nn;
using coordinate::policy_error;
using test::contains;
using test::error_of;

// A wing with the common rules alone, and a proposal that keeps them.
struct rules {
    std::set<std::string> networks{"4-1"}, optimizers{"adam", "sgd"};
    int max_range_bits = 20;
    std::size_t max_rows = 1000, max_batch = 100, max_evaluate_rows = 10, max_epochs = 5;
    double max_learning_rate = 1, max_decay = 0.1;
    bool intersection_only = true;
};
struct terms {
    std::size_t train_rows = 1000, evaluate_rows = 10, epochs = 5, first_epoch = 0, batch = 100;
    std::uint64_t batch_seed = 1;
    spnn::train::update_rule rule{nn::sgd{}, 0.5};
    int fraction_bits = 10, range_bits = 4;
    std::string network = "4-1", terms{};
};
struct some_proposal {
    coordinate::alignment_mode alignment = coordinate::alignment_mode::intersection;
    terms plan{};
};

TEST_CASE("coordinate/policy: a proposal that breaks a rule is refused, naming rule and proposal; others may hear it") {
    const auto refusal = [](const std::function<void(some_proposal&)>& change) {
        some_proposal p;
        change(p);
        try {
            coordinate::common_rules::require(rules{}, p);
        } catch (const policy_error& e) {
            CHECK(e.told() == e.what());
            return std::string(e.what());
        }
        return std::string();
    };
    CHECK(refusal([](auto&) {}).empty());
    CHECK(refusal([](auto& p) { p.plan.network = "9-9"; }) == "policy: networks allows 4-1; the run proposes 9-9");
    CHECK(refusal([](auto& p) { p.plan.rule.optimizer = nn::sgld{}; }) ==
          "policy: optimizers allows adam, sgd; the run proposes sgld");
    CHECK(contains(refusal([](auto& p) { p.plan.range_bits = 21; }), "max_range_bits is 20; the run proposes 21"));
    CHECK(contains(refusal([](auto& p) { p.plan.train_rows = 1001; }), "max_rows is 1000; the run proposes 1001 rows"));
    CHECK(contains(refusal([](auto& p) { p.plan.batch = 101; }), "max_batch is 100"));
    CHECK(contains(refusal([](auto& p) { p.plan.evaluate_rows = 11; }), "max_evaluate_rows is 10"));
    CHECK(contains(refusal([](auto& p) { p.plan.epochs = 6; }), "max_epochs is 5; the run proposes 6 epochs"));
    CHECK(contains(refusal([](auto& p) { p.plan.rule.rate = 1.5; }), "max_learning_rate is 1; the run proposes 1.5"));
    CHECK(contains(refusal([](auto& p) { p.plan.rule.l2 = 0.5; }), "max_decay is 0.1; the run proposes 0.25"));
    CHECK(contains(refusal([](auto& p) { p.alignment = coordinate::alignment_mode::in_order; }),
                   "intersection_only is set"));
}

TEST_CASE("coordinate/policy: an empty list of networks allows any") {
    rules any;
    any.networks.clear();
    some_proposal p;
    p.plan.network = "9-9";
    CHECK_NOTHROW(coordinate::common_rules::require(any, p));
}

}  // namespace
