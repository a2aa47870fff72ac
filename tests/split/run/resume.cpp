// Runs that are broken off and taken up again: they end as if nothing had happened.

#include <spnn/split/cost.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>
#include <spnn/split/simulate.hpp>
#include <spnn/split/use.hpp>

#include <split/support/roles.hpp>
#include <split/support/schemes.hpp>
#include <split/support/tally.hpp>
#include <support/errors.hpp>
#include <support/scratch.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

using namespace test;
using spnn::usage_error;

constexpr std::array all_protocols{protocol::in_the_clear, protocol::masked, protocol::shared, protocol::encrypted};

// Calls f with the type of the protocol.
template <class F>
auto with_type(protocol p, F&& f) {
    switch (p) {
        case protocol::masked: return f(std::type_identity<split::masked<>>());
        case protocol::shared: return f(std::type_identity<split::shared<>>());
        case protocol::encrypted: return f(std::type_identity<encrypted<spnn::z2k<64>>>());
        default: return f(std::type_identity<split::in_the_clear<>>());
    }
}

[[nodiscard]] std::size_t resumable(protocol p, const split::plan& plan, const fs::path& folder) {
    return with_type(p, [&]<class First>(std::type_identity<First>) {
        return split::resumable_epoch<small_net, First>(plan, folder);
    });
}

// What each party with weights holds, in the order of parties_of.
[[nodiscard]] std::vector<std::vector<std::size_t>> held(protocol p, const split::plan& plan, const fs::path& folder) {
    return with_type(p, [&]<class First>(std::type_identity<First>) {
        std::vector<std::vector<std::size_t>> all;
        for (const auto& who : split::parties_of(First::links, plan))
            if (who != the_dealer)
                all.push_back(spnn::store::checkpoint_store(folder / who.name())
                                  .held(split::checkpoint_owner_of<First>(plan, who, split::outline_of<small_net>())));
        return all;
    });
}

[[nodiscard]] bool same_history(const run_result& a, const run_result& b) {
    return std::ranges::equal(a.history, b.history, [](const auto& x, const auto& y) {
        return x.train_loss == y.train_loss && x.evaluate_loss == y.evaluate_loss;
    });
}

// Weights, predictions and the losses of all epochs; what was reported on the way, as far as `a` has seen it.
[[nodiscard]] bool same_end(const run_result& a, const run_result& b) {
    return split::bitwise_equal(a.weights, b.weights) && same(a.predictions, b.predictions) && same_history(a, b) &&
           a.losses.size() <= b.losses.size() && std::equal(a.losses.rbegin(), a.losses.rend(), b.losses.rbegin()) &&
           a.how == b.how;
}

// The request from the given epoch on, on another day: other private seeds are asked for, and must not matter unless
// the run is fresh.
[[nodiscard]] run_request from(run_request request, std::size_t epoch) {
    request.plan.first_epoch = epoch;
    if (epoch > 0) request.seed = 1000 + epoch;
    return request;
}

// The request with a pause after each of these epochs, counted from 1.
[[nodiscard]] run_request pausing(run_request request, std::set<std::size_t> after) {
    request.labels.pause_after_epoch = [after, done = request.plan.first_epoch]() mutable {
        return after.contains(++done);
    };
    return request;
}

// Runs up to `epoch`, and from there to the end of the plan.
[[nodiscard]] run_result in_two_parts(protocol p, run_request request, std::size_t epoch) {
    const scratch here;
    request.checkpoints = here.folder;
    auto first = request;
    first.plan.epochs = epoch;
    static_cast<void>(run(p, ring::z2k_64, first));
    CHECK(resumable(p, request.plan, here.folder) == epoch);
    return run(p, ring::z2k_64, from(request, epoch));
}

const std::vector<split::update_rule> all_rules{
    {nn::sgd{}, 0.2},
    {nn::sgd{.momentum = 0.9}, nn::schedule::cosine(0.2, 0.01, 8), 0.001, 1.0},
    {nn::adam{}, nn::schedule::step_decay(0.05, 0.5, 4)},
    {nn::sgld{}, nn::schedule::exponential(0.05, 0.9, 2)},
};

