#include "support.hpp"

#include <spnn/data/join.hpp>
#include <spnn/data/metrics.hpp>
#include <spnn/data/scaling.hpp>
#include <spnn/data/simulator.hpp>
#include <spnn/data/split.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

using spnn::data::fraud_world;
using spnn::data::simulate_fraud;
using spnn::data::table;

namespace {

double fraud_rate(const table& bank) {
    double frauds = 0;
    for (const float y : bank.column("y")) frauds += y;
    return frauds / static_cast<double>(bank.rows());
}

// Test AUC of logistic regression, trained by plain gradient descent on standardised columns.
double logistic_auc(const table& columns, const std::vector<float>& y, const spnn::data::row_split& split) {
    const auto scaler = spnn::data::fit_scaler(columns, split.train, {spnn::data::constant_column::drop, 0});
    const auto scaled = scaler.apply(columns);
    const std::size_t d = scaled.names.size();
    std::vector<double> weights(d + 1, 0), gradient(d + 1, 0);
    const auto score = [&](std::size_t i) {
        const double* x = scaled.values.data() + i * d;
        double s = weights[d];
        for (std::size_t j = 0; j < d; ++j) s += weights[j] * x[j];
        return s;
    };
    for (int step = 0; step < 60; ++step) {
        std::fill(gradient.begin(), gradient.end(), 0);
        for (const auto i : split.train) {
            const double* x = scaled.values.data() + i * d;
            const double slope = 1 / (1 + std::exp(-score(i))) - static_cast<double>(y[i]);
            for (std::size_t j = 0; j < d; ++j) gradient[j] += slope * x[j];
            gradient[d] += slope;
        }
        for (std::size_t j = 0; j <= d; ++j) weights[j] -= 4 * gradient[j] / static_cast<double>(split.train.size());
    }
    std::vector<float> scores, labels;
    for (const auto i : split.test) {
        scores.push_back(static_cast<float>(score(i)));
        labels.push_back(y[i]);
    }
    return spnn::data::auc(scores, labels);
}

// Test AUC of the bank's columns, the processor's, and both, for one seed.
struct three_aucs {
    double bank, processor, both;
};

three_aucs aucs_of(std::size_t rows, std::uint64_t seed) {
    const auto parties = simulate_fraud(rows, seed);
    const auto y = parties.bank.labels("y");
    const auto split = spnn::data::split_rows_stratified(y, 0.2, seed);
    const auto bank = parties.bank.drop(std::vector<std::string>{"y"});
    const std::vector<table> both = {bank, parties.processor};
    return {logistic_auc(bank, y, split), logistic_auc(parties.processor, y, split),
            logistic_auc(spnn::data::join(both), y, split)};
}

}  // namespace

TEST_CASE("data/simulator: both parties see the rows asked for, and a seed gives the same ones") {
    const auto a = simulate_fraud(3000, 7);
    CHECK(a.bank.rows() == 3000);
    CHECK(a.processor.rows() == 3000);
    CHECK(a.bank.ids == a.processor.ids);
    CHECK(std::set<std::string>(a.bank.ids.begin(), a.bank.ids.end()).size() == 3000);
    CHECK(a.bank.names.size() == 10);
    CHECK(a.processor.names.size() == 6);
    CHECK(a.bank.labels("y").size() == 3000);
    const auto b = simulate_fraud(3000, 7);
    CHECK(a.bank.values == b.bank.values);
    CHECK(a.processor.values == b.processor.values);
    CHECK(simulate_fraud(3000, 8).bank.values != a.bank.values);
    CHECK(simulate_fraud(1, 7).bank.rows() == 1);
}

TEST_CASE("data/simulator: the first payments of a seed are fixed for all builds") {
    const auto parties = simulate_fraud(1000, 1);
    double cents = 0, frauds = 0, seen = 0;
    for (std::size_t i = 0; i < 1000; ++i) {
        cents += std::round(parties.bank.values(i, 1) * 100);
        frauds += parties.bank.values(i, 0);
        seen += parties.processor.values(i, 4);
    }
    CHECK(cents == 6408650);
    CHECK(frauds == 52);
    CHECK(seen == 70585);
}

TEST_CASE("data/simulator: features keep the meaning of their names") {
    const auto parties = simulate_fraud(5000, 3);
    const auto& bank = parties.bank;
    const auto& processor = parties.processor;
    bool sensible = true;
    double night = 0, weekend = 0;
    for (std::size_t i = 0; i < bank.rows(); ++i) {
        const auto b = spnn::row(bank.values, i);
        const auto p = spnn::row(processor.values, i);
        sensible = sensible && b[1] > 0 && b[4] >= 1 && b[4] <= b[6] && b[6] <= b[8];  // windows hold one another
        sensible = sensible && (b[4] != 1 || b[5] == b[1]);                            // a lone payment is the mean
        sensible = sensible && p[0] <= p[2] && p[2] <= p[4];
        for (const std::size_t w : {1U, 3U, 5U}) sensible = sensible && p[w] >= 0 && p[w] <= 1;
        for (const std::size_t w : {0U, 2U, 4U}) {
            const double frauds = p[w] * p[w + 1];  // a whole number
            sensible = sensible && std::abs(frauds - std::round(frauds)) < 1e-9;
        }
        night += b[3] / 5000;
        weekend += b[2] / 5000;
    }
    CHECK(sensible);
    CHECK((night > 0.02 && night < 0.25));
    CHECK((weekend > 0.2 && weekend < 0.4));
}

