// core/step.hpp: which step of a session a value or a message belongs to.
//
// A step is named by its purpose, its epoch and its number. In the header of a message the three stand in one word,
// the tag, from the highest bit down: purpose (4 bits), epoch (20), step (40).
//
// Crosses the wire: the tag, which says nothing that the common plan does not.

#pragma once

#include <spnn/core/error.hpp>

#include <cstdint>
#include <ostream>

namespace SPNN_NAMESPACE {

// What a step is for.
enum class purpose : std::uint8_t { train = 1, evaluate = 2, predict = 3 };

// One step. Steps count up through the whole session, whatever their purpose; epochs are counted from 0 here and from 1
// in texts. What is done before training or after it has epoch 0.
struct step_id {
    // What it is for, its number, and its epoch.
    spnn::purpose purpose = purpose::train;
    std::uint64_t step = 0;
    std::uint64_t epoch = 0;

    // No step and no epoch reaches them.
    static constexpr std::uint64_t step_limit = std::uint64_t{1} << 40, epoch_limit = std::uint64_t{1} << 20;

    // What the message header carries; usage_error for a step or an epoch beyond its limit.
    [[nodiscard]] constexpr std::uint64_t tag() const {
        if (step >= step_limit || epoch >= epoch_limit) refuse();
        return static_cast<std::uint64_t>(purpose) << 60 | epoch << 40 | step;
    }
    // The step of that tag, which may be anything that a peer has sent.
    [[nodiscard]] static constexpr step_id of_tag(std::uint64_t tag) {
        return {static_cast<spnn::purpose>(tag >> 60), tag & (step_limit - 1), tag >> 40 & (epoch_limit - 1)};
    }

    friend constexpr bool operator==(const step_id&, const step_id&) = default;

    // "training, epoch 3, step 57", "evaluation, epoch 3, step 58", "prediction, step 59".
    friend std::ostream& operator<<(std::ostream& out, const step_id& at) {
        switch (at.purpose) {
            case purpose::train: out << "training, epoch " << at.epoch + 1; break;
            case purpose::evaluate: out << "evaluation, epoch " << at.epoch + 1; break;
            case purpose::predict: out << "prediction"; break;
            default: out << "no known purpose"; break;
        }
        return out << ", step " << at.step;
    }

private:
    [[noreturn]] void refuse() const {
        throw usage_error(
            text("step ", step, " of epoch ", epoch + 1, ": steps must be below 2^40, epochs at most 2^20"));
    }
};

}  // namespace SPNN_NAMESPACE
