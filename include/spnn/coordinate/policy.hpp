// coordinate/policy.hpp: the rules that every wing's policy has: what a party is willing to take part in, whatever the
// coordinator proposes.
//
// Local to the party and checked by it, before it shows anything of its data, and again once all sizes are known
// (coordinate/membership.hpp). The coordinator is so only trusted to bring the parties together. A policy is a struct
// of its wing (split/policy.hpp) with these members among its own.

#pragma once

#include <spnn/coordinate/rows_of_a_run.hpp>
#include <spnn/core/most.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/train/terms.hpp>

#include <set>

namespace SPNN_NAMESPACE::coordinate {

// A run is not what this party's policy allows; the other parties may be told which rule it breaks.
class policy_error : public usage_error {
public:
    using usage_error::usage_error;
    // All of it: which rule, and what the run proposes.
    [[nodiscard]] std::string told() const override { return what(); }
};

// The kind (core/record.hpp) of a rule that lists names.
struct allowed_names {
    // All names are allowed; a run that proposes another is refused.
    [[nodiscard]] static std::string wrong(const std::set<std::string>&) { return {}; }
    // One after the other.
    [[nodiscard]] static std::string show(const std::set<std::string>& listed) {
        std::string list;
        for (const auto& name : listed) list += (list.empty() ? "" : ", ") + name;
        return list;
    }
};

// policy_error unless the list has the name.
inline void require_listed(const char* rule, const std::set<std::string>& names, std::string_view proposed) {
    require<policy_error>(names.contains(std::string(proposed)), "policy: ", rule, " allows ",
                          allowed_names::show(names), "; the run proposes ", proposed);
}
// policy_error for more than that; `of_what`: " rows".
template <class Number>
void require_at_most(const char* rule, Number most, Number proposed, const char* of_what = "") {
    require<policy_error>(proposed <= most, "policy: ", rule, " is ", most, "; the run proposes ", proposed, of_what);
}

// The rules about what every plan has. Self is a policy with these members.
struct common_rules {
    // f(name, kind, member) for each of them (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& p, F&& f) {
        using size = record::number<std::size_t>;
        f("networks", allowed_names{}, p.networks);
        f("optimizers", allowed_names{}, p.optimizers);
        f("max_range_bits", record::number<int>{0, 126}, p.max_range_bits);
        f("max_rows", size{1, most::rows}, p.max_rows);
        f("max_batch", size{1, most::batch}, p.max_batch);
        f("max_evaluate_rows", size{0, most::rows}, p.max_evaluate_rows);
        f("max_epochs", size{1, most::epochs}, p.max_epochs);
        f("max_learning_rate", record::number<double>{0, 1e6}, p.max_learning_rate);
        f("max_decay", record::number<double>{0, 1e6}, p.max_decay);
        f("intersection_only", record::flag{}, p.intersection_only);
    }

    // policy_error, naming the rule, when the proposal, whose fields are within their bounds (record::check), breaks
    // one.
    template <class Policy, class P>
    static void require(const Policy& rules, const P& p) {
        const auto& plan = p.plan;
        if (!rules.networks.empty()) require_listed("networks", rules.networks, plan.network);
        require_listed("optimizers", rules.optimizers, plan.rule.optimizer.name());
        require_at_most("max_range_bits", rules.max_range_bits, train::bits_of<z2k<64>>(plan).second);
        require_at_most("max_rows", rules.max_rows, plan.train_rows, " rows");
        require_at_most("max_batch", rules.max_batch, plan.batch, " rows of a batch");
        require_at_most("max_evaluate_rows", rules.max_evaluate_rows, plan.evaluate_rows,
                        " rows to score after every epoch");
        require_at_most("max_epochs", rules.max_epochs, plan.epochs, " epochs");
        const auto batches = (plan.train_rows + plan.batch - 1) / plan.batch;
        const double rate = plan.rule.rate.largest(plan.epochs * batches);
        require_at_most("max_learning_rate", rules.max_learning_rate, rate);
        require_at_most("max_decay", rules.max_decay, rate * (plan.rule.l2 + plan.rule.weight_decay),
                        " (learning rate times decay)");
        spnn::require<policy_error>(!rules.intersection_only || p.alignment == alignment_mode::intersection,
                                    "policy: intersection_only is set; the run proposes rows that are in order ",
                                    "already");
    }
};

}  // namespace SPNN_NAMESPACE::coordinate
