// split/zone/hidden.hpp: the server's piece of the network: bias of the first layer, activations, hidden layers.
//
// Local and in the clear at the server; nothing crosses the wire.

#pragma once

#include <spnn/crypto/prg.hpp>
#include <spnn/nn/update_rule.hpp>
#include <spnn/split/network.hpp>
#include <spnn/split/plan.hpp>

namespace spnn::inline SPNN_ABI::split {

template <class Net>
class hidden_zone {
public:
    using layers = typename Net::server_zone;
    using parameters = typename layers::template parameters<float>;

    hidden_zone(const plan& p, const crypto::seed& private_seed) : update_(p.rule), noise_(private_seed, 1) {
        crypto::prg first(private_seed, 0);
        layers::template initialise<float>(parameters_, first, nn::initialiser::glorot_uniform);
    }

    [[nodiscard]] const parameters& weights() const { return parameters_; }
    [[nodiscard]] parameters& weights() { return parameters_; }

    // The last hidden activations, m x last_width, of h1, m x first_width.
    const matrix<float>& infer(const matrix<float>& h1) {
        layers::forward(parameters_, h1, output_);
        return output_;
    }
    const matrix<float>& forward(const matrix<float>& h1) {
        layers::forward(parameters_, h1, output_, cache_);
        return output_;
    }
    // dL/dh1 of the last forward, from dL/d last hidden; then the update.
    const matrix<float>& backward_and_update(const matrix<float>& d_output) {
        layers::backward(parameters_, cache_, d_output, gradients_, d_first_);
        update_.apply(parameters_, gradients_, noise_);
        return d_first_;
    }

private:
    parameters parameters_, gradients_;
    typename layers::template cache<float> cache_;
    nn::updater<float, parameters, nn::any_optimizer> update_;
    crypto::prg noise_;
    matrix<float> output_, d_first_;
};

}  // namespace spnn::inline SPNN_ABI::split
