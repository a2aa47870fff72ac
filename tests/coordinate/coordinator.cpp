#include <spnn/coordinate/coordinator.hpp>

#include <split/support/round_table.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace {

using namespace std::chrono_literals;
using spnn::transport_error;
using test::contains;
using test::round_table;
namespace split = test::split;
namespace net = test::net;

const std::vector<std::string> three{"server", "holder_1", "holder_2"};

spnn::coordinate::party_facts facts_of(const std::string& name) {
    if (name == "server") return {};
    return {name == "holder_1" ? 3U : 2U, 90, 10};
}

// What a party does in a run where nothing goes wrong.
split::proposal take_part(test::seat& at, const std::string& name) {
    static_cast<void>(at.await_terms());
    static_cast<void>(at.await_plan(facts_of(name)));
    return at.await_start({});
}

TEST_CASE("coordinate/coordinator: brings the parties together, completes the plan, ends when all are done") {
    round_table run(three);
    std::vector<std::future<split::proposal>> plans;
    for (const auto& name : three)
        plans.push_back(std::async(std::launch::async, [&run, name] {
            auto at = run.sit_down(name);
            auto agreed = take_part(at, name);
            if (name == "holder_2")
                for (std::uint64_t e = 0; e < 3; ++e) at.epoch_finished({e, {1.0 / static_cast<double>(e + 1), {}}});
            if (name == "holder_1") at.epoch_finished({7, {}});  // not its to say
            at.finish();
            return agreed;
        }));
    for (auto& plan : plans) {
        const auto agreed = plan.get();
        CHECK(agreed.plan.columns == std::vector<std::size_t>{3, 2});
        CHECK(agreed.plan.train_rows == 90);
        CHECK(agreed.plan.epochs == 4);
        CHECK(agreed.protocol == "masked");
    }
    CHECK(run.end().empty());
    CHECK_FALSE(run.coordinator().paused());
    const auto history = run.coordinator().history();
    REQUIRE(history.size() == 3);
    CHECK(history[2].epoch == 2);
    CHECK(history[2].losses.train_loss == doctest::Approx(1.0 / 3));
    for (const auto* event : {"holder_1 is here", "aligning", "running", "finished"})
        CHECK(contains(run.events(), event));
}

TEST_CASE("coordinate/coordinator: a party that never comes is named") {
    spnn::coordinate::coordinator_options options;
    options.start_within = 50ms;
    round_table run(three, options);
    auto server = run.sit_down("server");
    auto holder = run.sit_down("holder_1");
    CHECK_THROWS_WITH_AS(static_cast<void>(server.await_terms()),
                         doctest::Contains("not all parties have come in time; missing: holder_2"), transport_error);
    run.walk_out("holder_2");
    CHECK(contains(run.end(), "missing: holder_2"));
}

TEST_CASE("coordinate/coordinator: a party that is lost while others wait: all are told who and when, and are woken") {
    round_table run(three);
    auto links = net::make_memory_pair();
    auto server = std::async(std::launch::async, [&]() -> std::string {
        auto at = run.sit_down("server");
        static_cast<void>(take_part(at, "server"));
        auto link = at.guard(std::move(links.first), "holder_1");
        std::byte one;
        try {
            link.receive({&one, 1}, spnn::deadline::after(60s));
        } catch (const transport_error& e) {
            return at.fail(e, at.activity()->now().peer);
        }
        return "";
    });
    auto victim = std::async(std::launch::async, [&] {
        auto at = run.sit_down("holder_1");
        static_cast<void>(take_part(at, "holder_1"));
        at.at_step(2, 17);
        std::this_thread::sleep_for(100ms);  // so that it has been reported
    });
    auto holder = run.sit_down("holder_2");
    static_cast<void>(take_part(holder, "holder_2"));
    const std::string verdict = "holder_1 was lost in epoch 3, at step 17";
    CHECK_THROWS_WITH_AS(holder.finish(), doctest::Contains(verdict.c_str()), transport_error);
    CHECK(contains(server.get(), verdict));
    CHECK(contains(holder.fail(transport_error("whatever"), ""), verdict));
    CHECK(contains(run.end(), verdict));
    // What is guarded later is cut at once.
    auto late = holder.guard(std::move(links.second), "server");
    CHECK_THROWS_WITH_AS(late.send(std::vector<std::byte>(1), spnn::deadline::after(60s)),
                         doctest::Contains(verdict.c_str()), transport_error);
}

