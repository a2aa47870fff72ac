#include <spnn/coordinate/membership.hpp>

#include <split/support/round_table.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

using namespace std::chrono_literals;
using spnn::transport_error;
using test::contains;
using test::round_table;
namespace net = test::net;
namespace split = test::split;

TEST_CASE("coordinate/membership: a party does not wait for the others without end") {
    round_table run({"server", "holder_1", "holder_2"});
    test::seat impatient(run.raw_end("server"), split::the_server, {5ms, 20s, 50ms});
    CHECK_THROWS_WITH_AS(static_cast<void>(impatient.await_terms()),
                         doctest::Contains("has not led the others to aligning in time"), transport_error);
    CHECK(contains(impatient.fail(spnn::range_error("no patience"), ""),
                   "server has failed before the first step: no patience"));
    run.walk_out("holder_1");
    run.walk_out("holder_2");
}

TEST_CASE("coordinate/membership: without the coordinator a party says so and its links are cut") {
    auto ends = net::make_memory_pair();
    test::seat alone(std::move(ends.second), split::the_server, round_table::quick());
    auto links = net::make_memory_pair();
    auto link = alone.guard(std::move(links.first), "server");
    {
        const auto gone = std::move(ends.first);
    }
    CHECK_THROWS_WITH_AS(static_cast<void>(alone.await_terms()), doctest::Contains("the coordinator was lost"),
                         transport_error);
    std::byte one;
    CHECK_THROWS_WITH_AS(link.receive({&one, 1}, spnn::deadline::after(60s)),
                         doctest::Contains("the coordinator was lost"), transport_error);
    CHECK(contains(alone.fail(transport_error("a wait has ended"), "server"),
                   "a wait has ended; the coordinator was lost"));
}

TEST_CASE("coordinate/membership: each news of an epoch is told once, and a report says who is waited for") {
    std::vector<spnn::coordinate::party_report> reports;
    std::mutex mutex;
    spnn::coordinate::coordinator_options options;
    std::size_t history_seen = 0;
    test::table* table = nullptr;
    options.on_report = [&](const std::string& name, const spnn::coordinate::party_report& r) {
        if (r.step == 9) history_seen = table->history().size();  // a callback may ask
        const std::lock_guard lock(mutex);
        if (name == "holder_2") reports.push_back(r);
    };
    round_table run({"server", "holder_1", "holder_2"}, options);
    table = &run.coordinator();
    auto owner = run.sit_down("holder_2");
    owner.epoch_finished({0, {0.5, {}}});
    owner.epoch_finished({1, {0.25, 0.75}});
    owner.at_step(1, 9);
    owner.activity()->begin("server");
    const auto seen = [&] {
        const std::lock_guard lock(mutex);
        return !reports.empty() && reports.back().waiting_for == "server" && reports.back().waiting_ms >= 20;
    };
    while (!seen()) std::this_thread::sleep_for(1ms);
    const std::lock_guard lock(mutex);
    std::size_t told = 0;
    for (const auto& report : reports) told += report.news.size();
    CHECK(told == 2);
    CHECK(reports.back().epoch == 1);
    CHECK(reports.back().step == 9);
    CHECK(history_seen == 2);
    CHECK(run.coordinator().history().size() == 2);
    run.walk_out("server");
    run.walk_out("holder_1");
}

// A coordinator that says these things one after the other, whatever it is told.
void say(net::memory_transport end, const std::vector<spnn::coordinate::instruction<spnn::split::proposal>>& words) {
    net::channel<net::memory_transport> channel(std::move(end), "holder_2", 20s);
    try {
        for (std::uint64_t turn = 0;; ++turn) {
            static_cast<void>(channel.receive_bytes<spnn::coordinate::report_message>(turn, 1 << 20));
            channel.send_bytes<spnn::coordinate::instruction_message>(
                turn, spnn::coordinate::store(words[std::min<std::size_t>(turn, words.size() - 1)]));
        }
    } catch (const spnn::error&) {  // the party has left
    }
}

struct lie {
    const char* sentence;
    std::function<void(std::vector<spnn::coordinate::instruction<spnn::split::proposal>>&)> change;
};

// What holder_2, which brings two columns and ninety rows, says to a coordinator like that.
std::string heard_of(
    const std::function<void(std::vector<spnn::coordinate::instruction<spnn::split::proposal>>&)>& change,
    const split::policy& policy = {}) {
    auto terms = test::some_proposal();
    std::vector<spnn::coordinate::instruction<spnn::split::proposal>> words(
        4, spnn::coordinate::instruction<spnn::split::proposal>{.proposal = terms});
    words[1].at = spnn::coordinate::stage::aligning;
    words[2].at = spnn::coordinate::stage::planning;
    words[2].proposal.plan.columns = {3, 2};
    words[2].proposal.plan.train_rows = 90;
    words[3] = words[2];
    words[3].at = spnn::coordinate::stage::running;
    words[3].proposal.plan.first_epoch = 2;
    change(words);
    auto ends = net::make_memory_pair();
    std::jthread liar(say, std::move(ends.first), words);
    auto options = round_table::quick();
    options.policy = policy;
    test::seat victim(std::move(ends.second), split::the_holder(1), options);
    try {
        static_cast<void>(victim.await_terms());
        static_cast<void>(victim.await_plan({2, 90, 10}));
        const auto agreed = victim.await_start({{1, 2}, false});
        // What is said later is heard too.
        for (int i = 0; i < 400 && victim.ended().empty(); ++i) std::this_thread::sleep_for(5ms);
        return victim.ended().empty() ? "takes part" : victim.ended();
    } catch (const spnn::error& e) {
        return e.what();
    }
}