TEST_CASE("data/simulator: windows count what lies in them, and the terminal's end before the delay") {
    spnn::data::detail::payment_history history;
    using spnn::data::detail::day_seconds;
    for (const std::int64_t day : {0, 1, 2, 6, 8, 9})
        history.add({day * day_seconds, 0, 0, 100 * (day + 1), day == 8 || day == 1});
    const spnn::data::detail::payment now{10 * day_seconds, 0, 0, 5000, true};
    history.add(now);
    std::vector<double> bank(10), processor(6);
    spnn::data::detail::describe_for_bank(now, history, bank);
    CHECK(bank ==
          std::vector<double>{1, 50, 0, 1, 1, 50, 4, (50 + 10 + 9 + 7) / 4.0, 7, (50 + 10 + 9 + 7 + 3 + 2 + 1) / 7.0});
    spnn::data::detail::describe_for_processor(now, history, 2 * day_seconds, processor);
    CHECK(processor == std::vector<double>{1, 1, 3, 1 / 3.0, 5, 2 / 5.0});
    spnn::data::detail::describe_for_processor(now, {}, 2 * day_seconds, processor);
    CHECK(processor == std::vector<double>(6, 0.0));
}

TEST_CASE("data/simulator: some payments in a hundred are fraud, none in a world without it") {
    CHECK(fraud_rate(simulate_fraud(20'000, 5).bank) > 0.025);
    CHECK(fraud_rate(simulate_fraud(20'000, 5).bank) < 0.075);
    fraud_world honest;
    honest.customers_per_million = 0;
    honest.terminals_per_million = 0;
    honest.large_amount = 1'000'000;
    CHECK(fraud_rate(simulate_fraud(2000, 5, honest).bank) == 0);
    honest.large_amount = 100'00;
    const auto large = simulate_fraud(2000, 5, honest).bank;
    for (std::size_t i = 0; i < large.rows(); ++i) REQUIRE((large.values(i, 0) == 1) == (large.values(i, 1) > 100));
}

TEST_CASE("data/simulator: neither party can predict fraud alone, both together can") {
    const auto found = aucs_of(20'000, 1);
    CHECK(found.bank < 0.80);
    CHECK(found.processor < 0.80);
    CHECK(found.bank > 0.60);  // each has something to bring
    CHECK(found.processor > 0.60);
    CHECK(found.both > 0.90);
}

TEST_CASE("data/simulator: that does not hang on the seed or the number of rows" * doctest::test_suite("slow")) {
    for (const std::uint64_t seed : {2U, 3U, 4U, 5U}) {
        const auto found = aucs_of(seed == 5 ? 100'000 : 20'000, seed);
        CAPTURE(seed);
        CHECK(found.bank < 0.80);
        CHECK(found.processor < 0.80);
        CHECK(found.both > 0.90);
    }
}

TEST_CASE("data/simulator: payments come in order of time, at terminals in reach of their customer") {
    const fraud_world world;
    spnn::data::detail::payment_stream stream(world, 50, 9);
    std::int64_t last = 0;
    std::vector<std::set<std::uint32_t>> used(50);
    std::size_t payments = 0;
    for (int day = 0; day < 40; ++day) {
        for (const auto& p : stream.next_day()) {
            REQUIRE(p.second >= last);
            REQUIRE(p.second / 86'400 == day);
            REQUIRE(p.terminal < stream.terminals());
            REQUIRE(p.cents > 0);
            last = p.second;
            used.at(p.customer).insert(p.terminal);
            ++payments;
        }
    }
    for (const auto& terminals : used) CHECK(terminals.size() <= world.terminals_in_reach);
    CHECK((payments > 2000 && payments < 6000));  // 50 customers, 40 days, twice a day on average
}

TEST_CASE("data/simulator: worlds that make no sense are refused") {
    CHECK_THROWS_AS(static_cast<void>(simulate_fraud(0, 1)), spnn::usage_error);
    for (const auto spoil : {+[](fraud_world& w) { w.days = 0; }, +[](fraud_world& w) { w.terminals_in_reach = 0; },
                             +[](fraud_world& w) { w.stolen_one_in = 0; }, +[](fraud_world& w) { w.stolen_factor = 0; },
                             +[](fraud_world& w) { w.terminals_per_million = 2'000'000; },
                             +[](fraud_world& w) { w.customers_per_million = 2'000'000; }}) {
        fraud_world world;
        spoil(world);
        CHECK_THROWS_AS(static_cast<void>(simulate_fraud(10, 1, world)), spnn::usage_error);
    }
}
