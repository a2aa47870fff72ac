// Every protocol computes the same bits, where it rounds products or does not as the others.

#include <split/support/runs.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;

// Every private protocol against in_the_clear that rounds products or not as it does; `shared`, which cannot, both
// ways.
void check_all_equal(ring r, run_request request) {
    request.plan.round_products = true;
    const auto rounded = run(protocol::in_the_clear, r, request);
    for (const auto p : {protocol::masked, protocol::encrypted, protocol::encrypted_by_rlwe}) {
        CAPTURE(name_of(p));
        CHECK(same_run(run(p, r, request), rounded));
    }
    request.plan.round_products = false;
    const auto clear = run(protocol::in_the_clear, r, request);
    for (const auto p : private_protocols) {
        CAPTURE(name_of(p));
        CHECK(same_run(run(p, r, request), clear));
    }
    request.plan.keep_masked_features = !request.plan.keep_masked_features;
    CHECK(same_run(run(protocol::shared, r, request), clear));
}

TEST_CASE("split/run/equality: after every epoch the private protocols equal in_the_clear bit for bit") {
    for (std::size_t epochs = 1; epochs <= 3; ++epochs) {
        CAPTURE(epochs);
        check_all_equal(ring::z2k_64, small_request(2, epochs));
    }
}

TEST_CASE("split/run/equality: for two to five holders") {
    for (std::size_t holders = 2; holders <= 5; ++holders) {
        CAPTURE(holders);
        check_all_equal(ring::z2k_64, small_request(holders));
    }
}

TEST_CASE("split/run/equality: over every ring") {
    for (const auto r : all_rings) {
        CAPTURE(static_cast<int>(r));
        check_all_equal(r, small_request(3));
    }
}

TEST_CASE("split/run/equality: with noise on the first layer, over every ring") {
    auto request = small_request(3);
    request.product_noise = {0.125, 0, 0.5};
    for (const auto r : all_rings) {
        CAPTURE(static_cast<int>(r));
        check_all_equal(r, request);
    }
    CHECK_FALSE(
        same_run(run(protocol::masked, ring::z2k_64, request), run(protocol::masked, ring::z2k_64, small_request(3))));
}

TEST_CASE("split/run/equality: whoever owns the labels") {
    auto request = small_request(3);
    for (const std::optional<std::size_t> owner : {std::optional<std::size_t>(1), std::optional<std::size_t>(2), {}}) {
        request.plan.label_holder = owner;
        check_all_equal(ring::z2k_64, request);
    }
}

TEST_CASE("split/run/equality: with every optimizer, weight decay and clipping") {
    auto request = small_request(2);
    request.plan.rule = {nn::adam{}, nn::schedule::cosine(0.05, 0.01, 6)};
    check_all_equal(ring::z2k_64, request);
    request.plan.rule = {nn::sgld{}, nn::schedule::exponential(0.01, 0.9), 0.001, 1.0};
    check_all_equal(ring::z2k_64, request);
    request.plan.rule = {nn::sgd{.momentum = 0.9, .nesterov = true}, 0.05, 0.01};
    check_all_equal(ring::z2k_64, request);
}

TEST_CASE("split/run/equality: with other fixed points, batches and no evaluation") {
    auto request = small_request(2);
    request.plan.fraction_bits = 10;
    request.plan.range_bits = 8;
    check_all_equal(ring::z2k_64, request);
    request.plan.batch = 100;  // one batch an epoch
    check_all_equal(ring::z2k_64, request);
    request.plan.batch = 1;
    request.plan.evaluate_rows = 0;
    request.plan.epochs = 1;
    check_all_equal(ring::z2k_64, request);
}

TEST_CASE("split/run/equality: with ciphertexts in the clear the chain computes the same") {
    auto request = small_request(4);
    for (const bool rounds : {true, false}) {
        request.plan.round_products = rounds;
        CHECK(same_run(run(protocol::encrypted_in_the_clear, ring::z2k_64, request),
                       run(protocol::in_the_clear, ring::z2k_64, request)));
    }
}

// The comparison is not vacuous: what should change the bits does.
TEST_CASE("split/run/equality: other seeds, rates, batches or bits give other weights") {
    const auto request = small_request(2);
    const auto base = run(protocol::masked, ring::z2k_64, request);
    const auto differs = [&](auto change) {
        auto changed = small_request(2);
        change(changed);
        return !split::bitwise_equal(run(protocol::masked, ring::z2k_64, changed).weights, base.weights);
    };
    CHECK_FALSE(differs([](auto&) {}));
    CHECK(differs([](auto& r) { r.seed = 2; }));
    CHECK(differs([](auto& r) { r.plan.batch_seed = 2; }));
    CHECK(differs([](auto& r) { r.plan.rule.rate = 0.21; }));
    CHECK(differs([](auto& r) { r.plan.fraction_bits = 8; }));
    CHECK(differs([](auto& r) { r.plan.round_products = true; }) !=
          differs([](auto& r) { r.plan.round_products = false; }));
    CHECK(differs([](auto& r) { r.plan.epochs = 3; }));
    CHECK_FALSE(differs([](auto& r) { r.plan.epochs = 2; }));
}

}  // namespace