// The rule in two parts that meet after `epoch`, by the protocol, with labels at a holder or at a party of their own.
void check_two_parts(protocol p, const split::update_rule& rule, bool label_only, std::size_t epoch) {
    auto request = small_request(2, 3);
    request.plan.rule = rule;
    if (label_only) request.plan.label_holder.reset();
    CAPTURE(name_of(p));
    CAPTURE(spnn::record::show(rule));
    const auto whole = run(p, ring::z2k_64, request);
    CHECK(whole.history.size() == 3);
    CHECK(same_end(in_two_parts(p, request, epoch), whole));
}

TEST_CASE("split/run/resume: a run in two parts ends with the same bits, by every protocol and optimizer") {
    std::size_t count = 0;
    for (const auto& rule : all_rules) {
        for (const auto p : all_protocols) {
            check_two_parts(p, rule, count % 2 == 1, 1 + count / 2 % 2);
            ++count;
        }
        ++count;
    }
}

TEST_CASE("split/run/resume: wherever the parts meet, whoever has the labels" * doctest::test_suite("slow")) {
    for (const auto& rule : all_rules)
        for (const auto p : all_protocols)
            for (const bool label_only : {false, true})
                for (const std::size_t epoch : {1U, 2U}) check_two_parts(p, rule, label_only, epoch);
}

TEST_CASE(
    "split/run/resume: other rings, more holders, no evaluation, features opened per batch, labels in the middle") {
    auto request = small_request(3, 3);
    request.plan.label_holder = 1;
    request.plan.keep_masked_features = false;
    request.plan.evaluate_rows = 0;
    CHECK(same_end(in_two_parts(protocol::shared, request, 2), run(protocol::shared, ring::z2k_64, request)));
    const scratch here;
    request.checkpoints = here.folder;
    const auto whole = run(protocol::masked, ring::mersenne61, request);
    CHECK(whole.history.size() == 3);
    CHECK_FALSE(whole.history[0].evaluate_loss.has_value());
    CHECK(same_end(run(protocol::masked, ring::mersenne61, from(request, 2)), whole));
}

TEST_CASE("split/run/resume: a run may be paused at any epochs, and goes on until its end") {
    for (const auto p : {protocol::masked, protocol::shared}) {
        const scratch here;
        auto request = small_request(2, 5);
        const auto whole = run(p, ring::z2k_64, request);
        CHECK(whole.how == split::ending::finished);
        request.checkpoints = here.folder;
        std::size_t done = 0;
        for (const std::size_t next : {2U, 3U}) {
            wiretap tap;
            auto part = pausing(from(request, done), {2, 3, 5});
            part.links = tap.factory();
            const auto paused = run(p, ring::z2k_64, part);
            CHECK(paused.how == split::ending::paused);
            CHECK(paused.history.size() == next);
            CHECK(resumable(p, request.plan, here.folder) == next);
            CHECK(net::payload_values<std::uint8_t>(tap.of_kind<spnn::train::verdict>(the_server, the_holder(1)).back())
                      .at(0) == 2);
            done = next;
        }
        // A wish to pause after the last epoch comes too late to be one.
        CHECK(same_end(run(p, ring::z2k_64, pausing(from(request, 3), {5})), whole));
    }
}

TEST_CASE("split/run/resume: roles tell how training ended, and predict after a pause") {
    const scratch here;
    role_script script(small_request(2, 3));
    script.request = pausing(script.request, {1});
    const auto usual = script.options;
    std::mutex lock;
    std::map<party, std::size_t> steps;
    script.options = [&](party who) {
        auto own = usual(who);
        own.checkpoints.emplace(here.folder / who.name());
        own.on_step = [&, who](const split::step&) {
            const std::scoped_lock guard(lock);
            ++steps[who];
        };
        return own;
    };
    const auto outcome = sound_roles(script);
    CHECK(outcome.predictions.size() == 1);
    for (const auto& who : {the_server, the_holder(0), the_holder(1), the_dealer}) {
        CHECK(outcome.endings.at(who) == split::ending::paused);
        CHECK(steps.at(who) == 3 + 2 + 1);
    }
    CHECK_FALSE(fs::exists(here.folder / "dealer"));
    script.request.plan.first_epoch = 1;
    script.request.labels.pause_after_epoch = nullptr;
    for (const auto& [who, how] : sound_roles(script).endings) CHECK(how == split::ending::finished);
}

