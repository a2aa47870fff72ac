// train/plain.hpp: a network trained in the clear, by one party on its own.
//
//   train::plain model(net{}, nn::softmax_cross_entropy<10>{}, {.epochs = 15, .rule = {nn::adam{}, 0.002}});
//   model.train({images, classes});
//   const auto probabilities = model.predict(others);
//
// The network is any nn::Layer: one of types, or an any_network chosen at run time. It walks through its batches as
// every wing does (train/loop.hpp): with the order, the rule of learning, the losses and the early stopping of a plan
// of the same terms. So it is the baseline beside a private run, and what makes the weights that a wing for predictions
// takes.
//
// Local; nothing crosses the wire.

#pragma once

#include <spnn/nn/layer.hpp>
#include <spnn/nn/loss.hpp>
#include <spnn/nn/optimizer/adam.hpp>
#include <spnn/train/learner.hpp>
#include <spnn/train/loop.hpp>
#include <spnn/train/loss_history.hpp>
#include <spnn/train/tables.hpp>

namespace SPNN_NAMESPACE::train {

// A run in the clear, and what its owner is told of it.
struct plain_options {
    // Of the run, as in a plan (train/terms.hpp).
    std::size_t epochs = 10;
    std::size_t batch = 32;
    std::uint64_t batch_seed = 1;
    update_rule rule = {nn::adam{}, 0.001};
    // How the weights begin, and what they and all noise are drawn from; none: fresh from the OS.
    nn::initialiser first_weights = nn::initialiser::glorot_uniform;
    std::optional<crypto::block> private_seed{};
    // Off unless asked for.
    train::early_stopping early_stopping{};
    // Called after each batch, and after each epoch.
    std::function<void(const batch_report&)> on_batch{};
    std::function<void(const epoch_report&)> on_epoch{};
};

// Rows to learn from, or to be scored: features, rows x net.in, and targets, rows x loss.targets.
struct examples {
    const matrix<float>& features;  // seen by reference: the caller keeps them
    const matrix<float>& targets;   // likewise
};

// A network, its loss and its weights.
template <nn::Layer Net, nn::Loss Loss>
class plain {
public:
    // What the network learns.
    using parameters = nn::parameters_of<Net, float>;

    // usage_error for a network whose width is not the loss's, and for options out of their bounds.
    plain(Net untrained, Loss loss, plain_options options = {})
        : net_(std::move(untrained)),
          loss_(std::move(loss)),
          options_(std::move(options)),
          terms_(options_),
          seed_(seed_or_fresh(options_.private_seed)),
          own_(options_.rule, seed_),
          history_(options_.early_stopping) {
        require<usage_error>(net_.out == loss_.scores, "plain: the network gives ", std::size_t{net_.out},
                             " numbers a row, the loss ", std::string_view(loss_.name), " takes ",
                             std::size_t{loss_.scores});
        crypto::prg first(seed_, 0);
        own_.weights = nn::zero_parameters<float>(net_);
        net_.template initialise<float>(own_.weights, first, options_.first_weights);
    }

    // Every epoch over all rows of `table`, then those of `evaluate`, if there are any, for the report alone. Tables
    // that do not fit, and targets that the loss cannot mean, are a usage_error, what is no finite number in them a
    // range_error; a run that diverges is a range_error. Called again, it begins another run from the weights and with
    // what the optimizer remembers.
    void train(const examples& table) { train(table, {no_rows_, no_rows_}); }
    void train(const examples& table, const examples& evaluate) {
        require_examples(table, "plain: ");
        const bool evaluates = evaluate.features.size() > 0 || evaluate.targets.size() > 0;
        if (evaluates) require_examples(evaluate, "plain: to evaluate: ");
        terms_.train_rows = rows(table.features);
        terms_.evaluate_rows = rows(evaluate.features);
        check_terms(terms_);
        history_ = loss_history(options_.early_stopping);
        role self{*this, table, evaluate};
        training_loop(terms_).train(self);
    }

    // The losses of every epoch of the last run.
    [[nodiscard]] const std::vector<epoch_record>& history() const { return history_.epochs(); }
    // What was learned; may be set.
    [[nodiscard]] const parameters& weights() const { return own_.weights; }
    [[nodiscard]] parameters& weights() { return own_.weights; }
    // What it trains.
    [[nodiscard]] const Net& network() const { return net_; }

