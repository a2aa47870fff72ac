// split/zone/label.hpp: the label owner's piece of the network: last layers, loss, labels.
//
// Local and in the clear at the label owner; nothing crosses the wire. The gradient it hands out has been through the
// label owner's defence (defence/defence.hpp), so that nobody can send another; its own weights learn from the true
// one.

#pragma once

#include <spnn/crypto/derive.hpp>
#include <spnn/defence/defender.hpp>
#include <spnn/split/detail/fitting.hpp>
#include <spnn/split/network.hpp>
#include <spnn/train/learner.hpp>

#include <functional>
#include <string_view>

namespace SPNN_NAMESPACE::split {

namespace detail {

// A label owner may hold features too; the weights of its two zones are drawn apart.
[[nodiscard]] inline crypto::seed label_seed(const crypto::seed& private_seed) {
    return crypto::derive_seed("spnn label zone", {private_seed.declassify()});
}

}  // namespace detail

// What one step at the label owner gives.
struct label_step {
    double loss;                    // mean over the batch, before the update
    const matrix<float>& d_hidden;  // dL/d last hidden, defended; valid until the next step
};

// What a label owner does with its zone, virtual, so that any_labeler is compiled once for all networks.
class label_work {
public:
    virtual ~label_work() = default;
    // As in label_zone.
    virtual void require_targets(const plan& p, const matrix<float>& targets, const matrix<float>& to_evaluate,
                                 std::string_view who) const = 0;
    virtual const matrix<float>& infer(const matrix<float>& hidden) = 0;
    virtual label_step train(const matrix<float>& hidden, const matrix<float>& targets, row_numbers index) = 0;
    // Columns of a score; the loss of such, and what a user wants to see of them.
    [[nodiscard]] virtual std::size_t score_width() const = 0;
    [[nodiscard]] virtual double loss_of(const matrix<float>& scores, const matrix<float>& targets) const = 0;
    [[nodiscard]] virtual matrix<float> prediction_of(const matrix<float>& scores) const = 0;
    // f(name, matrix) for every weight.
    using weight_function = std::function<void(std::string_view, matrix<float>&)>;
    virtual void for_each_weight(const weight_function& f) = 0;
    // For checkpoints (store/checkpoint.hpp).
    virtual void archive_state(store::state_writer& a) = 0;
    virtual void archive_state(store::state_reader& a) = 0;
};

template <class Net>
class label_zone final : public label_work {
public:
    // The label owner's layers, and their weights.
    using layers = typename Net::head;
    using parameters = typename layers::template parameters<float>;

    // First weights (Glorot) and the noise of updates and of the defence come from `private_seed`.
    label_zone(const plan& p, typename Net::loss loss, const crypto::seed& private_seed,
               const spnn::defence::any_defence& defence = {})
        : layers_(detail::head_layers_of<Net>(p)),
          loss_(std::move(loss)),
          own_(p.rule, private_seed),
          defender_(defence, private_seed) {
        if constexpr (ChosenNetwork<Net>) Net(p).require_loss(loss_);
        crypto::prg first(private_seed, 0);
        layers_.template initialise<float>(own_.weights, first, nn::initialiser::glorot_uniform);
    }

    // The head's weights.
    [[nodiscard]] const parameters& weights() const { return own_.weights; }
    [[nodiscard]] parameters& weights() { return own_.weights; }
    // The loss, and the defence from here on.
    [[nodiscard]] const typename Net::loss& loss() const { return loss_; }
    void defend_with(const spnn::defence::any_defence& defence) { defender_.choose(defence); }
    // Refuses targets of training, or those to evaluate when the plan has such, that are not as the plan says, finite
    // and what the loss can mean, and those of training that the defence cannot work with; `who` has them.
    void require_targets(const plan& p, const matrix<float>& targets, const matrix<float>& to_evaluate,
                         std::string_view who) const override {
        train::require_targets(loss_, targets, p.train_rows, text(who, ": targets"), [&] { defender_.check(targets); });
        if (p.evaluate_rows > 0)
            train::require_targets(loss_, to_evaluate, p.evaluate_rows, text(who, ": targets to evaluate"), [] {});
    }

    // Scores, as many a row as the loss takes, of last hidden activations, m x last_width. range_error, here and in
    // train, when one is no finite number, as finite activations too can make it.
    const matrix<float>& infer(const matrix<float>& hidden) override {
        layers_.forward(own_.weights, hidden, scores_);
        require_scores();
        return scores_;
    }

    // One step on the rows `index` of targets.
    label_step train(const matrix<float>& hidden, const matrix<float>& targets, row_numbers index) override {
        take_rows(targets, index, batch_targets_);
        nn::forward(layers_, own_.weights, hidden, scores_, cache_);
        require_scores();
        const double loss = loss_.gradient(scores_, batch_targets_, d_scores_);
        nn::backward(layers_, own_.weights, hidden, scores_, cache_, d_scores_, own_.gradients, d_hidden_);
        own_.step();
        defender_.apply(d_hidden_, batch_targets_);
        return {loss, d_hidden_};
    }

    // As in label_work.
    [[nodiscard]] std::size_t score_width() const override { return loss_.scores; }
    [[nodiscard]] double loss_of(const matrix<float>& scores, const matrix<float>& targets) const override {
        return loss_.value(scores, targets);
    }
    [[nodiscard]] matrix<float> prediction_of(const matrix<float>& scores) const override {
        return loss_.predict(scores);
    }
    void for_each_weight(const weight_function& f) override { own_.weights.for_each(f); }
    void archive_state(store::state_writer& a) override { archive_all(a); }
    void archive_state(store::state_reader& a) override { archive_all(a); }

private:
    template <class Archive>
    void archive_all(Archive& a) {
        own_.archive_state(a);
        a.part("defence", defender_);
    }
    void require_scores() const {
        require<range_error>(all_finite(elements(scores_)),
                             "label owner: a score is no finite number: training has diverged, or the server's "
                             "activations are not those of this network");
    }

    [[no_unique_address]] layers layers_;
    typename Net::loss loss_;
    train::learner<parameters> own_;
    spnn::defence::defender defender_;
    nn::cache_of<layers, float> cache_;
    matrix<float> scores_, d_scores_, d_hidden_, batch_targets_;
};

}  // namespace SPNN_NAMESPACE::split
