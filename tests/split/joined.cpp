#include <spnn/split/joined.hpp>

#include <split/support/runs.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;

TEST_CASE("split/joined: begins with the weights of a split run, and trains like one with many bits") {
    auto request = small_request(3, 0);
    const auto weights_of_joined = [&] {
        split::joined_network<small_net> joined(request.plan, split::private_seeds(request.seed));
        joined.train(request.table, request.evaluate);
        return joined.weights();
    };
    CHECK(split::bitwise_equal(weights_of_joined(), run(protocol::in_the_clear, ring::z2k_64, request).weights));
    request.plan.epochs = 4;
    request.plan.fraction_bits = 24;
    const auto joined = weights_of_joined();
    CHECK(split::max_abs_difference(joined, run(protocol::in_the_clear, ring::z2k_64, request).weights) < 1e-5);
    request.plan.epochs = 0;
    CHECK(split::max_abs_difference(joined, weights_of_joined()) > 0.01);  // it did train
}

TEST_CASE("split/joined: reports as a run does") {
    const auto request = small_request(2, 2);
    std::vector<double> losses;
    std::vector<matrix<float>> evaluations;
    std::size_t batches = 0;
    split::label_options reports;
    reports.on_batch = [&](const split::batch_report& report) { batches += report.batches == 3; };
    reports.on_epoch = [&](const split::epoch_report& report) {
        losses.push_back(report.train_loss);
        losses.push_back(report.evaluate_loss.value());
        evaluations.push_back(*report.evaluate_predictions);
    };
    split::joined_network<small_net> joined(request.plan, split::private_seeds(1));
    joined.train(request.table, request.evaluate, reports);
    CHECK(batches == 6);
    const auto split_run = run(protocol::in_the_clear, ring::z2k_64, request);
    REQUIRE(split_run.losses.size() == losses.size());
    for (std::size_t i = 0; i < losses.size(); ++i)
        CHECK(losses[i] == doctest::Approx(split_run.losses[i]).epsilon(1e-4));
    REQUIRE(evaluations.size() == 2);
    CHECK(same(joined.predict(request.evaluate.features), evaluations.back()));
}

TEST_CASE("split/joined: it neither pauses nor begins at a later epoch") {
    auto request = small_request(2);
    const auto refusal = [&](const split::label_options& reports) {
        split::joined_network<small_net> joined(request.plan, split::private_seeds(1));
        return error_of<spnn::usage_error>([&] { joined.train(request.table, request.evaluate, reports); });
    };
    CHECK(refusal({}).empty());
    split::label_options pausing;
    pausing.pause_after_epoch = [] { return true; };
    CHECK(contains(refusal(pausing), "keeps no checkpoints"));
    request.plan.first_epoch = 1;
    CHECK(contains(refusal({}), "keeps no checkpoints"));
}

TEST_CASE("split/joined: tables that do not fit the plan are refused, by row and column where a number is none") {
    const auto request = small_request(2);
    const auto refusal = [&](auto&& change) {
        auto changed = request;
        change(changed);
        return error_of<spnn::error>([&] {
            split::joined_network<small_net> joined(changed.plan, split::private_seeds(1));
            joined.train(changed.table, changed.evaluate);
            static_cast<void>(joined.predict(changed.predict));
        });
    };
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(refusal([](auto&) {}).empty());
    CHECK(refusal([](auto& r) { r.table.features.pop_back(); }) ==
          "joined_network: features of 1 holders, the plan names 2");
    CHECK(refusal([](auto& r) { r.table.features[1] = random_reals(22, 3, 1); }) ==
          "joined_network: features of holder_2 are 22x3, expected 23x3");
    CHECK(refusal([](auto& r) { r.table.features[0](1, 1) = nan; }) ==
          "joined_network: features of holder_1, row 2, column 2: not a number or infinite; clean the column");
    CHECK(refusal([](auto& r) { r.table.targets = spnn::zeros<float>(22, 1); }) ==
          "joined_network: targets are 22x1, expected 23x1");
    CHECK(refusal([](auto& r) { r.evaluate = {}; }) == "joined_network: targets to evaluate are 0x0, expected 9x1");
    CHECK(refusal([](auto& r) { r.evaluate.features[1](8, 2) = nan; }) ==
          "joined_network: features to evaluate of holder_2, row 9, column 3: not a number or infinite; clean the "
          "column");
    CHECK(contains(refusal([](auto& r) { r.predict.clear(); }), "features to predict of 0 holders, the plan names 2"));
    CHECK(contains(refusal([](auto& r) { r.predict[1] = random_reals(4, 3, 1); }), "are 4x3, expected 5x3"));
    CHECK(refusal([](auto& r) { r.plan.columns[1] = 0; }) == "plan: holder_2 has no columns");
}

TEST_CASE("split/joined: one holder alone is a network like any other") {
    auto request = small_request(1);
    split::joined_network<small_net> joined(request.plan, split::private_seeds(1));
    joined.train(request.table, request.evaluate);
    CHECK(split::max_abs_difference(joined.weights(), run(protocol::in_the_clear, ring::z2k_64, request).weights) <
          1e-3);
}

}  // namespace
