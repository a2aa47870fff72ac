// defence/defender.hpp: the label owner's defence in the course of a run: what it remembers, and its noise.
//
// Local to the label owner; nothing crosses the wire.

#pragma once

#include <spnn/core/finite.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/crypto/sha256.hpp>
#include <spnn/defence/any.hpp>

namespace SPNN_NAMESPACE::defence {

class defender {
public:
    // Noise comes from stream 2 of the private seed; first weights and the optimizer's noise have 0 and 1.
    defender(const any_defence& chosen, const crypto::seed& private_seed) : chosen_(chosen), noise_(private_seed, 2) {}

    // Another one from here on.
    void choose(const any_defence& chosen) { chosen_ = chosen; }
    void check(const matrix<float>& targets) const { chosen_.check(targets); }

    // Changes the gradient, which is about to leave. One that is not finite must not leave half hidden.
    void apply(matrix<float>& gradient, const matrix<float>& targets) {
        if (std::holds_alternative<no_defence>(chosen_.chosen())) return;
        require<range_error>(all_finite(elements(std::as_const(gradient))),
                             "last hidden layer: its gradient is not finite: training has diverged");
        chosen_.apply(memory_, gradient, targets, noise_);
    }

    // For checkpoints (store/checkpoint.hpp). A run goes on with the defence it began with: another one, or none, would
    // not end as the run would have, and may show what was hidden. Errors reach other parties: which one is not said.
    template <class Archive>
    void archive_state(Archive& a) {
        const auto chosen = chosen_.describe();
        const auto digest = crypto::sha256(std::as_bytes(std::span(chosen)));
        std::uint64_t own = 0, noise = noise_.position();
        std::memcpy(&own, digest.data(), sizeof own);
        auto made_with = own;
        a.counter("chosen", made_with);
        a.counter("noise", noise);
        if constexpr (Archive::loads) {
            a.check(made_with == own, "was made with another label_options::defence. Use that one, or begin anew");
            noise_.seek_byte(noise);
        }
        memory_.archive_state(a);
    }

private:
    any_defence chosen_;
    any_defence::state memory_;
    crypto::prg noise_;
};

}  // namespace SPNN_NAMESPACE::defence
