// split/policy.hpp: what a party is willing to take part in, whatever the coordinator proposes.
// Local to the party (coordinate/policy.hpp).

#pragma once

#include <spnn/coordinate/policy.hpp>
#include <spnn/split/description.hpp>
#include <spnn/split/proposal.hpp>

#include <set>

namespace SPNN_NAMESPACE::split {

using coordinate::policy_error;

struct policy {
    std::set<std::string> protocols{"masked", "shared", "encrypted"};  // first layers
    std::set<std::string> rings{"z2k<64>", "z2k<128>"};       // what the sums of `masked` and `shared` are computed in
    std::set<std::string> ciphers{"rlwe", "paillier"};        // of `encrypted`
    std::set<std::string> networks{};                         // by name; empty: any that the program can run
    std::set<std::string> optimizers{"adam", "sgd", "sgld"};  // by name
    std::size_t min_holders = 2;                              // feature holders, this party among them
    std::size_t min_security_bits = 128;                      // of `encrypted`: less can be broken
    std::size_t max_security_bits = 128;                      // and more makes a run of days out of one of hours
    int max_range_bits = 20;                                  // |h1| <= 2^range_bits: how much a sum may carry
    std::size_t max_columns = 65'536;  // of all holders: in `shared` every holder keeps matrices as wide
    // What the network may learn, first layer and all: numbers of which a party keeps several copies.
    std::size_t max_parameters = 10'000'000;
    std::size_t max_rows = 100'000'000;  // of training: in `shared` every holder keeps as many masked rows
    std::size_t max_batch = 1'000'000;   // rows of a batch: every party keeps matrices as long
    std::size_t max_evaluate_rows = 0;   // scored after every epoch: with these the server solves for features
    std::size_t max_epochs = 1000;       // each one shows the server more of h1 (docs/threat_model.md)
    double max_learning_rate = 10;       // beyond, one step makes the weights a function of features and labels
    // Of learning rate times l2 and weight_decay, likewise: at 1 nothing is left of first weights.
    double max_decay = 0.1;
    bool intersection_only = false;  // refuses rows that are said to be in order already

    // All rules, for reading them from a configuration (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& p, F&& f) {
        using size = record::number<std::size_t>;
        f("protocols", coordinate::allowed_names{}, p.protocols);
        f("rings", coordinate::allowed_names{}, p.rings);
        f("ciphers", coordinate::allowed_names{}, p.ciphers);
        f("min_holders", size{1, most::holders}, p.min_holders);
        f("min_security_bits", size{least_security_bits, most::security_bits}, p.min_security_bits);
        f("max_security_bits", size{least_security_bits, most::security_bits}, p.max_security_bits);
        f("max_columns", size{1, most::holders * most::columns}, p.max_columns);
        f("max_parameters", size{1}, p.max_parameters);
        coordinate::common_rules::for_each_field(p, f);
    }
};

namespace detail {

// policy_error for a network that learns too much. A name that is no text of a network (split/description.hpp) says
// nothing of its size; only programs that have been written to know it can run it.
inline void require_size(const policy& rules, const plan& p) {
    std::optional<network_description> network;
    try {
        network = parse_zones(p.network);
    } catch (const data_error&) {
        return;
    }
    coordinate::require_at_most("max_parameters", rules.max_parameters, network->parameters(p.total_columns()),
                                " numbers that the network learns");
}

}  // namespace detail

// Throws policy_error, naming the rule, when the proposal breaks one, and usage_error for what no plan may have. Sizes
// that are not known yet break none.
inline void require_allowed(const policy& rules, const proposal& p) {
    record::check(p, "proposal");
    const auto& plan = p.plan;
    coordinate::require_listed("protocols", rules.protocols, p.protocol);
    coordinate::require_listed("rings", rules.rings, p.ring);
    require<policy_error>(plan.holders() >= rules.min_holders, "policy: min_holders is ", rules.min_holders,
                          "; the run has ", plan.holders(), " feature holders");
    if (p.protocol == "encrypted") {
        coordinate::require_listed("ciphers", rules.ciphers, p.cipher);
        require<policy_error>(plan.security_bits >= rules.min_security_bits, "policy: min_security_bits is ",
                              rules.min_security_bits, "; the run proposes ", plan.security_bits);
        coordinate::require_at_most("max_security_bits", rules.max_security_bits, plan.security_bits);
    }
    coordinate::require_at_most("max_columns", rules.max_columns, plan.total_columns(), " columns of all holders");
    coordinate::common_rules::require(rules, p);
    detail::require_size(rules, plan);
}

}  // namespace SPNN_NAMESPACE::split
