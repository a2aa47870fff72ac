// What one training takes and gives, of the network that its plan names by any protocol.

#pragma once

#include "audit.hpp"
#include "options.hpp"

#include <spnn/split/estimate.hpp>
#include <spnn/split/joined.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace spnn_train {

// One training.
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

[[nodiscard]] outcome train_plaintext(const job& j);
[[nodiscard]] outcome train(protocol p, ring r, const job& j);
// What a run by this plan would cost: measured here for a moment, and computed for such links.
[[nodiscard]] spnn::split::run_estimate estimate(protocol by, ring r, const spnn::split::plan& p,
                                                 const spnn::split::link_speed& links, std::size_t threads);

}  // namespace spnn_train
