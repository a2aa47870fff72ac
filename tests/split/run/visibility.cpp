// Who receives what: every message of whole runs, by lane and kind, with its shape and, where it can be known,
// its value.
//
// The first layer's own messages are looked at value by value in split/first_layer/*.cpp, where products are known.

#include <split/support/runs.hpp>
#include <spnn/share/triples/dealer.hpp>

#include <split/support/wires.hpp>
#include <spnn/testing/laws/first_layer.hpp>
#include <support/statistics.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

using namespace test;
using spnn::z2k;
using kinds = std::map<std::uint16_t, std::size_t>;
using part = split::first_layer_part<z2k<64>>;

// Steps of small_request: 3 batches an epoch to train, 2 to evaluate, and 1 to predict.
constexpr std::size_t epochs = 2, train_steps = 3 * epochs, evaluate_steps = 2 * epochs, predict_steps = 1;
constexpr std::size_t all_steps = train_steps + evaluate_steps + predict_steps;

struct tapped_run {
    explicit tapped_run(protocol p, const run_request& asked) : request(asked) {
        request.links = tap.factory();
        result = run(p, ring::z2k_64, request);
    }
    wiretap tap;
    run_request request;
    run_result result;
};

// How many messages of each kind `from` sent to `to`, but for those with which a session agrees on its run: each party
// tells each peer the plan and the run before training and before the prediction, and the server, and the first holder
// to the dealer, all nonces.
kinds besides_agreement(const wiretap& tap, party from, party to) {
    auto all = tap.kinds(from, to);
    CHECK(all[spnn::session::agreement::id] == 2);
    CHECK(all[spnn::session::run_nonces::id] ==
          (from == the_server || (to == the_dealer && from == the_holder(0)) ? 1 : 0));
    all.erase(spnn::session::agreement::id);
    all.erase(spnn::session::run_nonces::id);
    return all;
}

// What every protocol has in common between the server, the label owner and the holders.
void check_common_lanes(const tapped_run& run) {
    const auto& tap = run.tap;
    const auto owner = run.request.plan.label_owner();
    auto from_owner = tap.kinds(owner, the_server);
    CHECK(from_owner[spnn::session::hello::id] == 1);
    CHECK(from_owner[split::last_hidden_gradient::id] == train_steps);
    CHECK(from_owner[spnn::train::verdict::id] == epochs);
    CHECK(from_owner[spnn::train::prediction_rows::id] == 1);
    CHECK(tap.kinds(the_server, owner)[split::last_hidden::id] == all_steps);
    for (std::size_t j = 0; j < run.request.plan.holders(); ++j) {
        auto received = tap.kinds(the_server, the_holder(j));
        CHECK(received[spnn::session::hello::id] == 1);
        CHECK(received[split::first_layer_gradient::id] == train_steps);
        if (the_holder(j) == owner) continue;
        CHECK(received[spnn::train::verdict::id] == epochs);
        CHECK(received[spnn::train::prediction_rows::id] == 1);
        CHECK_FALSE(received.contains(split::last_hidden::id));
    }
}

TEST_CASE("split/run/visibility: masked, every lane of a whole run") {
    const tapped_run run(protocol::masked, small_request(3));
    const auto& tap = run.tap;
    check_common_lanes(run);
    CHECK(tap.lanes().size() == 12);  // four parties, every two of them
    // The server hears a part of the first layer per step, and the label owner's words.
    for (const std::size_t j : {1U, 2U})
        CHECK(besides_agreement(tap, the_holder(j), the_server) ==
              kinds{{spnn::session::hello::id, 1}, {part::id, all_steps}});
    CHECK(besides_agreement(tap, the_holder(0), the_server) == kinds{{spnn::session::hello::id, 1},
                                                                     {part::id, all_steps},
                                                                     {split::last_hidden_gradient::id, train_steps},
                                                                     {spnn::train::verdict::id, epochs},
                                                                     {spnn::train::prediction_rows::id, 1}});
    // Holders hear from one another half a key, and from the server a gradient per step of training.
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            if (i != j)
                CHECK(besides_agreement(tap, the_holder(i), the_holder(j)) ==
                      kinds{{spnn::session::hello::id, 1}, {spnn::session::key_half::id, 1}});
    for (const std::size_t j : {1U, 2U})
        CHECK(besides_agreement(tap, the_server, the_holder(j)) == kinds{{spnn::session::hello::id, 1},
                                                                         {split::first_layer_gradient::id, train_steps},
                                                                         {spnn::train::verdict::id, epochs},
                                                                         {spnn::train::prediction_rows::id, 1}});
}

