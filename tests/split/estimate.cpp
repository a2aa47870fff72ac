// Estimates: bytes and messages against those counted in a real run, rounds against its longest chain of messages.
// Seconds are only held to what they must obey: no test depends on speed.

#include <spnn/split/estimate.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <split/support/runs.hpp>
#include <split/support/schemes.hpp>
#include <split/support/tally.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using encrypted_64 = encrypted<spnn::z2k<64>>;

// Seconds by which a row costs twice as much as the whole batch, so that both count.
constexpr split::calibration some_machine{{0.5, 1.0}, {0.25, 0.125}, 0.0625};

// A whole run over links that count.
[[nodiscard]] tallies tallies_of(protocol p, run_request request) {
    tallies all;
    request.predict.clear();
    request.links = [&](party a, party b) -> link_ends { return all.link(a, b); };
    static_cast<void>(run(p, ring::z2k_64, request));
    return all;
}

template <class F>
void for_each_protocol(F&& f) {
    f.template operator()<split::in_the_clear<>>(protocol::in_the_clear);
    f.template operator()<split::masked<>>(protocol::masked);
    f.template operator()<split::shared<>>(protocol::shared);
    f.template operator()<encrypted_64>(protocol::encrypted);
    f.template operator()<split::encrypted<>>(protocol::encrypted_by_rlwe);
}

template <class First>
[[nodiscard]] split::run_estimate estimated(const split::plan& p, split::link_speed links = {}) {
    return split::estimate<small_net, First>(p, links, some_machine);
}

// Every plan on which protocols are compared here: who owns the labels, what is evaluated, how features are opened.
[[nodiscard]] std::vector<run_request> various_requests() {
    std::vector<run_request> all;
    for (std::size_t holders = 2; holders <= 4; ++holders)
        for (const std::size_t owner : {std::size_t{0}, holders - 1, holders})
            for (const bool evaluates : {true, false}) {
                auto request = small_request(holders, 1 + all.size() % 3);
                request.plan.label_holder = owner;
                if (owner == holders) request.plan.label_holder.reset();
                if (!evaluates) request.plan.evaluate_rows = 0;
                request.plan.keep_masked_features = all.size() % 2 == 0;
                if (all.size() % 5 == 1) request.plan.batch = 23;
                all.push_back(std::move(request));
            }
    return all;
}

TEST_CASE("split/estimate: rounds are the longest chain of messages of a run") {
    for (const auto& request : various_requests())
        for_each_protocol([&]<class First>(protocol p) {
            CAPTURE(name_of(p));
            CAPTURE(request.plan.label_owner().name());
            CAPTURE(request.plan.holders());
            CAPTURE(request.plan.evaluate_rows);
            CAPTURE(request.plan.epochs);
            CHECK(estimated<First>(request.plan).run.rounds == tallies_of(p, request).rounds());
        });
}

TEST_CASE("split/estimate: rounds of a batch, by hand") {
    auto plan = small_request(3).plan;
    plan.evaluate_rows = 0;
    plan.batch = 1;
    plan.label_holder.reset();
    // holders -> server -> labeler -> server -> holders; the verdict comes to the holders as their gradients do
    CHECK(estimated<split::masked<>>(plan).epoch.rounds == 4 * 23);
    CHECK(estimated<encrypted_64>(plan).epoch.rounds == (4 + 2) * 23);
    // an exchange more; after the verdict first holder -> dealer -> last holder, once an epoch, takes one more than
    // that
    CHECK(estimated<split::shared<>>(plan).epoch.rounds == 5 * 23 + 1);
    CHECK(estimated<split::shared<>>(plan).tables.rounds == 1);
    plan.keep_masked_features = false;
    CHECK(estimated<split::shared<>>(plan).tables.rounds == 0);
    CHECK(estimated<split::shared<>>(plan).epoch.rounds == 6 * 23);
    plan.label_holder = 0;  // waits for its gradient before it gives its verdict: -> server -> holders
    CHECK(estimated<split::masked<>>(plan).epoch.rounds == 4 * 23 + 2);
}

