#include "party.hpp"

#include "networks.hpp"
#include "results.hpp"
#include "roles.hpp"

#include <thread>

namespace spnn_party {

namespace {

namespace net = spnn::net;
namespace split = spnn::split;
using spnn::require;

// Refuses terms in which this party has no place, or whose network is none.
void require_place(const split::party& self, const split::proposal& terms) {
    const auto all = split::parties_of(links_of(terms), terms.plan);
    require<spnn::usage_error>(std::ranges::find(all, self) != all.end(), "the run has no ", self.name(), ": it has ",
                               terms.plan.holders(), " holders, protocol ", terms.protocol, ", and the labels are at ",
                               terms.plan.label_owner().name());
    check_network(terms.plan);
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

// For prediction alone the plan's training rows mean nothing; they only have to be there.
[[nodiscard]] spnn::coordinate::party_facts facts_for(const prepared_rows& rows, bool predict_only) {
    auto facts = rows.facts();
    if (predict_only && !rows.test_ids.empty()) facts.train_rows = 1;
    return facts;
}

outcome take_part(const config& c, const split::party& self, bool resume, const linker& link, member& at,
                  const logger& log) {
    const auto terms = at.await_terms();
    require_place(self, terms);
    require<spnn::usage_error>(!c.defence || self == terms.plan.label_owner(),
                               "configuration: defence: only the label owner has one, which is ",
                               terms.plan.label_owner().name());
    log.info("terms", {{"protocol", terms.protocol},
                       {"network", terms.plan.network},
                       {"epochs", static_cast<std::int64_t>(terms.plan.epochs)},
                       {"holders", static_cast<std::int64_t>(terms.plan.holders())}});
    const auto rows = rows_of(c, self, terms, link, at, log);
    const auto facts = facts_for(rows, terms.predict_only);
    work w{c, link, log, at, rows, self, at.await_plan(facts)};
    w.agreed.plan = spnn::coordinate::plan_of(w.agreed);
    auto saved = resume || terms.predict_only ? held(w) : spnn::coordinate::epochs_held{{}, self == split::the_dealer};
    w.agreed = at.await_start(std::move(saved));
    w.agreed.plan = spnn::coordinate::plan_of(w.agreed);
    log.info("start", {{"first_epoch", static_cast<std::int64_t>(w.agreed.plan.first_epoch + 1)}});
    auto out = play(w);
    if (self == terms.plan.label_owner()) write_results(w, out);
    return out;
}

}  // namespace

exit_code run_party(const config& c, bool resume, const linker& link, const logger& log) {
    const auto self = split::party_named(c.self);
    require<spnn::usage_error>(self.has_value(), "configuration: self: there is no party named ", c.self);
    std::optional<net::any_transport> to_coordinator;
    try {
        to_coordinator.emplace(link("coordinator", purpose::coordination, spnn::deadline::after(c.start_within)));
    } catch (const spnn::error& e) {
        log.error("failed", {{"verdict", spnn::text("no link to the coordinator: ", e.what())}});
        return exit_code::failed;
    }
    member at(std::move(*to_coordinator), *self, {.silence = c.silence, .patience = c.patience, .policy = c.policy});
    at.also_cut(link.stop);
    std::jthread watch([&](const std::stop_token& over) {
        while (!over.stop_requested()) {
            if (stop_wanted()) return at.ask_for_pause();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    });
    const auto failed = [&](const std::exception& what, const std::string& peer) {
        log.error("failed", {{"here", what.what()}, {"verdict", at.fail(what, peer)}});
        return exit_code::failed;
    };
    try {
        const auto out = take_part(c, *self, resume, link, at, log);
        at.finish(out.paused);
        log.info(out.paused ? "paused; start again with --resume" : "done");
        return out.paused ? exit_code::paused : exit_code::done;
    } catch (const spnn::transport_error& e) {
        return failed(e, at.activity()->now().peer);
    } catch (const spnn::protocol_error& e) {
        return failed(e, at.activity()->now().peer);
    } catch (const std::exception& e) {  // its own: rows, policy, files
        return failed(e, "");
    }
}

}  // namespace spnn_party
