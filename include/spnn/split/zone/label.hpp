// split/zone/label.hpp: the label owner's piece of the network: last layers, loss, labels.
//
// Local and in the clear at the label owner; nothing crosses the wire.

#pragma once

#include <spnn/crypto/derive.hpp>
#include <spnn/nn/update_rule.hpp>
#include <spnn/split/network.hpp>
#include <spnn/split/plan.hpp>

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
    using layers = typename Net::head;
    using parameters = typename layers::template parameters<float>;

    label_zone(const plan& p, typename Net::loss loss, const crypto::seed& private_seed)
        : loss_(std::move(loss)), update_(p.rule), noise_(private_seed, 1) {
        crypto::prg first(private_seed, 0);
        layers::template initialise<float>(parameters_, first, nn::initialiser::glorot_uniform);
    }

    [[nodiscard]] const parameters& weights() const { return parameters_; }
    [[nodiscard]] parameters& weights() { return parameters_; }
    [[nodiscard]] const typename Net::loss& loss() const { return loss_; }

    // Scores, m x Loss::scores, of last hidden activations, m x last_width.
    const matrix<float>& infer(const matrix<float>& hidden) {
        layers::forward(parameters_, hidden, scores_);
        return scores_;
    }

    struct step_result {
        double loss;                        // mean over the batch, before the update
        const matrix<float>& d_hidden;  // dL/d last hidden, valid until the next step
    };
    // One step on the rows `index` of targets.
    step_result train(const matrix<float>& hidden, const matrix<float>& targets, row_numbers index) {
        take_rows(targets, index, batch_targets_);
        layers::forward(parameters_, hidden, scores_, cache_);
        const double loss = loss_.gradient(scores_, batch_targets_, d_scores_);
        layers::backward(parameters_, cache_, d_scores_, gradients_, d_hidden_);
        update_.apply(parameters_, gradients_, noise_);
        return {loss, d_hidden_};
    }

private:
    typename Net::loss loss_;
    parameters parameters_, gradients_;
    typename layers::template cache<float> cache_;
    nn::updater<float, parameters, nn::any_optimizer> update_;
    crypto::prg noise_;
    matrix<float> scores_, d_scores_, d_hidden_, batch_targets_;
};

}  // namespace spnn::inline SPNN_ABI::split