TEST_CASE("split/run/visibility: shared, every lane of a whole run") {
    for (const bool keep : {true, false}) {
        auto request = small_request(3);
        request.plan.keep_masked_features = keep;
        const tapped_run run(protocol::shared, request);
        const auto& tap = run.tap;
        check_common_lanes(run);
        const std::size_t opened = keep ? 3 : all_steps;  // tables, or batches
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j)
                if (i != j)
                    CHECK(besides_agreement(tap, the_holder(i), the_holder(j)) ==
                          kinds{{spnn::session::hello::id, 1},
                                {spnn::session::key_half::id, 1},
                                {split::masked_features<z2k<64>>::id, opened},
                                {split::masked_weights<z2k<64>>::id, all_steps}});
        // The dealer hears hellos, and from the first holder when to stop and how many rows to predict.
        CHECK(besides_agreement(tap, the_holder(0), the_dealer) == kinds{{spnn::session::hello::id, 1},
                                                                         {spnn::train::verdict::id, epochs},
                                                                         {spnn::train::prediction_rows::id, 1}});
        for (const std::size_t j : {1U, 2U})
            CHECK(besides_agreement(tap, the_holder(j), the_dealer) == kinds{{spnn::session::hello::id, 1}});
        for (const std::size_t j : {0U, 1U})
            CHECK(besides_agreement(tap, the_dealer, the_holder(j)) ==
                  kinds{{spnn::session::hello::id, 1}, {share::triple_seed::id, 1}});
        CHECK(besides_agreement(tap, the_dealer, the_holder(2)) ==
              kinds{{spnn::session::hello::id, 1},
                    {share::triple_seed::id, 1},
                    {share::triple_correction<z2k<64>>::id, all_steps}});
        CHECK(tap.messages(the_dealer, the_server).empty());
        CHECK(tap.messages(the_server, the_dealer).empty());
    }
}

TEST_CASE("split/run/visibility: encrypted, every lane of a whole run, with either cipher") {
    for (const auto p : {protocol::encrypted, protocol::encrypted_by_rlwe}) {
        CAPTURE(name_of(p));
        const tapped_run run(p, small_request(3));
        const auto& tap = run.tap;
        check_common_lanes(run);
        for (std::size_t j = 0; j < 2; ++j)
            CHECK(besides_agreement(tap, the_holder(j), the_holder(j + 1)) ==
                  kinds{{spnn::session::hello::id, 1}, {split::running_sum::id, all_steps}});
        CHECK(tap.messages(the_holder(0), the_holder(2)).empty());
        CHECK(besides_agreement(tap, the_holder(1), the_holder(0)) == kinds{{spnn::session::hello::id, 1}});
        // Only the last holder's sum reaches the server.
        CHECK_FALSE(tap.kinds(the_holder(0), the_server).contains(split::running_sum::id));
        CHECK(besides_agreement(tap, the_holder(1), the_server) == kinds{{spnn::session::hello::id, 1}});
        CHECK(besides_agreement(tap, the_holder(2), the_server) ==
              kinds{{spnn::session::hello::id, 1}, {split::running_sum::id, all_steps}});
        for (std::size_t j = 0; j < 3; ++j) CHECK(tap.kinds(the_server, the_holder(j))[split::public_key::id] == 1);
    }
}

