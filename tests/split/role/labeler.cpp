#include <spnn/split/role/labeler.hpp>

#include <split/support/roles.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using spnn::usage_error;

// Epochs that the label owner went through, and the first-layer gradients each holder got meanwhile.
struct stopped_run {
    std::size_t epochs = 0, batches = 0;
    role_outcome outcome;
};

stopped_run run_until(split::early_stopping stop, double rate, bool label_only = false) {
    stopped_run result;
    auto request = small_request(2, 8);
    if (label_only) request.plan.label_holder.reset();
    request.plan.rule.rate = rate;
    request.labels.early_stopping = stop;
    request.labels.on_epoch = [&](const split::epoch_report& report) { CHECK(report.epoch == result.epochs++); };
    wiretap tap;
    request.links = tap.factory();
    result.outcome = sound_roles(role_script(request));
    result.batches = tap.of_kind<split::first_layer_gradient>(the_server, the_holder(1)).size();
    const auto words = tap.of_kind<spnn::train::verdict>(the_server, the_holder(1));
    CHECK(words.size() == result.epochs);
    for (std::size_t i = 0; i < words.size(); ++i)
        CHECK(net::payload_values<std::uint8_t>(words[i]).at(0) == (i + 1 < words.size() || result.epochs == 8));
    return result;
}

TEST_CASE("split/role/labeler: early stopping ends the run of all roles at the same epoch, and predictions follow") {
    for (const bool label_only : {false, true}) {
        // With a rate of 0 the loss never falls: the first epoch sets the best, `patience` more pass without gain.
        for (const std::size_t patience : {1U, 3U}) {
            const auto stopped = run_until({.patience = patience}, 0, label_only);
            CHECK(stopped.epochs == 1 + patience);
            CHECK(stopped.batches == 3 * (1 + patience));
            REQUIRE(stopped.outcome.predictions.size() == 1);
            CHECK(spnn::rows(stopped.outcome.predictions[0]) == 5);
        }
        CHECK(run_until({.patience = 0}, 0, label_only).epochs == 8);
    }
}

TEST_CASE("split/role/labeler: a loss that falls by less than min_delta is no gain") {
    CHECK(run_until({.patience = 2, .min_delta = 0}, 0.05).epochs == 8);
    CHECK(run_until({.patience = 2, .min_delta = 10}, 0.05).epochs == 3);
}

TEST_CASE("split/role/labeler: batches and epochs are reported as they are") {
    std::vector<std::size_t> batches;
    std::vector<split::epoch_report> epochs;
    std::vector<double> losses;
    auto request = small_request(2, 2);
    request.labels.on_batch = [&](const split::batch_report& report) {
        CHECK(report.batches == 3);
        CHECK(report.epoch == batches.size() / 3);
        batches.push_back(report.batch);
        losses.push_back(report.loss);
    };
    request.labels.on_epoch = [&](const split::epoch_report& report) {
        REQUIRE(report.evaluate_predictions != nullptr);
        CHECK(spnn::rows(*report.evaluate_predictions) == 9);
        for (const float p : *report.evaluate_predictions) CHECK((p > 0 && p < 1));
        epochs.push_back(report);
    };
    static_cast<void>(sound_roles(role_script(request)));
    CHECK(batches == std::vector<std::size_t>{0, 1, 2, 0, 1, 2});
    REQUIRE(epochs.size() == 2);
    for (std::size_t e = 0; e < 2; ++e) {
        CHECK(epochs[e].epoch == e);
        CHECK(epochs[e].evaluate_loss.has_value());
        // The mean over rows: batches of 8, 8 and 7.
        CHECK(epochs[e].train_loss ==
              doctest::Approx((8 * losses[3 * e] + 8 * losses[3 * e + 1] + 7 * losses[3 * e + 2]) / 23));
    }
}

TEST_CASE("split/role/labeler: without rows to evaluate nothing is evaluated") {
    auto request = small_request(2, 2);
    request.plan.evaluate_rows = 0;
    request.labels.on_epoch = [](const split::epoch_report& report) {
        CHECK_FALSE(report.evaluate_loss.has_value());
        CHECK(report.evaluate_predictions == nullptr);
    };
    CHECK(sound_roles(role_script(request)).predictions.size() == 1);
}

