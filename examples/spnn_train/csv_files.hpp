// --history and --predictions: one line for each epoch, or for each test row, of every training.

#pragma once

#include "run.hpp"

#include <string>

namespace spnn_train {

void write_history(const std::string& path, const session& s, const std::vector<seed_record>& records);
void write_predictions(const std::string& path, const session& s, const std::vector<seed_record>& records);

// An open file for writing; spnn::usage_error when there can be none.
void write_text(const std::string& path, const std::string& content);

// spnn::usage_error unless the file, when one is named, can be written: said before training rather than after it.
void require_writable(const std::string& path);

}  // namespace spnn_train