// Plays failures as the parties would report them, and returns the verdict.
std::string verdict_on(const std::map<std::string, std::string>& waits_for, const std::string& first_to_fail) {
    spnn::coordinate::coordinator_options options;
    options.settle = 200ms;
    round_table run(three, options);
    std::vector<std::thread> parties;
    for (const auto& name : three)
        parties.emplace_back([&, name] {
            auto at = run.sit_down(name);
            static_cast<void>(take_part(at, name));
            at.at_step(0, 5);
            if (waits_for.contains(name)) at.activity()->begin(waits_for.at(name));
            std::this_thread::sleep_for(2 * options.settle);  // waits that are shorter excuse nobody
            if (name == first_to_fail)
                static_cast<void>(at.fail(transport_error("nothing came in time"), waits_for.at(name)));
            else
                CHECK_THROWS_AS(at.finish(), transport_error);
        });
    for (auto& party : parties) party.join();
    return run.end();
}

TEST_CASE("coordinate/coordinator: blame follows who waits for whom") {
    // Two that wait for each other: their link, whoever says so first.
    const std::map<std::string, std::string> stalled{
        {"server", "holder_1"}, {"holder_1", "server"}, {"holder_2", "server"}};
    for (const auto* first : {"server", "holder_1", "holder_2"}) {
        const auto said = verdict_on(stalled, first);
        const bool names_the_link = contains(said, "the link between server and holder_1") ||
                                    contains(said, "the link between holder_1 and server");
        CHECK_MESSAGE(names_the_link, said);
        CHECK(contains(said, "in epoch 1, at step 5"));
        CHECK(contains(said, "nothing came in time"));
    }
    // A chain that ends at a party that is at work.
    const auto said = verdict_on({{"holder_2", "server"}, {"server", "holder_1"}}, "holder_2");
    CHECK_MESSAGE(contains(said, "the link between server and holder_1"), said);
}

// A party that says in every report that it has been waiting for so long; returns when the run has failed.
void say_waiting(net::memory_transport end, const std::string& name, const std::string& peer,
                 std::uint32_t waiting_ms) {
    net::channel<net::memory_transport> words(std::move(end), "coordinator", 20s);
    spnn::coordinate::party_report own;
    own.facts = facts_of(name);
    own.held.emplace();
    own.waiting_for = peer;
    own.waiting_ms = waiting_ms;
    for (std::uint64_t turn = 0;; ++turn) {
        words.send_bytes<spnn::coordinate::report_message>(turn, spnn::coordinate::store(own));
        const auto said = spnn::coordinate::load_instruction<split::proposal>(
            words.receive_bytes<spnn::coordinate::instruction_message>(turn, 1 << 20));
        own.at = std::min(said.at, spnn::coordinate::stage::running);
        if (said.at == spnn::coordinate::stage::failed) return;
    }
}

TEST_CASE("coordinate/coordinator: who has only begun to wait was late itself") {
    for (const auto& [waiting_ms, link] : {std::pair{399U, "the link between server and holder_1 has failed"},
                                           {400U, "the link between holder_1 and holder_2 has failed"}}) {
        spnn::coordinate::coordinator_options options;
        options.settle = 200ms;
        round_table run(three, options);
        std::thread late(say_waiting, run.raw_end("holder_1"), "holder_1", "holder_2", waiting_ms);
        std::thread idle(say_waiting, run.raw_end("holder_2"), "holder_2", "", 0);
        auto server = run.sit_down("server");
        static_cast<void>(take_part(server, "server"));
        const auto said = server.fail(transport_error("nothing came in time"), "holder_1");
        late.join();
        idle.join();
        CHECK_MESSAGE(contains(said, link), said);
        CHECK(run.end() == said);
    }
}

TEST_CASE("coordinate/coordinator: a party's own failure is reported as its own") {
    round_table run(three);
    auto refusing = std::async(std::launch::async, [&] {
        auto at = run.sit_down("holder_1");
        static_cast<void>(at.await_terms());
        return at.fail(spnn::coordinate::policy_error("policy: protocols allows encrypted"), "");
    });
    auto server = run.sit_down("server");
    auto holder = run.sit_down("holder_2");
    CHECK_THROWS_WITH_AS(static_cast<void>(take_part(server, "server")),
                         doctest::Contains("holder_1 has failed before the first step: policy: protocols"),
                         transport_error);
    CHECK(contains(refusing.get(), "policy: protocols allows encrypted"));
    CHECK(contains(run.end(), "holder_1 has failed"));
}

TEST_CASE("coordinate/coordinator: a pause asked for by one reaches all; so does the operator's") {
    for (const bool by_operator : {false, true}) {
        spnn::coordinate::coordinator_options options;
        std::atomic<bool> wanted = false;
        options.pause_wanted = [&] { return wanted.load(); };
        round_table run(three, options);
        std::vector<std::thread> parties;
        for (const auto& name : three)
            parties.emplace_back([&, name] {
                auto at = run.sit_down(name);
                static_cast<void>(take_part(at, name));
                if (name == "server") by_operator ? wanted.store(true) : at.ask_for_pause();
                while (!at.pause_wanted()) std::this_thread::sleep_for(1ms);
                at.finish(true);
            });
        for (auto& party : parties) party.join();
        CHECK(run.end().empty());
        CHECK(run.coordinator().paused());
    }
}

