// session/run_estimate.hpp: what a run will cost, in bytes, rounds and seconds, as a wing foretells it
// (split/estimate.hpp).

#pragma once

#include <spnn/net/cost.hpp>
#include <spnn/session/party.hpp>

#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace SPNN_NAMESPACE::session {

// Of every link between two parties, in each direction. The default is no network at all: parties of one process.
struct link_speed {
    double mbit_per_second = 0;  // 10^6 bits a second; 0: no limit
    double milliseconds = 0;     // latency, one way
};

// A stretch of a run: what all parties send in it, the rounds, and both kinds of seconds.
struct stretch {
    // Of all parties; the longest chain of messages of which each waits for the one before; seconds of both kinds.
    net::wire_cost sent;
    std::uint64_t rounds = 0;
    double computing_seconds = 0, network_seconds = 0;

    // Both together.
    [[nodiscard]] double seconds() const { return computing_seconds + network_seconds; }
};

// What a run will cost.
struct run_estimate {
    // The name of the protocol.
    std::string protocol;
    std::map<party, net::wire_cost> sent;  // by each party, in the whole run
    stretch tables;                        // once: tables being bound
    stretch epoch;                         // one that has others before it, with its verdict
    stretch run;                           // tables and all epochs of the plan from its first_epoch on
};

// A table for people, of 80 columns: one line for each estimate, of one plan by several protocols. Messages, rounds and
// both kinds of seconds are of an epoch, the last column is of the run.
[[nodiscard]] inline std::string table_of(const std::vector<run_estimate>& all) {
    std::array<char, 160> line{};
    const auto megabytes = [](const stretch& s) { return static_cast<double>(s.sent.bytes) / 1e6; };
    std::string out = "protocol      once, MB epoch, MB messages  rounds compute, s network, s   run, s\n";
    for (const auto& e : all) {
        std::snprintf(line.data(), line.size(), "%-13s %8.1f %9.1f %8llu %7llu %10.3g %10.3g %8.3g\n",
                      e.protocol.c_str(), megabytes(e.tables), megabytes(e.epoch),
                      static_cast<unsigned long long>(e.epoch.sent.messages),
                      static_cast<unsigned long long>(e.epoch.rounds), e.epoch.computing_seconds,
                      e.epoch.network_seconds, e.run.seconds());
        out += line.data();
    }
    return out;
}

}  // namespace SPNN_NAMESPACE::session
