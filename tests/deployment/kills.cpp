// Any process may die at any call on its links.

#include "support/tables.hpp"

#include <doctest/doctest.h>

namespace {

using test::blow;
using test::outcome;
using test::setting;

blow death(const std::string& party, std::uint64_t call) {
    blow b{spnn::text("killed at call ", call), party};
    b.on_links.dies_at_call = call;
    b.suspects = {party == "coordinator" ? "the coordinator was lost" : party};
    return b;
}

// Every `stride`-th call of every party, until it has ended by itself a few times in a row.
void kill_everybody(const setting& s, std::uint64_t stride) {
    const auto sound = test::run_undisturbed(s);
    const auto title = s.protocol + (s.alignment == "in_order" ? "" : ", " + s.alignment) +
                       (s.label_owner == "labeler" ? ", label party" : "");
    for (const auto& party : test::parties_of(s)) {
        std::vector<blow> all;
        std::vector<outcome> outcomes;
        const auto calls = sound.saw.at(party).calls;
        for (std::uint64_t call = 1, spared = 0; spared < 3 && call < 4 * calls;) {
            std::vector<blow> blows;
            for (const auto end = std::max(calls, call + 4 * stride); call <= end; call += stride)
                blows.push_back(death(party, call));
            const auto next = test::carry_out(s, sound, blows);
            for (const auto& o : next) spared = o.struck ? 0 : spared + 1;
            outcomes.insert(outcomes.end(), next.begin(), next.end());
            all.insert(all.end(), blows.begin(), blows.end());
        }
        test::require_good(outcomes, outcomes.size() / 2);
        test::print_table(title, all, outcomes, [](const blow&) { return "killed"; });
    }
}

TEST_CASE("deployment/kills: whoever dies, the others say who, and the run goes on where all had been") {
    const setting s;
    const auto sound = test::run_undisturbed(s);
    std::vector<blow> blows;
    for (const auto& party : test::parties_of(s)) {
        const auto calls = sound.saw.at(party).calls;
        for (const auto call : {std::uint64_t{2}, calls / 3, 2 * calls / 3, calls - 8})
            blows.push_back(death(party, call));
    }
    test::require_good(test::carry_out(s, sound, blows), blows.size() / 2);
}

TEST_CASE("deployment/kills: the same weights, losses and predictions in every protocol") {
    const auto all = test::run_all_undisturbed({{}, {.protocol = "shared"}, {.protocol = "encrypted"}});
    CHECK((all[1].left == all[0].left));
    CHECK((all[2].left == all[0].left));
}

TEST_CASE("deployment/kills: at every call, masked" * doctest::test_suite("slow")) { kill_everybody({}, 1); }

TEST_CASE("deployment/kills: at every call, shared" * doctest::test_suite("slow")) {
    kill_everybody({.protocol = "shared"}, 1);
}

TEST_CASE("deployment/kills: at some calls, encrypted, private set intersection, a party with nothing but labels" *
          doctest::test_suite("slow")) {
    kill_everybody({.protocol = "encrypted"}, 9);
    kill_everybody({.protocol = "masked", .alignment = "intersection"}, 7);
    kill_everybody({.protocol = "masked", .label_owner = "labeler"}, 7);
}

}  // namespace
