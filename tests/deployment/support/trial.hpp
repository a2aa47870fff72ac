// deployment/support/trial.hpp: a run that something befalls, what all others must do then, and how the run goes on.
//
// Every process must end by itself in bounded time, those that failed must say who was lost, what is on the disk must
// be sound, and all started again with --resume must end with the weights, losses and predictions of a run that
// nothing befell, bit for bit, under session numbers and keys that were never used before.

#pragma once

#include "processes.hpp"

#include <functional>

namespace test {

// What a finished run leaves, by file.
using results = std::map<std::string, std::string>;

// Something that befalls one party.
struct blow {
    std::string name, party;
    harm on_links{};
    int signal = 0;  // sent to the party `after` the start of all; 0: none
    std::chrono::milliseconds after{};
    int then = 0;  // a second signal, `later` than the first; 0: none
    std::chrono::milliseconds later{};
    std::vector<std::string> suspects{};  // one of them is in the verdict of everybody who fails
};

struct outcome {
    std::string complaints;   // empty: everything was as it must be
    std::string doing;        // what the party was doing when it was struck, as it saw it itself
    std::string verdict;      // the coordinator's, or the server's when the coordinator was lost
    bool struck = false;      // false: the run was over before
    std::size_t went_on = 0;  // the epoch that the resumed run began with, counted from 1
};

// A run that nothing befalls, in a process of its own. What it leaves, and at what its parties were seen to do.
struct reference {
    results left;
    std::map<std::string, witness> saw;
};
[[nodiscard]] reference run_undisturbed(const setting& s);
[[nodiscard]] std::vector<reference> run_all_undisturbed(const std::vector<setting>& all);  // at once

// The trials, some at a time, each in a process of its own; outcomes in the same order.
[[nodiscard]] std::vector<outcome> carry_out(const setting& s, const reference& sound, const std::vector<blow>& blows);

// Starts all again with --resume, with patience, and adds to `complaints` whatever is not as in the run that nothing
// befell. Returns the epoch that it began with.
std::size_t resume_and_compare(deployment& d, const reference& sound, const processes& before, std::string& complaints);

// Those of a deployment's files that a run leaves.
[[nodiscard]] results results_of(const deployment& d);

}  // namespace test