TEST_CASE("split/estimate: bytes and messages are those that each party sends in a run") {
    for (const auto& request : various_requests())
        for_each_protocol([&]<class First>(protocol p) {
            CAPTURE(name_of(p));
            const auto counted = tallies_of(p, request);
            const auto cost = estimated<First>(request.plan);
            CHECK(cost.protocol == First::name);
            CHECK(cost.sent.size() == split::parties_of(First::links, request.plan).size());
            for (const auto& who : split::parties_of(First::links, request.plan)) {
                CAPTURE(who.name());
                CHECK(counted.sent_by(who) == cost.sent.at(who));
            }
            CHECK(cost.run.sent == counted.sent());
            CHECK(cost.run.sent == cost.tables.sent + cost.epoch.sent * request.plan.epochs);
        });
}

TEST_CASE("split/estimate: a run that is taken up costs its other epochs and a verdict more") {
    auto plan = small_request(3, 5).plan;
    const auto whole = estimated<split::masked<>>(plan);
    plan.first_epoch = 2;
    const auto rest = estimated<split::masked<>>(plan);
    CHECK(rest.epoch.sent == whole.epoch.sent);
    CHECK(rest.run.sent == whole.epoch.sent * 3 + net::message_cost<spnn::train::verdict>(1, 1) * 3);
    CHECK(rest.run.rounds == 3 * whole.epoch.rounds + 2);
    plan.first_epoch = 5;
    const auto nothing = estimated<split::masked<>>(plan);
    CHECK(nothing.run.sent.messages == 3);
    CHECK(nothing.run.rounds == 2);
    CHECK(nothing.run.computing_seconds == nothing.tables.computing_seconds);
}

TEST_CASE("split/estimate: computing adds up over batches, tables and epochs") {
    auto plan = small_request(2).plan;  // 23 rows in batches of 8, 9 rows to evaluate
    plan.epochs = 4;
    const auto cost = estimated<split::masked<>>(plan);
    CHECK(cost.tables.computing_seconds == 32 * 0.0625);
    CHECK(cost.epoch.computing_seconds == 3 * 0.5 + 23 * 1.0 + 2 * 0.25 + 9 * 0.125);
    CHECK(cost.run.computing_seconds == cost.tables.computing_seconds + 4 * cost.epoch.computing_seconds);
    CHECK(cost.run.network_seconds == 0);
    CHECK(cost.run.seconds() == cost.run.computing_seconds);
}

TEST_CASE(
    "split/estimate: with latency alone the network takes rounds, with bandwidth alone the bytes one after the other") {
    for (const auto& request : various_requests())
        for_each_protocol([&]<class First>(protocol) {
            const auto slow = estimated<First>(request.plan, {0, 20});
            CHECK(slow.run.network_seconds == doctest::Approx(0.02 * static_cast<double>(slow.run.rounds)));
        });
    auto plan = small_request(2, 1).plan;
    plan.evaluate_rows = 0;
    plan.batch = 23;
    const auto message = [](auto kind, std::size_t columns) {
        return static_cast<double>(net::message_cost<decltype(kind)>(23, columns).bytes);
    };
    // Holders send at the same time; the last message is on its way to holder_1, which owns the labels, or the verdict.
    const double chain = message(split::first_layer_part<spnn::z2k<64>>{}, 4) + message(split::last_hidden{}, 3) +
                         message(split::last_hidden_gradient{}, 3) + message(split::first_layer_gradient{}, 4) +
                         2 * static_cast<double>(net::message_cost<spnn::train::verdict>(1, 1).bytes);
    CHECK(estimated<split::masked<>>(plan, {8e-6, 0}).run.network_seconds == doctest::Approx(chain));
}

