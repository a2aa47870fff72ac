#include "support/round_table.hpp"

#include <doctest/doctest.h>

namespace {

using namespace std::chrono_literals;
using spnn::transport_error;
using test::round_table;
namespace net = test::net;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("split/membership: a party does not wait for the others without end") {
    round_table run({"server", "holder_1", "holder_2"});
    test::seat impatient(run.raw_end("server"), {5ms, 20s, 50ms});
    CHECK_THROWS_WITH_AS(static_cast<void>(impatient.await_terms()),
                         doctest::Contains("has not led the others to aligning in time"), transport_error);
    CHECK(has(impatient.fail("no patience", ""), "server has failed before the first step: no patience"));
    run.walk_out("holder_1");
    run.walk_out("holder_2");
}

TEST_CASE("split/membership: without the coordinator a party says so and its links are cut") {
    auto ends = net::make_memory_pair();
    test::seat alone(std::move(ends.second), round_table::quick());
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
    CHECK(has(alone.fail("a wait has ended", "server"), "a wait has ended; the coordinator was lost"));
}

TEST_CASE("split/membership: each news of an epoch is told once, and a report says who is waited for") {
    std::vector<test::split::party_report> reports;
    std::mutex mutex;
    test::split::coordinator_options options;
    std::size_t history_seen = 0;
    test::table* table = nullptr;
    options.on_report = [&](const std::string& name, const test::split::party_report& r) {
        if (r.step == 9) history_seen = table->history().size();  // a callback may ask
        const std::lock_guard lock(mutex);
        if (name == "holder_2") reports.push_back(r);
    };
    round_table run({"holder_2"}, options);
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
}

}  // namespace
