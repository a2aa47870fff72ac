// split/policy.hpp: what a party is willing to take part in, whatever the coordinator proposes.
//
// Local to the party and checked by it, before it shows anything of its data. The coordinator is so only trusted to
// bring the parties together.

#pragma once

#include <spnn/core/ring/z2k.hpp>
#include <spnn/split/plan_codec.hpp>

#include <set>

namespace spnn::inline SPNN_ABI::split {

struct policy {
    std::set<std::string> protocols{"masked", "shared", "encrypted"};  // first layers
    std::set<std::string> rings{"z2k<64>", "z2k<128>"};  // what the sums of `masked` and `shared` are computed in
    std::size_t min_holders = 2;                         // feature holders, this party among them
    std::size_t min_key_bits = 3072;                     // of `encrypted`
    int max_range_bits = 20;                             // |h1| <= 2^range_bits: how much a sum may carry
    std::size_t max_epochs = 1000;                       // each one shows the server more of h1 (docs/threat_model.md)
    bool intersection_only = false;                      // refuses rows that are said to be in order already
    std::set<std::string> networks{};                    // empty: any that the program knows
};

// Throws usage_error, naming the rule, when the proposal breaks one.
inline void require_allowed(const policy& rules, const proposal& p) {
    const auto listed = [](const std::set<std::string>& names) {
        std::string list;
        for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
        return list;
    };
    require<usage_error>(rules.protocols.contains(p.protocol), "policy: protocols allows ", listed(rules.protocols),
                         "; the run proposes ", p.protocol);
    require<usage_error>(rules.rings.contains(p.ring), "policy: rings allows ", listed(rules.rings),
                         "; the run proposes ", p.ring);
    require<usage_error>(rules.networks.empty() || rules.networks.contains(p.network), "policy: networks allows ",
                         listed(rules.networks), "; the run proposes ", p.network);
    require<usage_error>(p.plan.holders() >= rules.min_holders, "policy: min_holders is ", rules.min_holders,
                         "; the run has ", p.plan.holders(), " feature holders");
    require<usage_error>(p.protocol != "encrypted" || p.plan.key_bits >= rules.min_key_bits, "policy: min_key_bits is ",
                         rules.min_key_bits, "; the run proposes keys of ", p.plan.key_bits, " bits");
    const int range_bits = fixed_point_of<z2k<64>>(p.plan).range_bits();
    require<usage_error>(range_bits <= rules.max_range_bits, "policy: max_range_bits is ", rules.max_range_bits,
                         "; the run proposes ", range_bits);
    require<usage_error>(p.plan.epochs <= rules.max_epochs, "policy: max_epochs is ", rules.max_epochs,
                         "; the run proposes ", p.plan.epochs, " epochs");
    require<usage_error>(!rules.intersection_only || p.alignment == alignment_mode::intersection,
                         "policy: intersection_only is set; the run proposes rows that are in order already");
}

}  // namespace spnn::inline SPNN_ABI::split
