// What this party can find wrong by itself, before it meets anybody and keeps them waiting.

#pragma once

#include "config.hpp"

namespace spnn_party {

// spnn::data_error that names the configuration's entry, and the file it leads to, for: a party that is missing in
// `parties` or has no part in the plan; a plan that no run can follow; a table that cannot be read or lacks a column; a
// folder for the state that cannot be written to.
void check_startup(const config& c);

}  // namespace spnn_party
