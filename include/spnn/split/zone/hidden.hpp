// split/zone/hidden.hpp: the server's piece of the network: bias of the first layer, activations, hidden layers.
//
// Local and in the clear at the server; nothing crosses the wire.

#pragma once

#include <spnn/split/network.hpp>
#include <spnn/split/plan.hpp>
#include <spnn/store/archive.hpp>
#include <spnn/train/learner.hpp>

#include <functional>
#include <string_view>

namespace SPNN_NAMESPACE::split {

// What a server does with its zone, virtual, so that any_server is compiled once for all networks.
class hidden_work {
public:
    virtual ~hidden_work() = default;
    // As in hidden_zone.
    virtual const matrix<float>& infer(const matrix<float>& h1) = 0;
    virtual const matrix<float>& forward(const matrix<float>& h1) = 0;
    virtual const matrix<float>& backward_and_update(const matrix<float>& d_output) = 0;
    // f(name, matrix) for every weight.
    using weight_function = std::function<void(std::string_view, matrix<float>&)>;
    virtual void for_each_weight(const weight_function& f) = 0;
    // For checkpoints (store/checkpoint.hpp).
    virtual void archive_state(store::state_writer& a) = 0;
    virtual void archive_state(store::state_reader& a) = 0;
};

template <class Net>
class hidden_zone final : public hidden_work {
public:
    // The server's layers, and their weights.
    using layers = typename Net::server_zone;
    using parameters = typename layers::template parameters<float>;

    // First weights (Glorot) and noise come from `private_seed`.
    hidden_zone(const plan& p, const crypto::seed& private_seed)
        : layers_(detail::hidden_layers_of<Net>(p)), own_(p.rule, private_seed) {
        crypto::prg first(private_seed, 0);
        layers_.template initialise<float>(own_.weights, first, nn::initialiser::glorot_uniform);
    }

    // The bias of the first layer, and the layers' weights.
    [[nodiscard]] const parameters& weights() const { return own_.weights; }
    [[nodiscard]] parameters& weights() { return own_.weights; }

    // The last hidden activations, m x last_width, of h1, m x first_width; valid until the next call of the same
    // function.
    const matrix<float>& infer(const matrix<float>& h1) override {
        layers_.forward(own_.weights, h1, inferred_);
        return inferred_;
    }
    const matrix<float>& forward(const matrix<float>& h1) override {
        if constexpr (nn::reads_input<layers>()) input_ = h1;  // the bias that comes first in a network does not
        nn::forward(layers_, own_.weights, h1, output_, cache_);
        return output_;
    }
    // dL/dh1 of the last forward, from dL/d last hidden; then the update.
    const matrix<float>& backward_and_update(const matrix<float>& d_output) override {
        nn::backward(layers_, own_.weights, input_, output_, cache_, d_output, own_.gradients, d_first_);
        own_.step();
        return d_first_;
    }

    // As in hidden_work.
    void for_each_weight(const weight_function& f) override { own_.weights.for_each(f); }
    void archive_state(store::state_writer& a) override { own_.archive_state(a); }
    void archive_state(store::state_reader& a) override { own_.archive_state(a); }

private:
    [[no_unique_address]] layers layers_;
    train::learner<parameters> own_;
    nn::cache_of<layers, float> cache_;
    matrix<float> inferred_, input_, output_, d_first_;
};

}  // namespace SPNN_NAMESPACE::split