TEST_CASE("split/run/resume: early stopping counts the epochs of earlier sessions, and an ended run stays ended") {
    for (const auto p : {protocol::masked, protocol::shared})
        for (const bool label_only : {false, true}) {
            const scratch here;
            auto request = small_request(2, 9);
            request.plan.rule.rate = 0;  // the loss never falls: the first epoch is the best
            request.labels.early_stopping = {.patience = 3};
            if (label_only) request.plan.label_holder.reset();
            const auto whole = run(p, ring::z2k_64, request);
            CHECK(whole.history.size() == 4);
            request.checkpoints = here.folder;
            CHECK(run(p, ring::z2k_64, pausing(request, {2})).how == split::ending::paused);
            CHECK(same_end(run(p, ring::z2k_64, from(request, 2)), whole));
            CHECK(resumable(p, request.plan, here.folder) == 4);
            // Taken up again: nobody trains, everybody predicts.
            const auto again = run(p, ring::z2k_64, from(request, 4));
            CHECK(again.losses.empty());
            CHECK(same_end(again, whole));
            // With more patience it is worth going on.
            auto patient = from(request, 4);
            patient.labels.early_stopping.patience = 5;
            CHECK(run(p, ring::z2k_64, patient).history.size() == 6);
        }
}

TEST_CASE("split/run/resume: a finished run may be prolonged, or only predict") {
    const scratch here;
    auto request = small_request(2, 2);
    request.checkpoints = here.folder;
    const auto ended = run(protocol::masked, ring::z2k_64, request);
    CHECK(same_end(run(protocol::masked, ring::z2k_64, from(request, 2)), ended));
    request.plan.epochs = 4;
    CHECK(same_end(run(protocol::masked, ring::z2k_64, from(request, 2)),
                   run(protocol::masked, ring::z2k_64, small_request(2, 4))));
}

TEST_CASE("split/run/resume: parties that hold different epochs go on from the last that all hold") {
    const scratch here;
    auto request = small_request(3, 4);
    const auto whole = run(protocol::shared, ring::z2k_64, request);
    request.checkpoints = here.folder;
    static_cast<void>(run(protocol::shared, ring::z2k_64, pausing(request, {3})));
    fs::remove(here.folder / "holder_2" / "holder_2-epoch-3.checkpoint");
    CHECK(resumable(protocol::shared, request.plan, here.folder) == 2);
    CHECK(same_end(run(protocol::shared, ring::z2k_64, from(request, 2)), whole));
    for (const auto& own : held(protocol::shared, request.plan, here.folder))
        CHECK(own == std::vector<std::size_t>{3, 4});
}

// Breaks a run at `broken`, and checks what is left; then takes it up, whole.
void check_break(protocol p, run_request request, const link_factory& broken, const run_result& whole) {
    const scratch here;
    request.checkpoints = here.folder;
    auto breaking = request;
    breaking.links = broken;
    breaking.timeout = std::chrono::seconds(5);
    CHECK_THROWS_AS(static_cast<void>(run(p, ring::z2k_64, breaking)), spnn::error);
    std::size_t least = request.plan.epochs, most = 0;
    for (const auto& own : held(p, request.plan, here.folder)) {
        least = std::min(least, own.empty() ? 0 : own.back());
        most = std::max(most, own.empty() ? 0 : own.back());
    }
    CHECK(most <= least + 1);
    const auto epoch = resumable(p, request.plan, here.folder);
    CHECK(epoch == least);
    CHECK(same_end(run(p, ring::z2k_64, from(request, epoch)), whole));
}

