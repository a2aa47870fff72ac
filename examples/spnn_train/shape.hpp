// The networks that are compiled into the program, and what one training of any of them takes and gives.
//
// Widths are part of a network's type, so each is compiled by itself (shape/*.cpp); the rest of the program knows
// them only as the functions in `shape`.

#pragma once

#include "audit.hpp"
#include "options.hpp"

#include <spnn/split/estimate.hpp>
#include <spnn/split/joined.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace spnn_train {

// One training, of any network by any protocol.
struct job {
    spnn::split::plan plan;
    const spnn::split::vertical_table* train = nullptr;
    const spnn::split::vertical_table* evaluate = nullptr;   // after each epoch, when the plan says so
    const std::vector<spnn::matrix<float>>* test = nullptr;  // features of the rows to predict at the end
    std::uint64_t seed = 1;
    std::size_t threads = 1, patience = 0;
    std::vector<double> class_weights;
    spnn::defence::any_defence defence;
    double product_noise = 0;
    std::function<void(const spnn::split::batch_report&)> on_batch;
    label_onlooker* onlooker = nullptr;  // is shown what the parties see
};

struct epoch_record {
    double train_loss;
    std::optional<double> evaluate_loss;
    spnn::matrix<float> evaluate_predictions;
};

struct traffic {
    std::uint64_t bytes = 0, messages = 0;
};

struct outcome {
    std::vector<float> weights;  // of all parties, in a fixed order
    spnn::matrix<float> predictions;
    std::vector<epoch_record> epochs;
    double setup_seconds = 0, train_seconds = 0;
    std::map<std::string, traffic> sent;  // by role; nothing for a training in one place
};

struct shape {
    std::string name;
    std::string layers;  // for --help
    spnn_train::task task;
    std::size_t outputs;  // columns of the predictions: 1, or a probability for each class
    std::size_t first_width;
    outcome (*train_plaintext)(const job&);
    outcome (*train)(protocol, ring, const job&);
    // What a run by this plan would cost: measured here for a moment, and computed for such links.
    spnn::split::run_estimate (*estimate)(protocol, ring, const spnn::split::plan&, const spnn::split::link_speed&,
                                          std::size_t threads);
};

[[nodiscard]] const std::vector<shape>& shapes();
[[nodiscard]] const shape& shape_named(std::string_view name);
[[nodiscard]] const shape& first_shape_for(task t);

}  // namespace spnn_train