TEST_CASE("coordinate/coordinator: a party that speaks nonsense ends the run for all") {
    round_table run(three);
    auto server = run.sit_down("server");
    auto patient = run.sit_down("holder_2");
    auto nonsense = run.raw_end("holder_1");
    const std::vector<std::byte> words(100, std::byte{0x5a});
    nonsense.send(words, spnn::deadline::after(60s));
    nonsense.flush(spnn::deadline::after(60s));
    CHECK_THROWS_AS(static_cast<void>(server.await_terms()), transport_error);
    CHECK(contains(run.events(), "holder_1 is gone: holder_1, step 0, report: magic is"));
    CHECK_FALSE(run.end().empty());
}

// Speaks as a party for as long as it is answered: report(turn) is what it says.
void flood(net::memory_transport end, const std::function<spnn::coordinate::party_report(std::uint64_t)>& report) {
    net::channel<net::memory_transport> words(std::move(end), "coordinator", 20s);
    try {
        for (std::uint64_t turn = 0;; ++turn) {
            words.send_bytes<spnn::coordinate::report_message>(turn, spnn::coordinate::store(report(turn)));
            const auto said = spnn::coordinate::load_instruction<split::proposal>(
                words.receive_bytes<spnn::coordinate::instruction_message>(turn, 1 << 20));
            if (said.at >= spnn::coordinate::stage::finished) return;
        }
    } catch (const spnn::error&) {  // it was sent away
    }
}

TEST_CASE("coordinate/coordinator: of losses only the label owner's next ones are kept; others end the run") {
    struct news_of {
        std::vector<std::uint64_t> epochs;  // in each report
        const char* complaint;
    };
    for (const auto& [epochs, complaint] :
         {news_of{{1}, "reports the losses of epoch 2, expected those of epoch 1 of 4"},
          news_of{{0, 0}, "reports the losses of epoch 1, expected those of epoch 2 of 4"},
          news_of{{0, 1, 2, 3, 4}, "reports the losses of epoch 5, expected those of epoch 5 of 4"},
          news_of{std::vector<std::uint64_t>(spnn::coordinate::party_report::most_news, 0),
                  "reports the losses of epoch 1"}}) {
        round_table run(three);
        auto server = run.sit_down("server");
        auto holder = run.sit_down("holder_1");
        flood(run.raw_end("holder_2"), [&reported = epochs](std::uint64_t) {
            spnn::coordinate::party_report r;
            for (const auto e : reported) r.news.push_back({e, {0.5, {}}});
            return r;
        });
        CHECK_MESSAGE(contains(run.end(), complaint), run.end());
        CHECK(run.coordinator().history().size() <= 4);
    }
}

TEST_CASE("coordinate/coordinator: who reports without pause is answered as often as is allowed") {
    spnn::coordinate::coordinator_options options;
    options.reports_per_second = 50;
    round_table run(three, options);
    std::atomic<std::uint64_t> turns = 0;
    const auto start = std::chrono::steady_clock::now();
    std::jthread flooding(flood, run.raw_end("holder_1"), [&](std::uint64_t turn) {
        turns = turn;
        return spnn::coordinate::party_report{};
    });
    std::this_thread::sleep_for(1500ms);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    CHECK(static_cast<double>(turns) <= 101 + 50 * passed.count());  // a burst of 100, then the rate
    run.walk_out("server");
    run.walk_out("holder_2");
}

TEST_CASE("coordinate/coordinator: a report that goes beyond its bounds ends the run, naming party and field") {
    const std::vector<std::pair<const char*, std::function<void(spnn::coordinate::party_report&)>>> bounds{
        {"epoch", [](auto& r) { r.epoch = spnn::most::epochs + 1; }},
        {"step", [](auto& r) { r.step = ~std::uint64_t{0}; }},
        {"columns", [](auto& r) { r.facts = {spnn::most::columns + 1, 1, 1}; }},
        {"train_rows", [](auto& r) { r.facts = {1, spnn::most::rows + 1, 1}; }},
        {"test_rows", [](auto& r) { r.facts = {1, 1, spnn::most::rows + 1}; }},
        {"epochs held", [](auto& r) { r.held = {{spnn::most::epochs + 1}, false}; }},
        {"epochs held", [](auto& r) { r.held.emplace().epochs.resize(1025); }},
        {"news", [](auto& r) { r.news.resize(spnn::coordinate::party_report::most_news + 1); }},
        {"loss", [](auto& r) { r.news = {{0, {std::numeric_limits<double>::infinity(), {}}}}; }},
        {"stage", [](auto& r) { r.at = static_cast<spnn::coordinate::stage>(6); }},
    };
    for (const auto& [name, change] : bounds) {
        const std::string field = name;
        CAPTURE(field);
        round_table run(three);
        auto server = run.sit_down("server");
        auto holder = run.sit_down("holder_2");
        flood(run.raw_end("holder_1"), [&, &make = change](std::uint64_t) {
            spnn::coordinate::party_report r;
            make(r);
            return r;
        });
        CHECK_FALSE(run.end().empty());
        CHECK_MESSAGE(contains(run.events(), "holder_1 is gone"), run.events());
        CHECK_MESSAGE(contains(run.events(), field), run.events());
    }
}