// Every lane, its connection broken at bytes `stride` apart.
void check_breaks(protocol p, std::uint64_t stride) {
    auto request = small_request(2, 3);
    request.plan.rule = {nn::adam{}, 0.05};
    wiretap tap;
    auto tapped = request;
    tapped.links = tap.factory();
    const auto whole = run(p, ring::z2k_64, tapped);
    for (const auto& where : tap.lanes())
        for (std::uint64_t at = stride / 3; at < tap.traffic(where).first; at += stride) {
            const auto what = spnn::text(name_of(p), ", ", where.from.name(), " -> ", where.to.name(), ", byte ", at);
            CAPTURE(what);
            check_break(p, request, with_fault(where, {.kind = net::fault::drop, .at_byte = at}), whole);
        }
}

TEST_CASE("split/run/resume: wherever a connection breaks, parties are at most one epoch apart, and the run goes on") {
    for (const auto p : all_protocols) check_breaks(p, 2999);
}

TEST_CASE("split/run/resume: at very many places" * doctest::test_suite("slow")) {
    for (const auto p : all_protocols) check_breaks(p, 97);
}

TEST_CASE("split/run/resume: the label owner may fail in its own report, at any epoch") {
    for (std::size_t epoch = 0; epoch < 3; ++epoch) {
        const scratch here;
        auto request = small_request(2, 3);
        const auto whole = run(protocol::shared, ring::z2k_64, request);
        request.checkpoints = here.folder;
        auto failing = request;
        failing.labels.on_epoch = [&](const split::epoch_report& report) {
            if (report.epoch == epoch) throw std::runtime_error("the caller's own");
        };
        CHECK_THROWS_AS(static_cast<void>(run(protocol::shared, ring::z2k_64, failing)), std::runtime_error);
        CHECK(resumable(protocol::shared, request.plan, here.folder) == epoch);
        CHECK(same_end(run(protocol::shared, ring::z2k_64, from(request, epoch)), whole));
    }
}

TEST_CASE("split/run/resume: a run from the beginning replaces an earlier one of the same plan, never one of another") {
    const scratch here;
    auto request = small_request(2, 3);
    request.checkpoints = here.folder;
    static_cast<void>(run(protocol::masked, ring::z2k_64, request));
    auto other = request;
    other.plan.batch_seed = 9;
    const auto refusal = [&](protocol p, const run_request& asked) {
        return error_of<spnn::data_error>([&] { static_cast<void>(run(p, ring::z2k_64, asked)); });
    };
    CHECK(contains(refusal(protocol::masked, other), "another plan"));
    CHECK(contains(refusal(protocol::masked, from(other, 3)), "another plan"));
    CHECK(contains(refusal(protocol::shared, request), "another plan"));
    CHECK(resumable(protocol::masked, request.plan, here.folder) == 3);
    request.seed = 2;
    request.plan.epochs = 1;
    const auto fresh = run(protocol::masked, ring::z2k_64, request);
    CHECK(resumable(protocol::masked, request.plan, here.folder) == 1);
    CHECK(same_end(run(protocol::masked, ring::z2k_64, from(request, 1)), fresh));
}

TEST_CASE("split/run/resume: training twice in one session is refused, and costs no checkpoint") {
    const scratch here;
    role_script script(small_request(2, 3));
    script.predictions = 0;
    const auto usual = script.options;
    script.options = [&](party who) {
        auto own = usual(who);
        own.checkpoints.emplace(here.folder / who.name());
        return own;
    };
    script.with_server = [](a_server& self) { self.train(); };
    script.with_holder = [&](std::size_t j, a_holder& self) {
        self.train(script.request.table.features[j], script.request.evaluate.features[j]);
    };
    const auto outcome = play_roles(script);
    CHECK(outcome.failures.at(the_server));
    CHECK(outcome.failures.at(the_holder(1)));
    CHECK(resumable(protocol::shared, script.request.plan, here.folder) == 3);
}

