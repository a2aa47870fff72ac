// train/learner.hpp: parameters that learn by the plan's rule: what every zone does with its own.
//
// Local and in the clear at the zone's owner; nothing crosses the wire.

#pragma once

#include <spnn/crypto/prg.hpp>
#include <spnn/train/terms.hpp>

namespace SPNN_NAMESPACE::train {

// Parameters, and all that moves them.
template <class Parameters>
class learner {
public:
    // Noise comes from stream 1 of the private seed; the zone draws the first weights from stream 0.
    learner(const update_rule& rule, const crypto::seed& private_seed) : update_(rule), noise_(private_seed, 1) {}

    // Of one shape.
    Parameters weights, gradients;

    // Moves the weights by the gradients, which are scratch afterwards.
    void step() { update_.apply(weights, gradients, noise_); }

    // For checkpoints (store/checkpoint.hpp), in both directions: weights, what the optimizer remembers, the step of
    // the schedule, the place in the noise.
    template <class Archive>
    void archive_state(Archive& a) {
        weights.for_each([&](std::string_view name, matrix<float>& x) { a.values(name, x); });
        auto steps = update_.steps(), noise = noise_.position();
        a.counter("steps", steps);
        a.counter("noise", noise);
        if constexpr (Archive::loads) {
            if (steps > 0) update_.resume(weights, steps);  // before the first, it remembers nothing
            noise_.seek_byte(noise);
        }
        update_.for_each_state([&](std::string_view name, matrix<float>& x) { a.values(name, x); });
    }

private:
    nn::updater<float, Parameters, nn::any_optimizer> update_;
    crypto::prg noise_;
};

}  // namespace SPNN_NAMESPACE::train