TEST_CASE("split/role/labeler: targets of another shape are refused") {
    for (const bool of_evaluation : {false, true}) {
        auto request = small_request(2);
        (of_evaluation ? request.evaluate : request.table).targets = constant(7, 1, 1.0F);
        const auto outcome = play_roles(role_script(request));
        CHECK(error_of<usage_error>([&] { std::rethrow_exception(outcome.failures.at(the_holder(0))); }) ==
              spnn::text("holder_1: targets ", of_evaluation ? "to evaluate " : "", "are 7x1, expected ",
                         of_evaluation ? 9 : 23, "x1"));
    }
}

TEST_CASE("split/role/labeler: targets that are no numbers, or that the loss cannot mean, are refused at the start") {
    for (const bool of_evaluation : {false, true})
        for (const float bad : {std::numeric_limits<float>::quiet_NaN(), 2.0F}) {
            auto request = small_request(2);
            (of_evaluation ? request.evaluate : request.table).targets(6, 0) = bad;
            const auto outcome = play_roles(role_script(request));
            const auto refusal =
                error_of<spnn::error>([&] { std::rethrow_exception(outcome.failures.at(the_holder(0))); });
            const auto what = spnn::text("holder_1: targets", of_evaluation ? " to evaluate" : "");
            CHECK(refusal == (bad == 2 ? what + ": binary_cross_entropy: the target of row 7 is neither 0 nor 1"
                                       : what + ", row 7, column 1: not a number or infinite; clean the column"));
        }
}

TEST_CASE("split/role/labeler: without features it has no first layer to show") {
    role_script script(small_request(2, 0));
    script.request.plan.label_holder.reset();
    script.predictions = 0;
    script.with_labeler = [](a_labeler& self) {
        CHECK(error_of<usage_error>([&] { static_cast<void>(self.first_layer_weights()); }) ==
              "labeler: this party holds no features, so no first layer");
    };
    CHECK_NOTHROW(static_cast<void>(sound_roles(script)));
}

TEST_CASE("split/role/labeler: what it predicts must be rows of its own, or a number where it has none") {
    role_script script(small_request(2, 0));
    script.predictions = 0;
    script.with_labeler = [](a_labeler& self) {
        CHECK_THROWS_AS(static_cast<void>(self.predict(std::size_t{5})), usage_error);
        CHECK_THROWS_AS(static_cast<void>(self.predict(random_reals(0, 2, 1))), usage_error);
        CHECK_THROWS_AS(static_cast<void>(self.predict(random_reals(5, 3, 1))), usage_error);
    };
    CHECK_NOTHROW(static_cast<void>(sound_roles(script)));  // nobody else was bothered
    script.request.plan.label_holder.reset();
    script.with_labeler = [](a_labeler& self) {
        CHECK_THROWS_AS(static_cast<void>(self.predict(random_reals(5, 2, 1))), usage_error);
        CHECK_THROWS_AS(static_cast<void>(self.predict(std::size_t{0})), usage_error);
        CHECK_THROWS_AS(static_cast<void>(self.predict(std::size_t{1} << 32)), usage_error);
    };
    CHECK_NOTHROW(static_cast<void>(sound_roles(script)));
}

TEST_CASE("split/role/labeler: its seed moves its own head and first layer, not those of others") {
    role_script script(small_request(2, 0));
    const auto usual = script.options;
    const auto base = sound_roles(script).weights;
    script.options = [&](party who) {
        auto own = usual(who);
        if (who == the_holder(0)) own.private_seed->front() ^= std::byte{1};
        return own;
    };
    const auto moved = sound_roles(script).weights;
    CHECK_FALSE(same(base.first[0], moved.first[0]));
    CHECK(same(base.first[1], moved.first[1]));
    CHECK_FALSE(split::bitwise_equal(base, moved));
}

}  // namespace
