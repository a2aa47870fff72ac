// split/zone/features.hpp: a holder's own piece of the network: its columns, its weights T_j, no bias.
//
// Everything here is local and in the clear at its owner; nothing crosses the wire.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/split/plan.hpp>
#include <spnn/train/learner.hpp>

namespace SPNN_NAMESPACE::split {

// One holder's weights, and how they move.
class feature_zone {
public:
    // First weights (Glorot, with the fan of all holders' columns together) and noise come from `private_seed`.
    feature_zone(const plan& p, std::size_t holder, std::size_t width, const crypto::seed& private_seed)
        : own_(p.rule, private_seed) {
        require<usage_error>(holder < p.holders(), "plan: has no ", the_holder(holder).name());
        crypto::prg first(private_seed, 0);
        weights() = make_matrix<float>(p.columns[holder], width);
        nn::initialise(weights(), p.total_columns(), width, nn::initialiser::glorot_uniform, first);
    }

    // T_j, columns x first_width.
    [[nodiscard]] const matrix<float>& weights() const { return own_.weights.values; }
    [[nodiscard]] matrix<float>& weights() { return own_.weights.values; }

    // T_j <- T_j moved along xT dh, for the rows x of a batch, m x columns, and dh = dL/dh1 of these rows.
    void update(const matrix<float>& x, const matrix<float>& d_first) {
        multiply_transposed_left(x, d_first, own_.gradients.values);
        own_.step();
    }

    // For checkpoints (store/checkpoint.hpp).
    template <class Archive>
    void archive_state(Archive& a) {
        own_.archive_state(a);
    }

private:
    train::learner<nn::weights<float>> own_;
};

}  // namespace SPNN_NAMESPACE::split
