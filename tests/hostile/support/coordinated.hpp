// hostile/support/coordinated.hpp: a whole run by `shared`, brought together by a coordinator, each party as
// examples/spnn_party plays it: terms, policy, facts, plan, links, training, prediction, end.

#pragma once

#include <spnn/split/coordinated.hpp>

#include <hostile/support/roles.hpp>
#include <hostile/support/stage.hpp>

namespace hostile_tests {

inline const std::vector<std::string> coordinated_parties{"server", "holder_1", "holder_2", "dealer"};

// Two holders, of which the second owns the labels; one epoch.
[[nodiscard]] run_request coordinated_request();

// The run that the coordinator proposes.
[[nodiscard]] split::proposal coordinated_terms();

// What a party brings.
[[nodiscard]] spnn::coordinate::party_facts coordinated_facts(const std::string& who);

// The coordinator, with links to all from `at`. `waits`: its silence, and half of the time in which all have to come.
void coordinate(std::map<std::string, transport> to_parties, milliseconds waits,
                const std::vector<std::string>& parties = coordinated_parties);

// All five.
[[nodiscard]] scene coordinated_run();

}  // namespace hostile_tests
