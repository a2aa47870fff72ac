#include <hostile/support/coordinated.hpp>

namespace hostile_tests {

namespace {

using peers = std::map<split::party, transport>;

void take_part(const std::string& name, transport to_coordinator, peers links, milliseconds timeout) {
    const auto self = split::party_named(name).value();
    split::membership_options options{milliseconds(5), timeout, 4 * timeout};
    options.policy.max_epochs = 10;
    split::membership<transport> at(std::move(to_coordinator), self, options);
    auto request = coordinated_request();
    try {
        static_cast<void>(at.await_terms());
        static_cast<void>(at.await_plan(coordinated_facts(name)));
        request.plan = spnn::coordinate::plan_of(at.await_start({{}, self == split::the_dealer}));
        own_links own(timeout);
        for (auto& [peer, link] : links) own.connect(peer, at.guard(std::move(link), peer.name()));
        split::party_options mine;
        mine.on_step = [&](const split::step& now) { at.at_step(now.epoch, now.at.step); };
        request.labels.on_epoch = [&](const split::epoch_report& e) {
            at.epoch_finished({e.epoch, {e.train_loss, e.evaluate_loss}});
        };
        play_shared(self, request, std::move(own), mine);
        at.finish();
    } catch (const spnn::transport_error& e) {
        static_cast<void>(at.fail(e, at.activity()->now().peer));
        throw;
    } catch (const std::exception& e) {
        static_cast<void>(at.fail(e, ""));
        throw;
    }
}

}  // namespace

run_request coordinated_request() {
    auto request = test::small_request(2, 1);
    request.plan.batch = 32;
    request.plan.evaluate_rows = 0;
    request.plan.label_holder = 1;
    return request;
}

split::proposal coordinated_terms() {
    split::proposal p;
    p.protocol = "shared";
    p.plan.network = "small";
    p.alignment = spnn::coordinate::alignment_mode::in_order;
    p.plan = coordinated_request().plan;
    p.plan.columns = {0, 0};
    p.plan.train_rows = 0;
    return p;
}

spnn::coordinate::party_facts coordinated_facts(const std::string& who) {
    const auto plan = coordinated_request().plan;
    if (who == "holder_1") return {plan.columns[0], plan.train_rows, 5};
    if (who == "holder_2") return {plan.columns[1], plan.train_rows, 5};
    return {};
}

void coordinate(std::map<std::string, transport> to_parties, milliseconds waits,
                const std::vector<std::string>& parties) {
    spnn::coordinate::coordinator_options options;
    options.start_within = 2 * waits;
    options.silence = waits;
    options.settle = milliseconds(20);
    split::coordinator<transport> table(
        coordinated_terms(), parties,
        [&](const std::string& name, spnn::deadline) { return std::move(to_parties.at(name)); }, options);
    table.run();
}

scene coordinated_run() {
    return [](stage& at, milliseconds timeout) {
        struct ends {
            std::map<std::string, transport> of_coordinator, to_coordinator;
            std::map<std::string, peers> between;
        };
        const auto own = std::make_shared<ends>();
        for (const auto& name : coordinated_parties) {
            auto [near, far] = at.link("coordinator", name);
            own->of_coordinator.emplace(name, std::move(near));
            own->to_coordinator.emplace(name, std::move(far));
        }
        const split::topology shape{split::holder_links::mesh, true};
        const auto plan = coordinated_request().plan;
        const auto parties = split::parties_of(shape, plan);
        for (const auto& a : parties)
            for (const auto& b : parties)
                if (a < b && split::are_linked(shape, plan, a, b)) {
                    auto [near, far] = at.link(a.name(), b.name());
                    own->between[a.name()].emplace(b, std::move(near));
                    own->between[b.name()].emplace(a, std::move(far));
                }
        cast all;
        for (const auto& name : coordinated_parties)
            all.emplace_back(name, [=] {
                take_part(name, std::move(own->to_coordinator.at(name)), std::move(own->between.at(name)), timeout);
            });
        all.emplace_back("coordinator", [=] { coordinate(std::move(own->of_coordinator), timeout); });
        return all;
    };
}

}  // namespace hostile_tests