TEST_CASE("split/run/resume: a later epoch without checkpoints, a pause without them, an epoch that nobody has") {
    auto request = small_request(2, 3);
    const auto refusal = [&](const run_request& asked) {
        return error_of<usage_error>([&] { static_cast<void>(run(protocol::masked, ring::z2k_64, asked)); });
    };
    CHECK(contains(refusal(from(request, 1)), "has no checkpoints to go on from: give it some in its options"));
    CHECK(contains(refusal(pausing(request, {1})), "pause_after_epoch needs party_options::checkpoints"));
    const scratch here;
    request.checkpoints = here.folder;
    CHECK(contains(
        error_of<spnn::data_error>([&] { static_cast<void>(run(protocol::masked, ring::z2k_64, from(request, 1))); }),
        "-epoch-1.checkpoint: cannot be opened"));
    CHECK(contains(refusal(from(request, 4)), "first_epoch is 4, but there are only 3 epochs"));
}

TEST_CASE("split/run/resume: checkpoints are private, and no party's holds what is another's") {
    const scratch here;
    auto request = small_request(2, 1);
    request.checkpoints = here.folder;
    const auto result = run(protocol::masked, ring::z2k_64, request);
    const auto seeds = split::private_seeds(request.seed);
    for (const auto& who : {the_server, the_holder(0), the_holder(1)}) {
        const auto file = here.folder / who.name() / (who.name() + "-epoch-1.checkpoint");
        CHECK(is_private(here.folder / who.name()));
        CHECK(is_private(file));
        const auto content = spnn::store::read_file(file);
        const auto holds = [&](std::span<const std::byte> needle) {
            return std::search(content.begin(), content.end(), needle.begin(), needle.end()) != content.end();
        };
        for (const auto& other : {the_server, the_holder(0), the_holder(1)})
            CHECK(holds(seeds.of(other)) == (other == who));
        for (std::size_t j = 0; j < 2; ++j)
            CHECK(holds(std::as_bytes(spnn::elements(result.weights.first[j]))) == (the_holder(j) == who));
    }
}

TEST_CASE("split/run/resume: a session that takes up a run sends what its cost says") {
    for (const auto p : all_protocols) {
        const scratch here;
        auto request = small_request(3, 3);
        request.predict.clear();
        request.checkpoints = here.folder;
        static_cast<void>(run(p, ring::z2k_64, pausing(request, {1})));
        auto rest = from(request, 1);
        wiretap tap;
        rest.links = tap.factory();
        static_cast<void>(run(p, ring::z2k_64, rest));
        with_type(p, [&]<class First>(std::type_identity<First>) {
            for (const auto& who : split::parties_of(First::links, request.plan)) {
                net::wire_cost sent;
                for (const auto& [from, to] : tap.lanes())
                    for (const auto& message : tap.messages(from, to))
                        if (from == who && !is_set_up(message.header.kind))
                            sent += {net::message_bytes(message.payload.size()), 1};
                CAPTURE(name_of(p));
                CAPTURE(who.name());
                CHECK(sent == split::run_cost<small_net, First>(rest.plan).of(who));
            }
        });
    }
}

TEST_CASE("split/run/resume: no mask, share, nonce or key of one session is used in the next") {
    for (const auto p : private_protocols) {
        const scratch here;
        auto request = small_request(2, 3);
        request.checkpoints = here.folder;
        std::array<std::set<std::uint64_t>, 2> keys;
        std::map<spnn::crypto::stream_ledger::entry, std::size_t> uses;
        for (std::size_t session = 0; session < 2; ++session) {
            auto part = session == 0 ? pausing(request, {1}) : from(request, 1);
            part.ledger = std::make_shared<spnn::crypto::stream_ledger>();
            static_cast<void>(run(p, ring::z2k_64, part));
            for (const auto& e : part.ledger->entries()) {
                keys[session].insert(e.key);
                ++uses[e];
            }
        }
        CHECK_FALSE(keys[0].empty());
        for (const auto key : keys[0]) CHECK_FALSE(keys[1].contains(key));
        for (const auto& [e, times] : uses)  // both owners of a key open a stream once; a nonce has one owner
            CHECK(times == (e.stream >> 56 == static_cast<std::uint64_t>(split::use::nonce) ? 1 : 2));
    }
}

}  // namespace
