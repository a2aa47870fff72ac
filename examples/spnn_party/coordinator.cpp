#include "party.hpp"

#include "results.hpp"
#include "status.hpp"

#include <spnn/split/coordinated.hpp>

namespace spnn_party {

namespace split = spnn::split;

exit_code run_coordinator(const config& c, bool predict_only, const linker& link, const logger& log) {
    auto terms = *c.plan;
    terms.predict_only = predict_only;
    status display(terms.plan.epochs);
    spnn::coordinate::coordinator_options options;
    options.start_within = c.start_within;
    options.silence = c.silence;
    options.on_event = [&](const std::string& event) { log.info(event); };
    options.on_report = [&](const std::string& name, const spnn::coordinate::party_report& r) {
        display.show(name, r);
    };
    options.on_epoch = [&](const spnn::coordinate::epoch_news& news) { display.show(news); };
    options.pause_wanted = [] { return stop_wanted().load(); };

    std::vector<std::string> parties;
    for (const auto& party : split::parties_of(links_of(terms), terms.plan)) parties.push_back(party.name());
    split::coordinator<spnn::net::any_transport> coordinator(
        terms, parties,
        [&](const std::string& party, spnn::deadline until) { return link(party, purpose::coordination, until); },
        options);
    const auto keep_history = [&] {
        if (!predict_only && !coordinator.history().empty()) write_history(c.state, coordinator.history());
    };
    std::string verdict;
    try {
        coordinator.run();
    } catch (const spnn::protocol_error& e) {
        verdict = e.what();
    }
    link.stop("the run is over");
    display.end();
    keep_history();
    if (!verdict.empty()) {
        log.error("failed", {{"verdict", verdict}});
        return exit_code::failed;
    }
    const bool paused = coordinator.paused();
    log.info(paused ? "paused; start all again with --resume" : "done");
    return paused ? exit_code::paused : exit_code::done;
}

}  // namespace spnn_party