TEST_CASE("split/run/visibility: a label-only party hears the server alone, and holders and labels never meet") {
    auto request = small_request(2);
    request.plan.label_holder.reset();
    for (const auto p : private_protocols) {
        const tapped_run run(p, request);
        check_common_lanes(run);
        CHECK(besides_agreement(run.tap, the_labeler, the_server) ==
              kinds{{spnn::session::hello::id, 1},
                    {split::last_hidden_gradient::id, train_steps},
                    {spnn::train::verdict::id, epochs},
                    {spnn::train::prediction_rows::id, 1}});
        CHECK(besides_agreement(run.tap, the_server, the_labeler) ==
              kinds{{spnn::session::hello::id, 1}, {split::last_hidden::id, all_steps}});
        for (const auto& where : run.tap.lanes())
            if (where.from == the_labeler || where.to == the_labeler)
                CHECK((where.from == the_server || where.to == the_server));
    }
}

TEST_CASE("split/run/visibility: batches of the common plan give every message its step and shape") {
    const tapped_run run(protocol::masked, small_request(2));
    const std::vector<std::pair<std::size_t, spnn::purpose>> steps{
        {8, spnn::purpose::train},    {8, spnn::purpose::train},    {7, spnn::purpose::train},
        {8, spnn::purpose::evaluate}, {1, spnn::purpose::evaluate}, {8, spnn::purpose::train},
        {8, spnn::purpose::train},    {7, spnn::purpose::train},    {8, spnn::purpose::evaluate},
        {1, spnn::purpose::evaluate}, {5, spnn::purpose::predict}};
    const auto hidden = run.tap.of_kind<split::last_hidden>(the_server, the_holder(0));
    REQUIRE(hidden.size() == steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const std::size_t epoch = i < 10 ? i / 5 : 0;
        const auto tag = spnn::step_id{steps[i].second, i + 1, epoch}.tag();
        for (std::size_t j = 0; j < 2; ++j) {
            const auto sent = run.tap.of_kind<part>(the_holder(j), the_server)[i].header;
            CHECK(sent.step == tag);
            CHECK(sent.rows == steps[i].first);
            CHECK(sent.columns == 4);
        }
        CHECK(hidden[i].header.step == tag);
        CHECK(hidden[i].header.rows == steps[i].first);
        CHECK(hidden[i].header.columns == 3);
    }
}

// h1 as the server sums it up, and each part of it, against a run in the clear: the sums are the same bits, no
// part is the bare product.
TEST_CASE("split/run/visibility: masked and shared parts differ from the bare products and sum to the same h1") {
    auto request = small_request(3);
    request.plan.round_products = false;  // as in `shared`
    const tapped_run clear(protocol::in_the_clear, request);
    for (const auto p : {protocol::masked, protocol::shared}) {
        const tapped_run hidden(p, request);
        for (std::size_t i = 0; i < all_steps; ++i) {
            matrix<std::uint64_t> sum_bare, sum_hidden;
            for (std::size_t j = 0; j < 3; ++j) {
                const auto bare = test::values_of<part>(clear.tap.of_kind<part>(the_holder(j), the_server).at(i));
                const auto sent = test::values_of<part>(hidden.tap.of_kind<part>(the_holder(j), the_server).at(i));
                for (std::size_t v = 0; v < bare.size(); ++v) CHECK(bare.data()[v] != sent.data()[v]);
                if (j == 0) {
                    sum_bare = bare;
                    sum_hidden = sent;
                } else {
                    spnn::add_to<z2k<64>>(sum_bare, bare);
                    spnn::add_to<z2k<64>>(sum_hidden, sent);
                }
            }
            CHECK(same(sum_bare, sum_hidden));
        }
    }
}

// Whether `needle` stands in `hay` at any byte.
bool holds(const spnn::bytes& hay, std::span<const std::byte> needle) {
    return std::search(hay.begin(), hay.end(), needle.begin(), needle.end()) != hay.end();
}

