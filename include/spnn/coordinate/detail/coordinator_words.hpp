// coordinate/detail/coordinator_words.hpp: what a coordinator has said to a party so far, and what it may say next.
//
// A coordinator can stop a run, and nothing else: stages follow one another, terms stay as they were first said, sizes
// are settled once, with planning, and the first epoch once, with running.

#pragma once

#include <spnn/coordinate/proposal.hpp>

namespace SPNN_NAMESPACE::coordinate::detail {

template <Proposal P>
class coordinator_words {
public:
    // The last that was said.
    [[nodiscard]] const instruction<P>& last() const { return last_; }

    // Takes the next instruction; protocol_error when it does not fit those before. `own`: how far this party is.
    void take(instruction<P> said, stage own) {
        if (said.at != stage::failed) require_consistent(said, own);
        last_ = std::move(said);
        is_first_ = false;
    }

private:
    void require_consistent(const instruction<P>& said, stage own) const {
        const auto before = static_cast<int>(last_.at), now = static_cast<int>(said.at);
        const bool follows = now == before || now == before + 1;
        require<protocol_error>(follows && (said.at != stage::finished || own == stage::finished),
                                "it says that the run is ", name_of(said.at), " after it was ", name_of(last_.at));
        if (is_first_) return;
        const auto &plan = said.proposal.plan, &earlier = last_.proposal.plan;
        const bool settles_sizes = now > before && said.at == stage::planning;
        const bool settles_epoch = now > before && said.at == stage::running;
        const auto changed = record::difference(said.proposal, last_.proposal, !settles_sizes && !settles_epoch);
        require<protocol_error>(changed.empty(), "it has changed the terms of the run: ", changed);
        const auto parties = said.proposal.parties(), agreed = last_.proposal.parties();
        require<protocol_error>(parties == agreed, "it has changed who takes part: ", parties.size(),
                                " parties, before ", agreed.size());
        require<protocol_error>(settles_epoch || plan.first_epoch == earlier.first_epoch,
                                "it names the first epoch before all have said what they hold");
        if (!settles_epoch) return;
        auto settled = earlier;
        settled.first_epoch = plan.first_epoch;
        const auto resized = record::difference(plan, settled);
        require<protocol_error>(resized.empty(), "it has changed sizes that were settled: ", resized);
    }

    instruction<P> last_;
    bool is_first_ = true;
};

}  // namespace SPNN_NAMESPACE::coordinate::detail
