// The two kinds of process: a party of the run, and the coordinator; and the comparison of a whole run with a
// simulation.

#pragma once

#include "links.hpp"
#include "log.hpp"

#include <atomic>

namespace spnn_party {

// What a process ends with.
enum class exit_code : int {
    done = 0,
    unexpected = 1,
    usage = 2,   // command line or configuration
    failed = 3,  // a peer, the network or the data; what was saved can be resumed
    paused = 4,  // stopped as asked, saved, to be resumed
};

// Set by SIGTERM and SIGINT.
[[nodiscard]] const std::atomic<bool>& stop_wanted();

[[nodiscard]] exit_code run_party(const config& c, bool resume, const linker& link, const logger& log);
[[nodiscard]] exit_code run_coordinator(const config& c, bool predict_only, const linker& link, const logger& log);
// Prints one JSON object; done when weights and predictions of the run are those of the simulation, bit for bit.
[[nodiscard]] exit_code compare_with_simulation(const std::vector<config>& all);

}  // namespace spnn_party
