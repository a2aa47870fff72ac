// hostile/support/runs.hpp: whole runs without a coordinator, by each private protocol, as scenes.

#pragma once

#include <hostile/support/roles.hpp>
#include <hostile/support/stage.hpp>

namespace hostile_tests {

struct protocol {
    const char* name;
    role_play play;
    split::topology links;
    run_request request;
    std::vector<std::string> villains;
    bool is_field;  // its ring is a prime field
};

// Runs by `shared` with a party for the labels alone, by `masked`, and by `encrypted` with two ciphers: two epochs of
// two batches, nine rows to evaluate, five to predict.
[[nodiscard]] std::vector<protocol> protocols();

// A run as the protocol's request has it.
[[nodiscard]] scene run_of(const protocol& p);

}  // namespace hostile_tests
