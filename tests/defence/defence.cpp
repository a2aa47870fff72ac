// Whole runs with a defence of the labels: what leaves, what stays as it was, and what an attacker makes of it.

#include <spnn/defence/defence.hpp>

#include <spnn/data/batches.hpp>
#include <spnn/data/metrics.hpp>

#include <split/support/runs.hpp>
#include <support/errors.hpp>
#include <support/scratch.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using spnn::elements;

const std::vector<spnn::defence::any_defence> both_defences{spnn::defence::max_norm{}, spnn::defence::marvell{}};

TEST_CASE("defence/defence: the zone's own layers learn from the true gradient; what leaves is changed by stream 2") {
    split::plan p;
    p.columns = {1, 1};
    p.rule = {nn::sgd{}, 0.5};
    const auto hidden = random_reals(20, 3, 2);
    auto targets = constant(20, 1, 0.0F);
    targets(3, 0) = targets(8, 0) = 1;
    std::vector<std::uint32_t> all(20);
    for (std::uint32_t i = 0; i < 20; ++i) all[i] = i;
    for (const auto& defence : both_defences) {
        split::label_zone<small_net> plain(p, {}, seed_of(1)), defended(p, {}, seed_of(1), defence);
        spnn::crypto::prg noise(seed_of(1), 2);
        spnn::defence::any_defence::state state;
        for (int step = 0; step < 3; ++step) {
            const auto expected = plain.train(hidden, targets, all);
            const auto result = defended.train(hidden, targets, all);
            CHECK(result.loss == expected.loss);
            CHECK(nn::flatten(defended.weights()) == nn::flatten(plain.weights()));
            auto changed = expected.d_hidden;
            CHECK_FALSE(same(result.d_hidden, changed));
            defence.apply(state, changed, targets, noise);
            CHECK(same(result.d_hidden, changed));
        }
    }
}

TEST_CASE("defence/defence: a zone taken up goes on as it would have, in a batch of one class too") {
    split::plan p;
    p.columns = {1, 1};
    const std::vector<std::uint32_t> both_classes{0, 1, 2, 3}, one_class{1, 2, 3};
    auto targets = constant(4, 1, 0.0F);
    targets(0, 0) = 1;
    for (const auto& defence : both_defences) {
        split::label_zone<small_net> zone(p, {}, seed_of(1), defence), again(p, {}, seed_of(1), defence);
        zone.train(random_reals(4, 3, 2), targets, both_classes);
        spnn::byte_writer out;
        spnn::store::state_writer to(out);
        zone.archive_state(to);
        spnn::byte_reader in(out.view(), "zone");
        spnn::store::state_reader from(in, "zone");
        again.archive_state(from);
        in.finish("zone");
        const auto hidden = random_reals(3, 3, 3);
        const auto expected = zone.train(hidden, targets, one_class).d_hidden;
        CHECK(same(again.train(hidden, targets, one_class).d_hidden, expected));
        CHECK_FALSE(same(expected, constant(3, 3, 0.0F)));
    }
}

TEST_CASE("defence/defence: a gradient that is not finite never leaves half hidden") {
    split::plan p;
    p.columns = {1, 1};
    const std::vector<std::uint32_t> two{0, 1};
    auto zero_and_one = constant(2, 1, 0.0F);
    zero_and_one(1, 0) = 1;
    for (const auto& defence : both_defences) {
        split::label_zone<small_net> zone(p, {}, seed_of(1), defence);
        zone.weights().for_each([](std::string_view, matrix<float>& w) {
            std::ranges::fill(elements(w), std::numeric_limits<float>::infinity());
        });
        CHECK_THROWS_AS(zone.train(random_reals(2, 3, 2), zero_and_one, two), spnn::range_error);
    }
}

TEST_CASE("defence/defence: a split run is the joined one up to rounding, by every protocol bit for bit the same") {
    for (const auto& defence : both_defences) {
        CAPTURE(defence.describe());
        auto request = small_request(2, 3);
        request.plan.fraction_bits = 24;
        request.plan.round_products = false;  // as in `shared`
        request.labels.defence = defence;
        const auto clear = run(protocol::in_the_clear, ring::z2k_64, request);
        split::joined_network<small_net> joined(request.plan, split::private_seeds(request.seed));
        joined.train(request.table, request.evaluate, request.labels);
        CHECK(split::max_abs_difference(joined.weights(), clear.weights) < 1e-3);
        for (const auto p : {protocol::masked, protocol::shared}) CHECK(same_run(run(p, ring::z2k_64, request), clear));
        request.labels.defence = spnn::defence::no_defence{};
        const auto bare = run(protocol::in_the_clear, ring::z2k_64, request);
        CHECK(split::max_abs_difference(bare.weights, clear.weights) > 0.01);
    }
}

// A run up to `epoch` with one defence, and from there with another.
run_result in_two_parts(run_request request, std::size_t epoch, const spnn::defence::any_defence& then) {
    const scratch here;
    request.checkpoints = here.folder;
    auto first = request;
    first.plan.epochs = epoch;
    static_cast<void>(run(protocol::masked, ring::z2k_64, first));
    request.plan.first_epoch = epoch;
    request.seed = 1000;  // must not matter
    request.labels.defence = then;
    return run(protocol::masked, ring::z2k_64, request);
}

