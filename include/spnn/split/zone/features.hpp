// split/zone/features.hpp: a holder's own piece of the network: its columns, its weights T_j, no bias.
//
// Everything here is local and in the clear at its owner; nothing crosses the wire.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/nn/update_rule.hpp>
#include <spnn/split/network.hpp>
#include <spnn/split/plan.hpp>

namespace spnn::inline SPNN_ABI::split {

class feature_zone {
public:
    // First weights (Glorot, with the fan of all holders' columns together) and noise come from `private_seed`.
    feature_zone(const plan& p, std::size_t holder, std::size_t width, const crypto::seed& private_seed)
        : update_(p.rule), noise_(private_seed, 1) {
        crypto::prg first(private_seed, 0);
        weights_.values = make_matrix<float>(p.columns[holder], width);
        nn::initialise(weights_.values, p.total_columns(), width, nn::initialiser::glorot_uniform, first);
    }

    [[nodiscard]] const matrix<float>& weights() const { return weights_.values; }
    [[nodiscard]] matrix<float>& weights() { return weights_.values; }

    // T_j <- T_j moved along X_jT dh, for the rows `index` of x and dh = dL/dh1 of these rows.
    void update(const matrix<float>& x, row_numbers index, const matrix<float>& d_first) {
        take_rows(x, index, batch_);
        multiply_transposed_left(batch_, d_first, gradient_.values);
        update_.apply(weights_, gradient_, noise_);
    }

private:
    nn::weights<float> weights_, gradient_;
    nn::updater<float, nn::weights<float>, nn::any_optimizer> update_;
    crypto::prg noise_;
    matrix<float> batch_;
};

}  // namespace spnn::inline SPNN_ABI::split
