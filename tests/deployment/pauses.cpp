// A run that an operator stops with SIGTERM, at any party.

#include "support/tables.hpp"

#include <doctest/doctest.h>

#include <csignal>

namespace {

using spnn_party::exit_code;

void stop_and_resume(const std::string& party) {
    const test::setting s{.epochs = 12};
    const auto sound = test::run_undisturbed(s);
    test::deployment d(s);
    test::processes run(d);
    test::harm slow;
    slow.pace = std::chrono::milliseconds(10);  // so that there is an epoch left to stop after
    run.start_all(false, {{"server", slow}});
    run.await_epoch(2);
    run.signal(party, SIGTERM);
    for (const auto& [name, how] : run.wait(std::chrono::seconds(60)))
        test::require_end(run, name, how, exit_code::paused);
    CHECK_FALSE(test::fs::exists(d.state_of("server") / "model"));
    std::string complaints;
    const auto went_on = test::resume_and_compare(d, sound, run, complaints);
    CHECK_MESSAGE(complaints.empty(), complaints);
    CHECK(went_on >= 3);
    CHECK(went_on <= 12);
}

TEST_CASE("deployment/pauses: SIGTERM at one party ends all after the epoch, and the run goes on there") {
    stop_and_resume("holder_2");
}

TEST_CASE("deployment/pauses: whichever party it is" * doctest::test_suite("slow")) {
    for (const auto& party : test::parties_of({})) {
        CAPTURE(party);
        stop_and_resume(party);
    }
}

TEST_CASE("deployment/pauses: before training there is nothing to keep, and all say so") {
    const test::deployment d({.start_within = 60});
    test::processes run(d);
    for (const auto* party : {"coordinator", "server", "holder_1"}) run.start(party, false);  // one has not come yet
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    run.signal("server", SIGTERM);
    for (const auto& [name, how] : run.wait(std::chrono::seconds(60))) {
        test::require_end(run, name, how, exit_code::failed);
        const auto verdict = run.log_of(name).verdict;
        CHECK_MESSAGE(verdict.find("stopped before training began, as was asked") != std::string::npos, verdict);
    }
}

}  // namespace
