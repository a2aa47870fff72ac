// split/zone/label.hpp: the label owner's piece of the network: last layers, loss, labels.
//
// Local and in the clear at the label owner; nothing crosses the wire. The gradient it hands out has been through the
// label owner's defence (split/defence.hpp), so that nobody can send another; its own weights learn from the true one.

#pragma once

#include <spnn/crypto/derive.hpp>
#include <spnn/split/detail/defender.hpp>
#include <spnn/split/detail/fitting.hpp>
#include <spnn/split/detail/learner.hpp>
#include <spnn/split/network.hpp>

namespace spnn::inline SPNN_ABI::split {

namespace detail {

// A label owner may hold features too; the weights of its two zones are drawn apart.
[[nodiscard]] inline crypto::seed label_seed(const crypto::seed& private_seed) {
    return crypto::derive_seed("spnn label zone", {private_seed.declassify()});
}

}  // namespace detail

template <class Net>
class label_zone {
public:
    // The label owner's layers, and their weights.
    using layers = typename Net::head;
    using parameters = typename layers::template parameters<float>;

    // First weights (Glorot) and the noise of updates and of the defence come from `private_seed`.
    label_zone(const plan& p, typename Net::loss loss, const crypto::seed& private_seed,
               const any_defence& defence = {})
        : loss_(std::move(loss)), own_(p.rule, private_seed), defender_(defence, private_seed) {
        crypto::prg first(private_seed, 0);
        layers{}.template initialise<float>(own_.weights, first, nn::initialiser::glorot_uniform);
    }

    // The head's weights.
    [[nodiscard]] const parameters& weights() const { return own_.weights; }
    [[nodiscard]] parameters& weights() { return own_.weights; }
    // The loss, and the defence from here on.
    [[nodiscard]] const typename Net::loss& loss() const { return loss_; }
    void defend_with(const any_defence& defence) { defender_.choose(defence); }
    // Refuses targets of training, or those to evaluate when the plan has such, that are not as the plan says, finite
    // and what the loss can mean, and those of training that the defence cannot work with; `who` has them.
    void require_targets(const plan& p, const matrix<float>& targets, const matrix<float>& to_evaluate,
                         std::string_view who) const {
        detail::require_targets(loss_, targets, p.train_rows, text(who, ": targets"),
                                [&] { defender_.check(targets); });
        if (p.evaluate_rows > 0)
            detail::require_targets(loss_, to_evaluate, p.evaluate_rows, text(who, ": targets to evaluate"), [] {});
    }

    // Scores, m x Loss::scores, of last hidden activations, m x last_width. range_error, here and in train, when one is
    // no finite number, as finite activations too can make it.
    const matrix<float>& infer(const matrix<float>& hidden) {
        layers{}.forward(own_.weights, hidden, scores_);
        require_scores();
        return scores_;
    }

    // What one step gives.
    struct step_result {
        double loss;                    // mean over the batch, before the update
        const matrix<float>& d_hidden;  // dL/d last hidden, defended; valid until the next step
    };
    // One step on the rows `index` of targets.
    step_result train(const matrix<float>& hidden, const matrix<float>& targets, row_numbers index) {
        take_rows(targets, index, batch_targets_);
        nn::forward(layers{}, own_.weights, hidden, scores_, cache_);
        require_scores();
        const double loss = loss_.gradient(scores_, batch_targets_, d_scores_);
        nn::backward(layers{}, own_.weights, hidden, scores_, cache_, d_scores_, own_.gradients, d_hidden_);
        own_.step();
        defender_.apply(d_hidden_, batch_targets_);
        return {loss, d_hidden_};
    }

    // For checkpoints (split/checkpoint.hpp).
    template <class Archive>
    void archive_state(Archive& a) {
        own_.archive_state(a);
        a.part("defence", defender_);
    }

private:
    void require_scores() const {
        require<range_error>(all_finite(elements(scores_)),
                             "label owner: a score is no finite number: training has diverged, or the server's "
                             "activations are not those of this network");
    }

    typename Net::loss loss_;
    detail::learner<parameters> own_;
    detail::defender defender_;
    nn::cache_of<layers, float> cache_;
    matrix<float> scores_, d_scores_, d_hidden_, batch_targets_;
};

}  // namespace spnn::inline SPNN_ABI::split
