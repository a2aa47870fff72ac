// Any link may be cut, stall or garble what it carries, and any process may stop where it is.

#include "support/tables.hpp"

#include <doctest/doctest.h>

#include <csignal>

namespace {

using namespace std::chrono_literals;
using spnn::net::fault;
using test::blow;
using test::setting;

// Waits are short here, as a fault that nobody can see is found at the deadline of whoever waits. Keys take longer.
setting impatient(const std::string& protocol) {
    const double wait = protocol == "encrypted" ? 10 : 4;
    return {.protocol = protocol, .timeout = wait, .silence = wait};
}

constexpr const char* names[] = {"sound", "cut", "garbled", "truncated", "stalled", "reordered", "repeated"};

blow on_link(const std::string& party, const test::witness::link& link, const spnn::net::fault_plan& plan) {
    blow b{spnn::text("link to ", link.peer, " (", link.purpose, ") ", names[static_cast<int>(plan.kind)], " at byte ",
                      plan.at_byte),
           party};
    b.on_links.peer = link.peer;
    b.on_links.purpose = link.purpose;
    b.on_links.fault = plan;
    b.suspects = {party, link.peer};
    return b;
}

// Faults on every link that a party sends on, each at `places` places spread over what it sends.
std::vector<blow> faults_of(const test::reference& sound, const std::vector<fault>& kinds, std::uint64_t places) {
    std::vector<blow> all;
    for (const auto& [party, saw] : sound.saw)
        for (std::size_t l = 0; l < saw.link_count; ++l)
            for (const auto kind : kinds)
                for (std::uint64_t i = 0; i < places; ++i) {
                    const auto at = saw.links[l].bytes_sent * (2 * i + 1) / (2 * places);
                    all.push_back(on_link(party, saw.links[l], {kind, at, static_cast<unsigned>(at % 8), 0}));
                }
    return all;
}

blow stop(const std::string& party, std::chrono::milliseconds after, int then, std::chrono::milliseconds later) {
    blow b{spnn::text("stopped after ", after.count(), " ms, then ", then == SIGCONT ? "continued" : "killed"), party};
    b.signal = SIGSTOP;
    b.after = after;
    b.then = then;
    b.later = later;
    b.suspects = {party};
    // One that wakes up finds that others have left.
    if (party == "coordinator") b.suspects = {then == SIGCONT ? "was lost" : "the coordinator was lost"};
    return b;
}

TEST_CASE("deployment/links: a link that is cut or garbled is named, and the run goes on where all had been") {
    const auto s = impatient("masked");
    const auto sound = test::run_undisturbed(s);
    std::vector<blow> some;
    for (const auto& b : faults_of(sound, {fault::drop, fault::flip}, 1))
        if (b.on_links.purpose != "coordination" || b.party == "holder_2") some.push_back(b);
    test::require_good(test::carry_out(s, sound, some), 6);
}

TEST_CASE("deployment/links: every kind of fault on every link" * doctest::test_suite("slow")) {
    const std::vector<fault> kinds{fault::drop, fault::flip, fault::truncate, fault::stall};
    for (const auto* protocol : {"masked", "shared", "encrypted"}) {
        const auto s = impatient(protocol);
        const auto sound = test::run_undisturbed(s);
        const auto blows = faults_of(sound, kinds, s.protocol == "encrypted" ? 1 : 4);
        const auto all = test::carry_out(s, sound, blows);
        test::require_good(all, all.size() / 2);
        test::print_table(protocol, blows, all, [](const blow& b) {
            return spnn::text(b.on_links.purpose, " link to ", b.on_links.peer, " ",
                              names[static_cast<int>(b.on_links.fault.kind)]);
        });
    }
}

TEST_CASE("deployment/links: a process that stands still" * doctest::test_suite("slow")) {
    const auto s = impatient("masked");
    const auto sound = test::run_undisturbed(s);
    std::vector<blow> blows;
    for (const auto& party : test::parties_of(s))
        for (const int then : {SIGCONT, SIGKILL})
            for (const auto after : {30ms, 300ms, 600ms}) blows.push_back(stop(party, after, then, 10s));
    const auto all = test::carry_out(s, sound, blows);
    test::require_good(all, all.size() / 2);
    test::print_table("masked", blows, all, [](const blow& b) {
        return spnn::text("stopped, then ", b.then == SIGCONT ? "continued" : "killed");
    });
}

}  // namespace
