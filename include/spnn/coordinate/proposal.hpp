// coordinate/proposal.hpp: what a coordinator proposes, whatever the parties are to compute: a plan, and what is agreed
// beside it.
//
// A proposal is a record (core/record.hpp) of its wing, such as split/proposal.hpp. Public, like the plan in it. Sizes
// of the plan and its first epoch are zero until all parties have said what they hold. Every number has a bound,
// checked as it is loaded; whether a run can follow it is check(plan)'s question, and whether a party wants to is its
// policy's (coordinate/policy.hpp).

#pragma once

#include <spnn/coordinate/reports.hpp>
#include <spnn/coordinate/rows_of_a_run.hpp>
#include <spnn/session/party.hpp>
#include <spnn/train/terms.hpp>

#include <map>
#include <vector>

namespace SPNN_NAMESPACE::coordinate {

// What each party brings, by its name.
using facts_by_party = std::map<std::string, party_facts>;

template <class P>
concept Proposal = record::Record<P> && std::copyable<P> && train::Terms<decltype(P::plan)> &&
                   requires(P& p, const P& said, const facts_by_party& facts, const std::string& name,
                            const session::party& who, const party_facts& own) {
                       // Names of the parties without which there is no such run.
                       { said.parties() } -> std::same_as<std::vector<std::string>>;
                       // The party whose losses are the run's.
                       { said.reporter() } -> std::same_as<std::string>;
                       // Whether that party may be steps ahead of those that need what it sends.
                       { said.runs_ahead(name) } -> std::same_as<bool>;
                       // Takes the sizes from what all bring; usage_error when that does not fit together.
                       p.settle(facts);
                       // Whether the plan names the sizes that this party has stated.
                       { said.states(who, own) } -> std::same_as<bool>;
                       // usage_error for a plan, with its sizes, that no run can follow.
                       check(said.plan);
                   };

// As bytes, and back: data_error for bytes that are no proposal.
template <Proposal P>
[[nodiscard]] bytes store(const P& p) {
    return record::stored(p);
}
template <Proposal P>
[[nodiscard]] P load_proposal(std::span<const std::byte> raw) {
    return record::loaded<P>(raw, "proposal");
}

}  // namespace SPNN_NAMESPACE::coordinate