TEST_CASE("coordinate/coordinator: a pause before training ends the run there") {
    round_table run(three);
    auto server = run.sit_down("server");
    server.ask_for_pause();
    auto holder = run.sit_down("holder_1");
    auto other = run.sit_down("holder_2");
    CHECK_THROWS_WITH_AS(static_cast<void>(take_part(holder, "holder_1")), doctest::Contains("stopped before training"),
                         transport_error);
    CHECK(contains(run.end(), "stopped before training began"));
}

TEST_CASE("coordinate/coordinator: the newest epoch that all parties hold is where a run goes on") {
    using held = std::map<std::string, spnn::coordinate::epochs_held>;
    CHECK(spnn::coordinate::epoch_to_begin_with(held{{"server", {}}, {"holder_1", {}}, {"dealer", {{}, true}}}) == 0);
    CHECK(spnn::coordinate::epoch_to_begin_with(
              held{{"server", {{1, 2}}}, {"holder_1", {{2, 3}}}, {"dealer", {{}, true}}}) == 2);
    CHECK(spnn::coordinate::epoch_to_begin_with(held{{"server", {{1, 2}}}, {"holder_1", {{1, 2}}}}) == 2);
    CHECK(spnn::coordinate::epoch_to_begin_with(
              held{{"server", {{0, 1}}}, {"holder_1", {{0}}}, {"dealer", {{}, true}}}) == 0);
    CHECK(spnn::coordinate::epoch_to_begin_with(held{{"server", {{0, 1}}}, {"holder_1", {{1, 2}}}}) == 1);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(spnn::coordinate::epoch_to_begin_with(held{{"server", {{1, 2}}}, {"holder_1", {{0}}}})),
        doctest::Contains("of no common epoch: holder_1 0, server 1 2."), spnn::usage_error);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(spnn::coordinate::epoch_to_begin_with(held{{"server", {{1, 2}}}, {"holder_1", {}}})),
        doctest::Contains("can resume: server; these cannot: holder_1"), spnn::usage_error);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(spnn::coordinate::epoch_to_begin_with(held{{"server", {{1, 2}}}, {"holder_1", {{4}}}})),
        doctest::Contains("of no common epoch"), spnn::usage_error);
}

TEST_CASE("coordinate/coordinator: a run goes on from the common epoch") {
    round_table run({"server", "holder_1", "holder_2", "dealer"});
    std::vector<std::future<std::size_t>> begins;
    for (const std::string name : {"server", "holder_1", "holder_2", "dealer"})
        begins.push_back(std::async(std::launch::async, [&run, name] {
            auto at = run.sit_down(name);
            static_cast<void>(at.await_terms());
            static_cast<void>(at.await_plan(name == "dealer" ? spnn::coordinate::party_facts{} : facts_of(name)));
            const spnn::coordinate::epochs_held held{name == "dealer"     ? std::vector<std::uint64_t>{}
                                                     : name == "holder_1" ? std::vector<std::uint64_t>{2, 3}
                                                                          : std::vector<std::uint64_t>{1, 2},
                                                     name == "dealer"};
            const auto begin = at.await_start(held).plan.first_epoch;
            at.finish();
            return begin;
        }));
    for (auto& begin : begins) CHECK(begin.get() == 2);
    CHECK(run.end().empty());
}

TEST_CASE("coordinate/coordinator: rows that do not fit together are refused") {
    const std::map<std::string, spnn::coordinate::party_facts> facts{
        {"server", {}}, {"holder_1", {3, 91, 10}}, {"holder_2", {2, 90, 10}}};
    CHECK_THROWS_WITH_AS(static_cast<void>(split::proposal::complete(test::some_proposal().plan, facts)),
                         doctest::Contains("holder_1 has 91 + 10 rows, holder_2 has 90 + 10"), spnn::usage_error);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(split::proposal::complete(test::some_proposal().plan, {{"holder_1", {3, 90, 10}}})),
        "complete: nothing is known of holder_2", spnn::usage_error);
}

}  // namespace
