// deployment/support/tables.hpp: what is required of single processes, and of many trials; these shown as a table.

#pragma once

#include "trial.hpp"

namespace test {

// A process has ended by itself with this code; else its log is shown.
void require_end(const processes& run, const std::string& party, const ended& how, spnn_party::exit_code expected);

// Every one is good, and at least so many were struck before they were over.
void require_good(const std::vector<outcome>& all, std::size_t struck);

// One line for each party and sort of blow and what the party was doing then: how many, how many with complaints, the
// epochs they went on from, and the verdict on one of them.
void print_table(const std::string& title, const std::vector<blow>& blows, const std::vector<outcome>& all,
                 const std::function<std::string(const blow&)>& sort_of);

}  // namespace test
