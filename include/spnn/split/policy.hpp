// split/policy.hpp: what a party is willing to take part in, whatever the coordinator proposes.
//
// Local to the party and checked by it, before it shows anything of its data, and again once all sizes are known
// (split/membership.hpp). The coordinator is so only trusted to bring the parties together.

#pragma once

#include <spnn/core/ring/z2k.hpp>
#include <spnn/split/proposal.hpp>

#include <set>

namespace spnn::inline SPNN_ABI::split {

// A run is not what this party's policy allows; the other parties may be told which rule it breaks.
class policy_error : public usage_error {
public:
    using usage_error::usage_error;
    // All of it: which rule, and what the run proposes.
    [[nodiscard]] std::string told() const override { return what(); }
};

struct policy {
    std::set<std::string> protocols{"masked", "shared", "encrypted"};  // first layers
    std::set<std::string> rings{"z2k<64>", "z2k<128>"};       // what the sums of `masked` and `shared` are computed in
    std::set<std::string> networks{};                         // empty: any that the program knows
    std::set<std::string> optimizers{"adam", "sgd", "sgld"};  // by name
    std::size_t min_holders = 2;                              // feature holders, this party among them
    std::size_t min_key_bits = 3072;                          // of `encrypted`: less can be broken
    std::size_t max_key_bits = 4096;                          // and more makes a run of hours out of one of minutes
    int max_range_bits = 20;                                  // |h1| <= 2^range_bits: how much a sum may carry
    std::size_t max_columns = 65'536;    // of all holders: in `shared` every holder keeps matrices as wide
    std::size_t max_rows = 100'000'000;  // of training: in `shared` every holder keeps as many masked rows
    std::size_t max_batch = 1'000'000;   // rows of a batch: every party keeps matrices as long
    std::size_t max_evaluate_rows = 0;   // scored after every epoch: with these the server solves for features
    std::size_t max_epochs = 1000;       // each one shows the server more of h1 (docs/threat_model.md)
    double max_learning_rate = 10;       // beyond, one step makes the weights a function of features and labels
    double max_decay =
        0.1;  // of learning rate times l2 and weight_decay, likewise: at 1 nothing is left of first weights
    bool intersection_only = false;  // refuses rows that are said to be in order already

    // All rules, for reading them from a configuration (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& p, F&& f) {
        using size = record::number<std::size_t>;
        f("protocols", names{}, p.protocols);
        f("rings", names{}, p.rings);
        f("networks", names{}, p.networks);
        f("optimizers", names{}, p.optimizers);
        f("min_holders", size{1, most::holders}, p.min_holders);
        f("min_key_bits", size{1, most::key_bits}, p.min_key_bits);
        f("max_key_bits", size{1, most::key_bits}, p.max_key_bits);
        f("max_range_bits", record::number<int>{0, 126}, p.max_range_bits);
        f("max_columns", size{1, most::holders * most::columns}, p.max_columns);
        f("max_rows", size{1, most::rows}, p.max_rows);
        f("max_batch", size{1, most::batch}, p.max_batch);
        f("max_evaluate_rows", size{0, most::rows}, p.max_evaluate_rows);
        f("max_epochs", size{1, most::epochs}, p.max_epochs);
        f("max_learning_rate", record::number<double>{0, 1e6}, p.max_learning_rate);
        f("max_decay", record::number<double>{0, 1e6}, p.max_decay);
        f("intersection_only", record::flag{}, p.intersection_only);
    }

    // The kind of a rule that lists names.
    struct names {
        // All names are allowed; a run that proposes another is refused.
        [[nodiscard]] static std::string wrong(const std::set<std::string>&) { return {}; }
        // One after the other.
        [[nodiscard]] static std::string show(const std::set<std::string>& listed) {
            std::string list;
            for (const auto& name : listed) list += (list.empty() ? "" : ", ") + name;
            return list;
        }
    };
};

// Throws policy_error, naming the rule, when the proposal breaks one, and usage_error for what no plan may have. Sizes
// that are not known yet break none.
inline void require_allowed(const policy& rules, const proposal& p) {
    record::check(p, "proposal");
    const auto& plan = p.plan;
    const auto listed = [](const char* rule, const std::set<std::string>& names, std::string_view proposed) {
        require<policy_error>(names.contains(std::string(proposed)), "policy: ", rule, " allows ",
                              policy::names::show(names), "; the run proposes ", proposed);
    };
    const auto at_most = [](const char* rule, auto most, auto proposed, const char* of_what) {
        require<policy_error>(proposed <= most, "policy: ", rule, " is ", most, "; the run proposes ", proposed,
                              of_what);
    };
    listed("protocols", rules.protocols, p.protocol);
    listed("rings", rules.rings, p.ring);
    if (!rules.networks.empty()) listed("networks", rules.networks, p.network);
    listed("optimizers", rules.optimizers, plan.rule.optimizer.name());
    require<policy_error>(plan.holders() >= rules.min_holders, "policy: min_holders is ", rules.min_holders,
                          "; the run has ", plan.holders(), " feature holders");
    if (p.protocol == "encrypted") {
        require<policy_error>(plan.key_bits >= rules.min_key_bits, "policy: min_key_bits is ", rules.min_key_bits,
                              "; the run proposes keys of ", plan.key_bits, " bits");
        at_most("max_key_bits", rules.max_key_bits, plan.key_bits, " bits");
    }
    at_most("max_range_bits", rules.max_range_bits, bits_of<z2k<64>>(plan).second, "");
    at_most("max_columns", rules.max_columns, plan.total_columns(), " columns of all holders");
    at_most("max_rows", rules.max_rows, plan.train_rows, " rows");
    at_most("max_batch", rules.max_batch, plan.batch, " rows of a batch");
    at_most("max_evaluate_rows", rules.max_evaluate_rows, plan.evaluate_rows, " rows to score after every epoch");
    at_most("max_epochs", rules.max_epochs, plan.epochs, " epochs");
    const auto batches = (plan.train_rows + plan.batch - 1) / plan.batch;
    const double rate = plan.rule.rate.largest(plan.epochs * batches);
    at_most("max_learning_rate", rules.max_learning_rate, rate, "");
    at_most("max_decay", rules.max_decay, rate * (plan.rule.l2 + plan.rule.weight_decay),
            " (learning rate times decay)");
    require<policy_error>(!rules.intersection_only || p.alignment == alignment_mode::intersection,
                          "policy: intersection_only is set; the run proposes rows that are in order already");
}

}  // namespace spnn::inline SPNN_ABI::split
