// split/zone/hidden.hpp: the server's piece of the network: bias of the first layer, activations, hidden layers.
//
// Local and in the clear at the server; nothing crosses the wire.

#pragma once

#include <spnn/split/detail/learner.hpp>
#include <spnn/split/network.hpp>

namespace spnn::inline SPNN_ABI::split {

template <class Net>
class hidden_zone {
public:
    // The server's layers, and their weights.
    using layers = typename Net::server_zone;
    using parameters = typename layers::template parameters<float>;

    // First weights (Glorot) and noise come from `private_seed`.
    hidden_zone(const plan& p, const crypto::seed& private_seed) : own_(p.rule, private_seed) {
        crypto::prg first(private_seed, 0);
        layers{}.template initialise<float>(own_.weights, first, nn::initialiser::glorot_uniform);
    }

    // The bias of the first layer, and the layers' weights.
    [[nodiscard]] const parameters& weights() const { return own_.weights; }
    [[nodiscard]] parameters& weights() { return own_.weights; }

    // The last hidden activations, m x last_width, of h1, m x first_width; valid until the next call of the same
    // function.
    const matrix<float>& infer(const matrix<float>& h1) {
        layers{}.forward(own_.weights, h1, inferred_);
        return inferred_;
    }
    const matrix<float>& forward(const matrix<float>& h1) {
        if constexpr (nn::reads_input<layers>()) input_ = h1;  // the bias that comes first in a network does not
        nn::forward(layers{}, own_.weights, h1, output_, cache_);
        return output_;
    }
    // dL/dh1 of the last forward, from dL/d last hidden; then the update.
    const matrix<float>& backward_and_update(const matrix<float>& d_output) {
        nn::backward(layers{}, own_.weights, input_, output_, cache_, d_output, own_.gradients, d_first_);
        own_.step();
        return d_first_;
    }

    // For checkpoints (split/checkpoint.hpp).
    template <class Archive>
    void archive_state(Archive& a) {
        own_.archive_state(a);
    }

private:
    detail::learner<parameters> own_;
    nn::cache_of<layers, float> cache_;
    matrix<float> inferred_, input_, output_, d_first_;
};

}  // namespace spnn::inline SPNN_ABI::split