TEST_CASE("split/run/visibility: no message holds a private seed, a row of features, labels or a weight") {
    for (const auto p : private_protocols) {
        CAPTURE(name_of(p));
        const tapped_run run(p, small_request(3));
        const auto seeds = split::private_seeds(run.request.seed);
        const split::joined_network<small_net> start(run.request.plan, seeds);
        for (const auto& where : run.tap.lanes())
            for (const auto& message : run.tap.messages(where.from, where.to)) {
                for (const auto& who : {the_server, the_labeler, the_holder(0), the_holder(1), the_holder(2)})
                    CHECK_FALSE(holds(message.payload, seeds.of(who)));
                for (std::size_t j = 0; j < 3; ++j)
                    for (std::size_t i = 0; i < run.request.plan.train_rows; ++i)
                        CHECK_FALSE(holds(message.payload, std::as_bytes(spnn::row(run.request.table.features[j], i))));
                CHECK_FALSE(holds(message.payload, std::as_bytes(std::span(run.request.table.targets.data(), 8))));
                const auto no_weights = [&](const split::model<small_net>& weights) {
                    weights.for_each([&](std::string_view, const matrix<float>& x) {
                        if (x.size() > 1 && std::ranges::any_of(x, [](float v) { return v != 0; }))
                            CHECK_FALSE(holds(message.payload, std::as_bytes(spnn::elements(x))));
                    });
                };
                no_weights(start.weights());
                no_weights(run.result.weights);
            }
    }
}

// The search above does find what is sent.
TEST_CASE("split/run/visibility: predictions and gradients are where they belong") {
    const tapped_run run(protocol::masked, small_request(2));
    const auto gradient = run.tap.of_kind<split::first_layer_gradient>(the_server, the_holder(1)).at(0);
    CHECK(gradient.header.rows == 8);
    CHECK(gradient.header.columns == 4);
    CHECK(holds(gradient.payload, gradient.payload));
    CHECK(run.tap.of_kind<split::first_layer_gradient>(the_server, the_holder(0)).at(0).payload == gradient.payload);
    const auto words = run.tap.of_kind<spnn::train::prediction_rows>(the_server, the_holder(1));
    REQUIRE(words.size() == 1);
    CHECK(net::payload_values<std::uint64_t>(words[0]).at(0) == 5);
    const auto verdicts = run.tap.of_kind<spnn::train::verdict>(the_server, the_holder(1));
    for (const auto& verdict : verdicts) CHECK(net::payload_values<std::uint8_t>(verdict).at(0) == 1);
}

TEST_CASE("split/run/visibility: the same run again sends other masks, shares and ciphertexts, and the same sums") {
    for (const auto p : private_protocols) {
        const tapped_run one(p, small_request(2)), two(p, small_request(2));
        CHECK(same_run(one.result, two.result));
        for (const auto& where : one.tap.lanes()) {
            const auto a = one.tap.messages(where.from, where.to), b = two.tap.messages(where.from, where.to);
            REQUIRE(a.size() == b.size());
            for (std::size_t i = 0; i < a.size(); ++i) {
                CHECK(a[i].header.kind == b[i].header.kind);
                const std::set<std::uint16_t> hidden{spnn::session::key_half::id,
                                                     split::public_key::id,
                                                     part::id,
                                                     split::running_sum::id,
                                                     split::masked_features<z2k<64>>::id,
                                                     split::masked_weights<z2k<64>>::id,
                                                     share::triple_seed::id,
                                                     share::triple_correction<z2k<64>>::id,
                                                     spnn::session::run_nonces::id,
                                                     spnn::session::agreement::id,
                                                     spnn::session::hello::id};
                // A dealer has no weights, and so no run of its own to name.
                const bool names_no_run = where.from == the_dealer && a[i].header.kind == spnn::session::agreement::id;
                CHECK((a[i].payload != b[i].payload) == (hidden.contains(a[i].header.kind) && !names_no_run));
            }
        }
    }
}

}  // namespace
