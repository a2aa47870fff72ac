// net/stepped_kind.hpp: a kind of message that belongs to a step of the run (core/step.hpp), so that errors about it
// print purpose, epoch and step apart.

#pragma once

#include <spnn/core/step.hpp>
#include <spnn/net/message.hpp>

namespace SPNN_NAMESPACE::net {

// As message_kind; the step in its header is the tag of a step_id.
template <std::uint16_t Id, fixed_text Name, Scalar T>
struct stepped_kind : message_kind<Id, Name, T> {
    // For errors (net/message.hpp).
    [[nodiscard]] static std::string describe_step(std::uint64_t tag) { return text(step_id::of_tag(tag)); }
};

}  // namespace SPNN_NAMESPACE::net