TEST_CASE("split/estimate: seconds grow with rows and latency and fall with bandwidth") {
    auto more = small_request(2).plan;
    more.train_rows += 1;
    for_each_protocol([&]<class First>(protocol) {
        const auto plan = small_request(2).plan;
        const auto usual = estimated<First>(plan, {100, 1});
        CHECK(usual.epoch.network_seconds > 0);
        CHECK(estimated<First>(more, {100, 1}).run.seconds() > usual.run.seconds());
        CHECK(estimated<First>(plan, {100, 2}).run.seconds() > usual.run.seconds());
        CHECK(estimated<First>(plan, {200, 1}).run.seconds() < usual.run.seconds());
        CHECK(estimated<First>(plan, {0, 1}).run.seconds() < usual.run.seconds());  // no limit
    });
}

TEST_CASE("split/estimate: a machine is measured by the code of the protocol itself") {
    for_each_protocol([]<class First>(protocol) {
        for (const bool label_only : {false, true}) {
            auto plan = small_request(2).plan;
            if (label_only) plan.label_holder.reset();
            const auto machine = split::calibrate<small_net, First>(plan);
            CHECK(machine.train.of(8) > 0);
            CHECK(machine.train.of(8) >= machine.train.of(1));
            CHECK(machine.evaluate.of(8) > 0);
            CHECK(machine.bound_row > 0);
            CHECK(split::estimate<small_net, First>(plan, {}, machine).run.computing_seconds > 0);
        }
    });
    auto plan = small_request(2).plan;
    plan.evaluate_rows = 0;
    plan.batch = plan.train_rows = 2000;  // reached from smaller ones
    const auto machine = split::calibrate<small_net, split::masked<>>(plan);
    CHECK(machine.evaluate.of(100) == 0);
    CHECK(machine.train.of(2000) > 0);
}

TEST_CASE("split/estimate: as the guide shows it") {
    const auto plan = small_request(2).plan;
    using net = small_net;
    // [estimate]
    const auto machine = split::calibrate<net, split::masked<>>(plan);
    const split::link_speed links{.mbit_per_second = 100, .milliseconds = 5};
    const auto cost = split::estimate<net, split::masked<>>(plan, links, machine);
    const std::string table = split::table_of({cost});
    // [/estimate]
    CHECK(cost.run.seconds() > 0.005 * static_cast<double>(cost.run.rounds));
    CHECK(table.find("masked") != std::string::npos);
}

TEST_CASE("split/estimate: a narrow range and a wild rate, which made-up numbers must not trip over, can be measured") {
    auto plan = small_request(2).plan;
    plan.range_bits = 0;
    plan.rule = {nn::sgd{}, 1e6};
    CHECK_NOTHROW(static_cast<void>(split::calibrate<small_net, split::masked<>>(plan)));
}

TEST_CASE("split/estimate: a plan that cannot run is refused") {
    const auto refuse = [](split::plan plan, const char* why) {
        const auto what = doctest::Contains(why);
        CHECK_THROWS_WITH_AS(static_cast<void>(estimated<split::masked<>>(plan)), what, spnn::usage_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(split::calibrate<small_net, split::masked<>>(plan)), what,
                             spnn::usage_error);
    };
    const auto good = small_request(2).plan;
    auto plan = good;
    plan.train_rows = 0;
    refuse(plan, "train_rows");
    plan = good;
    plan.batch = 0;
    refuse(plan, "batch");
    plan = good;
    plan.columns.pop_back();
    refuse(plan, "two feature holders");
    plan = good;
    plan.fraction_bits = 31;
    plan.range_bits = 40;
    refuse(plan, "does not fit");
    plan = good;
    plan.security_bits = 113;
    CHECK_THROWS_AS(static_cast<void>(split::calibrate<small_net, encrypted_64>(plan)), spnn::usage_error);
    constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
    for (const split::link_speed links : {split::link_speed{-1, 0}, {0, -1}, {no_number, 0}, {0, no_number}})
        CHECK_THROWS_WITH_AS(static_cast<void>(estimated<split::masked<>>(good, links)),
                             doctest::Contains("no negative number"), spnn::usage_error);
}

}  // namespace