TEST_CASE("coordinate/membership: a coordinator can stop a run, but not change what was agreed") {
    using spnn::coordinate::stage;
    const std::vector<lie> lies{
        // Three holders are promised, and two run.
        {"it has changed who takes part: 3 parties, before 4",
         [](auto& w) { w[0].proposal.plan.columns = w[1].proposal.plan.columns = {0, 0, 0}; }},
        {"holder_2 has stated", [](auto& w) { w[2].proposal.plan.columns = w[3].proposal.plan.columns = {2, 3}; }},
        {"holder_2 has stated", [](auto& w) { w[2].proposal.plan.train_rows = w[3].proposal.plan.train_rows = 91; }},
        {"plan: holder_1 has no columns",
         [](auto& w) { w[2].proposal.plan.columns = w[3].proposal.plan.columns = {0, 2}; }},
        {"protocol is encrypted, was masked", [](auto& w) { w[1].proposal.protocol = "encrypted"; }},
        {"epochs is 999, was 4", [](auto& w) { w[2].proposal.plan.epochs = 999; }},
        {"split_seed is 1, was 7", [](auto& w) { w[3].proposal.split_seed = 1; }},
        {"it has changed sizes that were settled: columns is 9,2, was 3,2",
         [](auto& w) { w[3].proposal.plan.columns = {9, 2}; }},
        {"it has changed sizes that were settled: train_rows is 89, was 90",
         [](auto& w) { w[3].proposal.plan.train_rows = 89; }},
        {"begins after epoch 3, from which holder_2 cannot go on", [](auto& w) { w[3].proposal.plan.first_epoch = 3; }},
        {"begins after epoch 0, from which holder_2 cannot go on", [](auto& w) { w[3].proposal.plan.first_epoch = 0; }},
        {"first_epoch is 1, was 2", [](auto& w) { w.push_back(w.back()), w.back().proposal.plan.first_epoch = 1; }},
        {"the run is planning after it was gathering", [](auto& w) { w[1].at = stage::planning; }},
        {"the run is gathering after it was aligning", [](auto& w) { w[2].at = stage::gathering; }},
        {"the run is finished after it was running",
         [](auto& w) { w.push_back(w.back()), w.back().at = stage::finished; }},
    };
    CHECK(heard_of([](auto&) {}) == "takes part");
    for (const auto& one : lies) CHECK_MESSAGE(contains(heard_of(one.change), one.sentence), heard_of(one.change));
}

TEST_CASE("coordinate/membership: the policy is asked about the terms, and again about the plan with its sizes") {
    CHECK(heard_of([](auto&) {}, {.max_epochs = 3}) == "policy: max_epochs is 3; the run proposes 4 epochs");
    CHECK(heard_of([](auto&) {}, {.max_columns = 4}) ==
          "policy: max_columns is 4; the run proposes 5 columns of all holders");
    CHECK(heard_of([](auto&) {}, {.max_rows = 89}) == "policy: max_rows is 89; the run proposes 90 rows");
}

TEST_CASE("coordinate/membership: others are told of a failure without what is this party's own") {
    const auto verdict_on = [](const std::exception& why) {
        round_table run({"server", "holder_1", "holder_2"});
        auto failing = run.sit_down("holder_1");
        const auto verdict = failing.fail(why, "");
        run.walk_out("server");
        run.walk_out("holder_2");
        CHECK(run.end() == verdict);
        return verdict;
    };
    using namespace spnn;
    const auto said = verdict_on(data_error("/srv/bank/customers.csv: column income, row 7: no number"));
    CHECK(contains(said, "holder_1 has failed before the first step: its own files or rows are at fault"));
    CHECK_FALSE(contains(said, "bank"));
    CHECK_FALSE(contains(verdict_on(usage_error("configuration: /etc/x")), "/etc/x"));
    CHECK_FALSE(contains(verdict_on(connection_error("tcp: cannot connect to 10.0.0.7:7000")), "10.0.0.7"));
    CHECK_FALSE(contains(verdict_on(std::runtime_error("/srv/bank: disk full")), "bank"));
    CHECK(contains(verdict_on(spnn::coordinate::policy_error("policy: min_holders is 3")), "policy: min_holders is 3"));
    CHECK(contains(verdict_on(range_error("a product of the first layer is beyond 2048")), "beyond 2048"));
}

}  // namespace
