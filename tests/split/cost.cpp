// The declared cost of a run, held against every byte that crosses the wire.

#include <spnn/split/cost.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <split/support/runs.hpp>
#include <split/support/schemes.hpp>
#include <split/support/tally.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;

// What `who` sent in the run, the set-up left out.
[[nodiscard]] net::wire_cost sent_by(const wiretap& taps, party who) {
    net::wire_cost sum;
    for (const auto& [from, to] : taps.lanes()) {
        if (from != who) continue;
        for (const auto& message : taps.messages(from, to))
            if (!is_set_up(message.header.kind)) sum += {net::message_bytes(message.payload.size()), 1};
    }
    return sum;
}

template <class First>
void check_costs(protocol p, run_request request) {
    request.predict.clear();
    wiretap taps;
    request.links = taps.factory();
    static_cast<void>(run(p, ring::z2k_64, request));
    for (const auto& who : split::parties_of(First::links, request.plan)) {
        CAPTURE(name_of(p));
        CAPTURE(who.name());
        const auto declared = split::run_cost<small_net, First>(request.plan).of(who);
        const auto sent = sent_by(taps, who);
        CHECK(sent.bytes == declared.bytes);
        CHECK(sent.messages == declared.messages);
        CHECK(declared.bytes > 0);
    }
}

void check_every_protocol(const run_request& request) {
    check_costs<split::in_the_clear<>>(protocol::in_the_clear, request);
    check_costs<split::masked<>>(protocol::masked, request);
    check_costs<split::shared<>>(protocol::shared, request);
    check_costs<encrypted<spnn::z2k<64>>>(protocol::encrypted, request);
    check_costs<split::encrypted<>>(protocol::encrypted_by_rlwe, request);
}

TEST_CASE("split/cost: a run sends what it says, for two to four holders") {
    for (std::size_t holders = 2; holders <= 4; ++holders) check_every_protocol(small_request(holders));
}

TEST_CASE("split/cost: with a label-only party") {
    auto request = small_request(3);
    request.plan.label_holder.reset();
    check_every_protocol(request);
}

TEST_CASE("split/cost: with features opened per batch, without evaluation, with batches that divide the rows") {
    auto request = small_request(2);
    request.plan.keep_masked_features = false;
    check_every_protocol(request);
    request.plan.evaluate_rows = 0;
    check_every_protocol(request);
    request.plan.batch = 23;
    check_every_protocol(request);
}

TEST_CASE("split/cost: an epoch of the paper's fraud shape, as derived by hand") {
    using fraud = split::network<nn::sequential<nn::sigmoid<8>, nn::dense<8, 8>, nn::sigmoid<8>>, nn::dense<8, 1>,
                                 nn::binary_cross_entropy>;
    split::plan p;
    p.columns = {14, 14};
    p.label_holder = 0;
    p.train_rows = 227845;
    p.batch = 5000;
    p.epochs = 1;
    const auto overhead = net::message_bytes(0);
    // 46 batches: 8 bytes for each of 227845 x 8 values, and the same framing each time.
    CHECK(split::run_cost<fraud, split::masked<>>(p).of(the_holder(1)) ==
          net::wire_cost{227845 * 8 * 8 + 46 * overhead, 46});
}

TEST_CASE("split/cost: a run is its batches, its tables and its verdicts") {
    using first = split::shared<>;
    const auto plan = small_request(3).plan;
    const auto told = [](auto tell) {
        spnn::session::message_tally sent;
        tell(sent);
        return sent;
    };
    const auto outline = split::outline_of<small_net>();
    const auto trained = [&](std::size_t m) {
        return told([&](auto& wire) { split::train_messages<first>(plan, outline, m, wire); });
    };
    const auto scored = [&](std::size_t m) {
        return told([&](auto& wire) { split::inference_messages<first>(plan, outline, m, wire); });
    };
    const auto verdict = told([&](auto& wire) { split::verdict_messages<first>(plan, wire); });
    const auto run = split::run_cost<small_net, first>(plan);
    for (const auto& who : split::parties_of(first::links, plan)) {
        CAPTURE(who.name());
        const auto tables = told([&](auto& wire) {
            first::bind_messages(plan, 23, wire);
            first::bind_messages(plan, 9, wire);
        });
        const auto epoch =
            2 * trained(8).of(who) + trained(7).of(who) + scored(8).of(who) + scored(1).of(who) + verdict.of(who);
        CHECK(run.of(who) == 2 * epoch + tables.of(who));
    }
    CHECK(verdict.of(the_holder(1)) == net::wire_cost{});
    CHECK(verdict.of(the_holder(0)).messages == 2);  // to the server, and to the dealer
    CHECK(verdict.of(the_server).messages == 2);
    CHECK(scored(8).of(the_labeler) == net::wire_cost{});
}

}  // namespace
