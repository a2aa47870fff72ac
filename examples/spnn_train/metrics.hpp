// How good predictions are, by the figures that suit the task.

#pragma once

#include "options.hpp"

#include <spnn/core/tensor.hpp>

#include <string>
#include <utility>
#include <vector>

namespace spnn_train {

// Name and value; the first is the one that the table shows.
using metric_list = std::vector<std::pair<std::string, double>>;

// binary: auc, ks, log_loss, accuracy; classes: accuracy, log_loss; regression: rmse, mean_absolute_error.
[[nodiscard]] metric_list metrics_of(task t, const spnn::matrix<float>& predictions, const std::vector<float>& labels);

[[nodiscard]] double value_of(const metric_list& metrics, const std::string& name);

// "test AUC", for people.
[[nodiscard]] std::string main_metric_title(task t);

}  // namespace spnn_train