    // Raw scores of the rows of x, rows x loss.scores; computed a batch at a time.
    [[nodiscard]] matrix<float> scores(const matrix<float>& x) const {
        require_table(x, rows(x), net_.in, "plain: features");
        auto all = make_matrix<float>(rows(x), loss_.scores);
        matrix<float> some, y;
        std::vector<std::uint32_t> numbers;
        for (std::size_t from = 0; from < rows(x); from += numbers.size()) {
            numbers.resize(std::min(options_.batch, rows(x) - from));
            std::iota(numbers.begin(), numbers.end(), static_cast<std::uint32_t>(from));
            take_rows(x, numbers, some);
            nn::infer(net_, own_.weights, some, y);
            std::copy_n(y.data(), y.size(), all.data() + from * loss_.scores);
        }
        return all;
    }
    // What the loss makes of them for a user: probabilities, or the numbers themselves.
    [[nodiscard]] matrix<float> predict(const matrix<float>& x) const { return loss_.predict(scores(x)); }

private:
    // The terms of a plan (train/terms.hpp); rows once there are tables.
    struct run_terms {
        explicit run_terms(const plain_options& o)
            : epochs(o.epochs), batch(o.batch), batch_seed(o.batch_seed), rule(o.rule) {
            record::check(*this, "plain");
        }
        template <class Self, class F>
        static void for_each_field(Self& self, F&& f) {
            for_each_term(self, f);
        }
        std::size_t train_rows = 0, evaluate_rows = 0, epochs, first_epoch = 0, batch;
        std::uint64_t batch_seed;
        update_rule rule;
        int fraction_bits = 0, range_bits = -1;
        std::string terms{};
    };

    // What the training loop asks of a role: one that is all parties at once.
    struct role {
        plain& self;
        const examples& table;
        const examples& evaluate;
        double loss_sum = 0;
        void train_step(const step& now) {
            const double loss = self.train_on(table, now.rows);
            loss_sum += loss * static_cast<double>(now.rows.size());
            if (self.options_.on_batch) self.options_.on_batch({now.epoch, now.batch, now.batches, loss});
        }
        void infer_step(const step&) {}  // at the end of the epoch, by `scores`
        after_epoch finish_epoch(std::size_t epoch) {
            epoch_report report{epoch, loss_sum / static_cast<double>(rows(table.features)), {}, nullptr};
            loss_sum = 0;
            matrix<float> predictions;
            if (rows(evaluate.features) > 0) {
                const auto scores = self.scores(evaluate.features);
                self.require_sound(scores);
                report.evaluate_loss = self.loss_.value(scores, evaluate.targets);
                predictions = self.loss_.predict(scores);
                report.evaluate_predictions = &predictions;
            }
            if (self.options_.on_epoch) self.options_.on_epoch(report);
            self.history_.add({report.train_loss, report.evaluate_loss});
            return self.history_.goes_on() ? after_epoch::go_on : after_epoch::finish;
        }
        after_epoch take_up(std::size_t) { return after_epoch::go_on; }
    };

    void require_examples(const examples& some, std::string_view who) const {
        const std::size_t m = rows(some.features);
        require_table(some.features, m, net_.in, text(who, "features"));
        require_targets(loss_, some.targets, m, text(who, "targets"), [] {});
    }
    void require_sound(const matrix<float>& scores) const {
        require<range_error>(all_finite(elements(scores)),
                             "plain: a score is no finite number: training has diverged, try a lower learning rate");
    }

    // One step on these rows; the mean loss before it.
    double train_on(const examples& table, row_numbers numbers) {
        take_rows(table.features, numbers, x_);
        take_rows(table.targets, numbers, targets_);
        nn::forward(net_, own_.weights, x_, scores_, cache_);
        require_sound(scores_);
        const double loss = loss_.gradient(scores_, targets_, d_scores_);
        nn::backward(net_, own_.weights, x_, scores_, cache_, d_scores_, own_.gradients, dx_);
        own_.step();
        return loss;
    }

    Net net_;
    Loss loss_;
    plain_options options_;
    run_terms terms_;
    crypto::seed seed_;
    learner<parameters> own_;
    loss_history history_;
    nn::cache_of<Net, float> cache_;
    matrix<float> x_, targets_, scores_, d_scores_, dx_;
    const matrix<float> no_rows_{};
};

}  // namespace SPNN_NAMESPACE::train
