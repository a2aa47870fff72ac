// What a person reads at the end.

#pragma once

#include "run.hpp"

#include <iosfwd>

namespace spnn_train {

// One line on data and network, before training.
void print_title(std::ostream& out, const session& s);
// The table, and who learns what by each protocol.
void print_report(std::ostream& out, const session& s, const std::vector<seed_record>& records);

// What training would cost by each protocol.
void print_estimates(std::ostream& out, const session& s, const std::vector<spnn::split::run_estimate>& estimates);

}  // namespace spnn_train
