// split/checkpoint_owner.hpp: whose checkpoints a party of a split network takes for its own (store/checkpoint.hpp).

#pragma once

#include <spnn/session/session.hpp>
#include <spnn/split/plan.hpp>
#include <spnn/store/checkpoint.hpp>

namespace SPNN_NAMESPACE::split {

// The plan may be prolonged between two sessions; in everything else it must stay the same. What crosses the wire may
// have another form: files have a version of their own.
template <class First>
[[nodiscard]] store::checkpoint_owner checkpoint_owner_of(const plan& p, party who, const network_outline& network) {
    auto fields = fields_of<First>(p, network);
    std::erase_if(fields, [](const auto& field) {
        return field.first == "epochs" || field.first == "first_epoch" || field.first == "wire version";
    });
    return {who.name(), network.name, session::digest_of(fields)};
}

}  // namespace SPNN_NAMESPACE::split
