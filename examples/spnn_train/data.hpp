// The user's tables, made ready for training: joined, labelled, split, scaled.
//
// One process reads what in earnest would be at several parties; every step is one that each party can do on its
// own columns, but for the join and the split, for which they share ids and row numbers.

#pragma once

#include "options.hpp"

#include <spnn/split/joined.hpp>

#include <string>
#include <vector>

namespace spnn_train {

struct dataset {
    std::string title;                                    // "hospital.csv + laboratory.csv"
    std::vector<std::string> holder_names;                // where each holder's columns come from
    std::optional<std::size_t> label_holder;              // none: a party of its own
    spnn::split::vertical_table train, validation, test;  // validation: only for early stopping
    std::vector<std::string> test_ids;
    double label_mean = 0, label_deviation = 1;  // regression: targets are standardised by these

    [[nodiscard]] std::vector<std::size_t> columns() const;
    // Test labels as the user wrote them.
    [[nodiscard]] std::vector<float> test_labels() const;
};

// spnn::data_error naming file, line and column for whatever is wrong with the data.
[[nodiscard]] dataset load(const data_options& o, task t, std::size_t classes, bool with_validation);

}  // namespace spnn_train
