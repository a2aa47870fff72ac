// train/options.hpp: what parties of every wing are told and decide for themselves, apart from the common plan. A
// party's options are a struct of its wing, such as split/options.hpp.

#pragma once

#include <spnn/core/tensor.hpp>
#include <spnn/crypto/os_random.hpp>
#include <spnn/crypto/prg.hpp>

#include <cmath>
#include <limits>
#include <optional>

namespace SPNN_NAMESPACE::train {

// The seed of a party's own randomness: the one given, for a party that wants to be repeatable, else fresh from the OS.
[[nodiscard]] inline crypto::seed seed_or_fresh(const std::optional<crypto::block>& given) {
    if (given) return crypto::seed(*given);
    crypto::os_random random;
    return crypto::fresh_seed(random);
}

// After each batch, at the label owner.
struct batch_report {
    std::size_t epoch, batch, batches;  // counted from 0
    double loss;                        // mean over the batch
};

// After each epoch, at the label owner.
struct epoch_report {
    std::size_t epoch;                                    // counted from 0
    double train_loss;                                    // mean over all rows of the epoch, each before its own update
    std::optional<double> evaluate_loss;                  // when there are rows to evaluate
    const matrix<float>* evaluate_predictions = nullptr;  // when there are rows to evaluate
};

// What stays of a finished epoch at the label owner.
struct epoch_record {
    // As in the report.
    double train_loss;
    std::optional<double> evaluate_loss;
};

// Stops when the loss (of evaluation, or of training when there is none) has not fallen by min_delta below
// its best for `patience` epochs. The weights stay as they are at the end.
struct early_stopping {
    std::size_t patience = 0;  // 0: off
    double min_delta = 0;      // less than this is no gain
};

// Follows the loss of each epoch and says whether the run is still worth going on.
class patience_watch {
public:
    // By this rule; usage_error for a min_delta that is negative or no number.
    explicit patience_watch(early_stopping rule) : rule_(rule) {
        require<usage_error>(rule.min_delta >= 0 && std::isfinite(rule.min_delta), "early_stopping: min_delta is ",
                             rule.min_delta, ", expected at least 0");
    }

    // Takes note of the next epoch.
    void see(const epoch_record& epoch) {
        const double loss = epoch.evaluate_loss.value_or(epoch.train_loss);
        if (loss < best_ - rule_.min_delta) {
            best_ = loss;
            epochs_without_gain_ = 0;
        } else {
            ++epochs_without_gain_;
        }
    }

    // False once patience has run out.
    [[nodiscard]] bool goes_on() const { return rule_.patience == 0 || epochs_without_gain_ < rule_.patience; }

private:
    early_stopping rule_;
    double best_ = std::numeric_limits<double>::infinity();
    std::size_t epochs_without_gain_ = 0;
};

}  // namespace SPNN_NAMESPACE::train
