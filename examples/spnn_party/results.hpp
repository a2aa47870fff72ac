// What the label owner keeps of a run: predictions, history, figures.

#pragma once

#include "roles.hpp"

namespace spnn_party {

// predictions.csv, history.csv, history.json and result.json in the party's state folder.
void write_results(const work& w, const outcome& out);
// epoch, train loss; the last column only when there is an evaluation.
void write_history(const std::filesystem::path& folder, const std::vector<spnn::coordinate::epoch_news>& epochs);

}  // namespace spnn_party
