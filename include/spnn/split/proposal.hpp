// split/proposal.hpp: what a coordinator proposes to the parties of a split network (coordinate/proposal.hpp).

#pragma once

#include <spnn/coordinate/proposal.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/split/plan.hpp>

namespace SPNN_NAMESPACE::split {

using coordinate::alignment_mode;
using coordinate::party_facts;

// Everything a run is made of. Sizes of the plan (columns, rows) and its first epoch are zero until all parties have
// said what they hold.
struct proposal {
    std::string protocol;             // the name of a first layer
    std::string ring{z2k<64>::name};  // of `masked` and `shared`
    std::string cipher = "rlwe";      // of `encrypted` (split/protocols.hpp has those there are)
    alignment_mode alignment = alignment_mode::intersection;  // of the rows
    double test_fraction = 0.3;    // of the common rows; predicted after training, never trained on
    std::uint64_t split_seed = 1;  // for which common rows are the test
    bool predict_only = false;     // no training: the parties bring new rows and their saved weights
    split::plan plan;              // all the rest

    // All of it, as in the plan.
    template <class Self, class F>
    static void for_each_field(Self& p, F&& f) {
        f("protocol", record::string{64}, p.protocol);
        f("ring", record::string{64}, p.ring);
        f("cipher", record::string{64}, p.cipher);
        coordinate::rows_of_a_run::for_each_field(p, f);
        split::plan::for_each_field(p.plan, f);
    }

    // What the coordinator asks of it (coordinate/proposal.hpp).
    [[nodiscard]] std::vector<std::string> parties() const {
        std::vector<std::string> names{the_server.name()};
        for (std::size_t j = 0; j < plan.holders(); ++j) names.push_back(the_holder(j).name());
        if (!plan.label_holder) names.push_back(the_labeler.name());
        return names;
    }
    [[nodiscard]] std::string reporter() const { return plan.label_owner().name(); }
    [[nodiscard]] bool runs_ahead(std::string_view party) const { return party == the_dealer.name(); }
    [[nodiscard]] bool states(const party& who, const party_facts& facts) const {
        const bool has_rows = is_holder(who) || who == plan.label_owner();
        return (!is_holder(who) || (who.number < plan.holders() && plan.columns[who.number] == facts.columns)) &&
               (!has_rows || plan.train_rows == facts.train_rows);
    }
    void settle(const coordinate::facts_by_party& facts) { plan = complete(plan, facts); }

    // The plan with its sizes, from what the parties bring; usage_error when that does not fit together.
    [[nodiscard]] static split::plan complete(split::plan p, const coordinate::facts_by_party& parties) {
        const auto facts_of = [&](const party& who) -> const party_facts& {
            const auto found = parties.find(who.name());
            require<usage_error>(found != parties.end(), "complete: nothing is known of ", who.name());
            return found->second;
        };
        for (std::size_t j = 0; j < p.holders(); ++j) p.columns[j] = facts_of(the_holder(j)).columns;
        const auto owner = p.label_owner().name();
        const auto& rows = facts_of(p.label_owner());
        for (const auto& [name, facts] : parties)
            require<usage_error>(name == the_server.name() || name == the_dealer.name() ||
                                     (facts.train_rows == rows.train_rows && facts.test_rows == rows.test_rows),
                                 name, " has ", facts.train_rows, " + ", facts.test_rows, " rows, ", owner, " has ",
                                 rows.train_rows, " + ", rows.test_rows, ": align them again");
        p.train_rows = rows.train_rows;
        check(p);
        return p;
    }
};

static_assert(coordinate::Proposal<proposal>);

}  // namespace SPNN_NAMESPACE::split
