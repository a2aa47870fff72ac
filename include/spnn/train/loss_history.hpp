// train/loss_history.hpp: the losses of all epochs of a run, at the label owner, and what early stopping makes
// of them.

#pragma once

#include <spnn/train/options.hpp>

namespace SPNN_NAMESPACE::train {

// Empty at first.
class loss_history {
public:
    // Under this rule of early stopping.
    explicit loss_history(early_stopping rule) : patience_(rule) {}

    // The next epoch.
    void add(const epoch_record& epoch) {
        epochs_.push_back(epoch);
        patience_.see(epoch);
    }

    // All of them.
    [[nodiscard]] const std::vector<epoch_record>& epochs() const { return epochs_; }
    // Early stopping follows from the losses alone, under the rule of this session.
    [[nodiscard]] bool goes_on() const { return patience_.goes_on(); }

    // For checkpoints: the losses as two lists, of which the second is empty where nothing is evaluated.
    template <class Archive>
    void archive_state(Archive& a) {
        std::vector<double> of_training, of_evaluation;
        for (const auto& epoch : epochs_) {
            of_training.push_back(epoch.train_loss);
            if (epoch.evaluate_loss) of_evaluation.push_back(*epoch.evaluate_loss);
        }
        a.numbers("train", of_training);
        a.numbers("evaluate", of_evaluation);
        if constexpr (Archive::loads) {
            a.check(of_evaluation.empty() || of_evaluation.size() == of_training.size(),
                    "holds losses of training and of evaluation for different epochs");
            for (std::size_t e = 0; e < of_training.size(); ++e)
                add({of_training[e], of_evaluation.empty() ? std::nullopt : std::optional(of_evaluation[e])});
        }
    }

private:
    std::vector<epoch_record> epochs_;
    patience_watch patience_;
};

}  // namespace SPNN_NAMESPACE::train
