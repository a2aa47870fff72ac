// The figures of all runs for other programs: an array with one object for each run.

#pragma once

#include "run.hpp"

#include <string>

namespace spnn_train {

// In one line. Figures that a task does not have are null.
[[nodiscard]] std::string to_json(const session& s, const std::vector<seed_record>& records);
// The same of estimates, an object for each protocol.
[[nodiscard]] std::string to_json(const session& s, const std::vector<spnn::split::run_estimate>& estimates);

}  // namespace spnn_train