TEST_CASE("defence/defence: a run in two parts ends with the same bits, whoever has the labels") {
    for (const auto& defence : both_defences)
        for (const bool label_only : {false, true})
            for (const std::size_t epoch : {1U, 2U}) {
                CAPTURE(defence.describe());
                auto request = small_request(2, 4);
                request.labels.defence = defence;
                request.plan.batch = 3;  // batches of one class among them, for which the state counts
                if (label_only) request.plan.label_holder.reset();
                const auto whole = run(protocol::masked, ring::z2k_64, request);
                const auto parts = in_two_parts(request, epoch, defence);
                CHECK(split::bitwise_equal(parts.weights, whole.weights));
                CHECK(same(parts.predictions, whole.predictions));
            }
}

TEST_CASE("defence/defence: a run goes on with its own defence alone, and the refusal does not say which that is") {
    const std::vector<spnn::defence::any_defence> all{spnn::defence::no_defence{}, spnn::defence::max_norm{},
                                                      spnn::defence::marvell{}, spnn::defence::marvell{.power = 5}};
    for (const auto& before : all)
        for (const auto& after : all) {
            auto request = small_request(2, 2);
            request.labels.defence = before;
            const auto refusal =
                error_of<spnn::data_error>([&] { static_cast<void>(in_two_parts(request, 1, after)); });
            CAPTURE(refusal);
            CHECK(refusal.empty() == (before.describe() == after.describe()));
            if (refusal.empty()) continue;
            CHECK(contains(refusal, "was made with another label_options::defence"));
            for (const auto& one : all) CHECK_FALSE(contains(refusal, one.name()));
        }
}

TEST_CASE("defence/defence: labels that the defence cannot work with are refused before anything is sent") {
    auto request = small_request(2);
    request.labels.defence = spnn::defence::marvell{};
    request.table.targets(22, 0) = 2;
    request.timeout = std::chrono::seconds(5);
    wiretap tap;
    request.links = tap.factory();
    CHECK(error_of<spnn::usage_error>([&] { static_cast<void>(run(protocol::masked, ring::z2k_64, request)); }) ==
          "holder_1: targets: marvell: the target of row 23 is neither 0 nor 1");
    CHECK(tap.of_kind<split::last_hidden_gradient>(the_holder(0), the_server).empty());
    split::joined_network<small_net> joined(request.plan, split::private_seeds(request.seed));
    CHECK_THROWS_AS(joined.train(request.table, request.evaluate, request.labels), spnn::usage_error);
}

// What server and second holder are sent in a run over skewed labels: one positive in ten rows.
struct seen_gradients {
    std::vector<float> labels, at_server, at_holder;  // labels; lengths of the rows
    std::vector<float> sign;                          // at the server: the first number of the row
};

float length_of(std::span<const float> g) {
    float sum = 0;
    for (const float x : g) sum += x * x;
    return std::sqrt(sum);
}

seen_gradients watch(const spnn::defence::any_defence& defence) {
    auto request = small_request(2, 3);
    auto& plan = request.plan;
    plan.train_rows = 3000;
    plan.evaluate_rows = 0;
    plan.batch = 250;
    plan.rule = {nn::adam{}, 0.02};
    request.table = small_table(plan.columns, plan.train_rows, 5);
    request.predict.clear();
    for (std::size_t i = 0; i < plan.train_rows; ++i)
        request.table.targets(i, 0) =
            request.table.features[0](i, 0) + request.table.features[1](i, 0) > 2.2F ? 1.0F : 0.0F;
    request.labels.defence = defence;
    wiretap tap;
    request.links = tap.factory();
    static_cast<void>(run(protocol::in_the_clear, ring::z2k_64, request));

    spnn::data::batch_order order(plan.batch_seed, plan.train_rows, plan.batch);
    const auto to_server = tap.of_kind<split::last_hidden_gradient>(the_holder(0), the_server);
    const auto to_holder = tap.of_kind<split::first_layer_gradient>(the_server, the_holder(1));
    REQUIRE(to_server.size() == plan.epochs * order.batches());
    REQUIRE(to_holder.size() == to_server.size());
    seen_gradients seen;
    for (std::size_t b = 0; b < to_server.size(); ++b) {
        const auto rows = order.rows_of(b / order.batches(), b % order.batches());
        const auto at_server = net::payload_values<float>(to_server[b]);
        const auto at_holder = net::payload_values<float>(to_holder[b]);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto g = std::span(at_server).subspan(3 * i, 3);
            seen.labels.push_back(request.table.targets(rows[i], 0));
            seen.at_server.push_back(length_of(g));
            seen.at_holder.push_back(length_of(std::span(at_holder).subspan(4 * i, 4)));
            seen.sign.push_back(g[0]);
        }
    }
    return seen;
}

// The better of "large is 1" and "small is 1".
double auc_of(const seen_gradients& seen, const std::vector<float>& scores) {
    const double auc = spnn::data::auc(scores, seen.labels);
    return std::max(auc, 1 - auc);
}

TEST_CASE(
    "defence/defence: on skewed labels attacks by length and by sign succeed without a defence, not with marvell") {
    const auto bare = watch(spnn::defence::no_defence{}), longest = watch(spnn::defence::max_norm{}),
               hidden = watch(spnn::defence::marvell{});
    CHECK(auc_of(bare, bare.at_server) > 0.95);
    CHECK(auc_of(bare, bare.at_holder) > 0.95);
    CHECK(auc_of(bare, bare.sign) > 0.95);
    CHECK(auc_of(longest, longest.at_server) < 0.8);
    // Behind a head of one unit rows are one number each. sumKL is 1/4 if they are points, and here close to it.
    const double bound = spnn::defence::leak_auc_bound(0.25) + 0.03;
    for (const auto* scores : {&hidden.at_server, &hidden.at_holder, &hidden.sign})
        CHECK(auc_of(hidden, *scores) < bound);
}

}  // namespace
