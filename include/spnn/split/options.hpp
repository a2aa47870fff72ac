// split/options.hpp: what a party decides for itself, apart from the common plan.

#pragma once

#include <spnn/core/parallel.hpp>
#include <spnn/crypto/os_random.hpp>
#include <spnn/split/checkpoint.hpp>
#include <spnn/split/course.hpp>
#include <spnn/split/defence/any.hpp>
#include <spnn/split/first_layer.hpp>
#include <spnn/split/view.hpp>

#include <cmath>
#include <functional>
#include <limits>

namespace spnn::inline SPNN_ABI::split {

// A party's own options; nobody else is told.
struct party_options {
    workers threads = 1;  // for this party's own work, such as encryption: a number, or a pool of your own
    // For first weights and noise; none: fresh from the OS. A run that is taken up goes on with the seed it began with.
    std::optional<crypto::block> private_seed{};
    bool i_accept_that_nothing_is_protected = false;  // the second word that in_the_clear asks for
    share::ledger_handle ledger = nullptr;            // audits: records every single-use stream
    // Where this party saves after each epoch, and finds what the plan's first_epoch asks for; none: a crash costs the
    // run. The dealer has nothing to save. Training that starts from the beginning replaces what earlier runs of the
    // same plan have left there.
    std::optional<checkpoint_store> checkpoints{};
    std::function<void(const step&)> on_step{};  // called before each step, of training or not: for displays
    view_function on_view{};                     // called with what this party sees: for audits
    // Standard deviation of the noise that a holder adds to its part of h1, in training and prediction
    // (split/first_layer/noise.hpp); 0: none.
    double product_noise = 0;

    // The seed of this party's own randomness, repeatable only when the party wants it so.
    [[nodiscard]] crypto::seed seed() const {
        if (private_seed) return crypto::seed(*private_seed);
        crypto::os_random random;
        return crypto::fresh_seed(random);
    }
};

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

// The label owner's options besides.
struct label_options {
    split::early_stopping early_stopping{};  // off unless asked for
    // Called after each batch, and after each epoch.
    std::function<void(const batch_report&)> on_batch{};
    std::function<void(const epoch_report&)> on_epoch{};
    // Asked at the end of each epoch but the last: true ends training of all parties there, saved, to be taken up in a
    // later session. Needs party_options::checkpoints, here and at the other parties.
    std::function<bool()> pause_after_epoch{};
    // What changes dL/d(last hidden) before it leaves this party, so that it says less of the labels; told to nobody. A
    // run that is taken up needs the same.
    any_defence defence{};
};

// Refuses what a party cannot take part in: too few holders, or an unprotected run without a second word.
template <FirstLayer First>
void check(const plan& p, const party_options& options) {
    check(p);
    check_holders<First>(p);
    require<usage_error>(First::is_private || options.i_accept_that_nothing_is_protected, First::name,
                         " protects nothing: it is for tests and baselines. Set "
                         "i_accept_that_nothing_is_protected to run it all the same");
}

}  // namespace spnn::inline SPNN_ABI::split
