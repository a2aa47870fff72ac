#include "party.hpp"

#include "results.hpp"
#include "shape.hpp"

#include <thread>

namespace spnn_party {

namespace {

namespace net = spnn::net;
namespace split = spnn::split;
using spnn::require;

// The party of that name in a run of these terms.
[[nodiscard]] split::party party_named(const std::string& name, const split::proposal& terms) {
    for (const auto& party : split::parties_of(shape_named(terms.network).links(terms), terms.plan))
        if (party.name() == name) return party;
    throw spnn::usage_error(spnn::text("the run has no ", name, ": it has ", terms.plan.holders(),
                                       " holders, protocol ", terms.protocol, ", and the labels are at ",
                                       terms.plan.label_owner().name()));
}

[[nodiscard]] bool has_rows(const split::party& self) { return self != split::the_server && self != split::the_dealer; }

[[nodiscard]] prepared_rows rows_of(const config& c, const split::party& self, const split::proposal& terms,
                                    const linker& link, member& at, const logger& log) {
    if (!has_rows(self)) return {};
    const auto& source = terms.predict_only ? c.new_rows : c.data;
    require<spnn::data_error>(source.has_value(), "configuration: ", self.name(), " needs an entry \"",
                              terms.predict_only ? "new_rows" : "data", "\"");
    const bool owns_labels = self == terms.plan.label_owner();
    const auto table = read_table(*source, owns_labels, !terms.predict_only);
    const auto common = common_rows(table.features.ids, c, terms, link, at, log);
    return prepare(table, common, terms, c.state);
}

// Refuses a plan that is not what this party has agreed to and brought.
void require_own(const split::proposal& agreed, const split::proposal& terms, const split::party_facts& facts,
                 const split::party& self) {
    auto without_sizes = agreed;
    without_sizes.plan.columns = terms.plan.columns;
    without_sizes.plan.train_rows = terms.plan.train_rows;
    without_sizes.plan.first_epoch = terms.plan.first_epoch;
    require<spnn::protocol_error>(store(without_sizes) == store(terms),
                                  "coordinator: has changed the terms of the run");
    const auto& plan = agreed.plan;
    const bool right_rows = !has_rows(self) || plan.train_rows == facts.train_rows;
    const bool right_columns = self.role != split::role::holder || plan.columns[self.number] == facts.columns;
    require<spnn::protocol_error>(right_rows && right_columns, "coordinator: the plan names other sizes than ",
                                  self.name(), " has stated");
}

// For prediction alone the plan's training rows mean nothing; they only have to be there.
[[nodiscard]] split::party_facts facts_for(const prepared_rows& rows, bool predict_only) {
    auto facts = rows.facts();
    if (predict_only && !rows.test_ids.empty()) facts.train_rows = 1;
    return facts;
}

// What beside the plan must be the same at all parties, so that they notice a coordinator that tells them apart.
[[nodiscard]] std::string terms_of(const split::proposal& p) {
    return spnn::text("run of ", p.predict_only ? "prediction" : "training", ", test_fraction ",
                      split::exact_text(p.test_fraction), ", split_seed ", p.split_seed, ", alignment ",
                      static_cast<int>(p.alignment));
}

outcome take_part(const config& c, bool resume, const linker& link, member& at, const logger& log) {
    const auto terms = at.await_terms();
    const auto self = party_named(c.self, terms);
    require<spnn::usage_error>(!c.defence || self == terms.plan.label_owner(),
                               "configuration: defence: only the label owner has one, which is ",
                               terms.plan.label_owner().name());
    split::require_allowed(c.policy, terms);
    log.info("terms", {{"protocol", terms.protocol},
                       {"network", terms.network},
                       {"epochs", static_cast<std::int64_t>(terms.plan.epochs)},
                       {"holders", static_cast<std::int64_t>(terms.plan.holders())}});
    const auto rows = rows_of(c, self, terms, link, at, log);
    const auto facts = facts_for(rows, terms.predict_only);
    const auto& network = shape_named(terms.network);
    work w{c, link, log, at, rows, self, at.await_plan(facts)};
    require_own(w.agreed, terms, facts, self);
    const auto plan_terms = w.agreed.plan.terms = terms_of(terms);
    auto held = resume || terms.predict_only ? network.held(w) : split::epochs_held{{}, self == split::the_dealer};
    w.agreed = at.await_start(std::move(held));
    require_own(w.agreed, terms, facts, self);
    w.agreed.plan.terms = plan_terms;
    log.info("start", {{"first_epoch", static_cast<std::int64_t>(w.agreed.plan.first_epoch + 1)}});
    auto out = network.play(w);
    if (self == terms.plan.label_owner()) write_results(w, out);
    return out;
}

}  // namespace

exit_code run_party(const config& c, bool resume, const linker& link, const logger& log) {
    std::optional<net::any_transport> to_coordinator;
    try {
        to_coordinator.emplace(link("coordinator", purpose::coordination, spnn::deadline::after(c.start_within)));
    } catch (const spnn::error& e) {
        log.error("failed", {{"verdict", spnn::text("no link to the coordinator: ", e.what())}});
        return exit_code::failed;
    }
    member at(std::move(*to_coordinator), {.silence = c.silence, .patience = c.patience});
    at.also_cut(link.stop);
    std::jthread watch([&](const std::stop_token& over) {
        while (!over.stop_requested()) {
            if (stop_wanted()) return at.ask_for_pause();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    });
    const auto failed = [&](const std::string& what, const std::string& peer) {
        log.error("failed", {{"here", what}, {"verdict", at.fail(what, peer)}});
        return exit_code::failed;
    };
    try {
        const auto out = take_part(c, resume, link, at, log);
        at.finish(out.paused);
        log.info(out.paused ? "paused; start again with --resume" : "done");
        return out.paused ? exit_code::paused : exit_code::done;
    } catch (const spnn::transport_error& e) {
        return failed(e.what(), at.activity()->now().peer);
    } catch (const spnn::protocol_error& e) {
        return failed(e.what(), at.activity()->now().peer);
    } catch (const std::exception& e) {  // its own: rows, policy, files
        return failed(e.what(), "");
    }
}

}  // namespace spnn_party
