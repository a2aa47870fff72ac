#include <spnn/split/simulate.hpp>

#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>
#include <spnn/split/first_layer/masked.hpp>

#include <split/support/runs.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using spnn::usage_error;

TEST_CASE("split/simulate: three classes, four holders, plain links: trains, predicts, meters") {
    using classes = split::network<nn::relu<6>, nn::dense<6, 3>, nn::softmax_cross_entropy<3>>;
    auto request = small_request(4, 30);
    request.plan.rule = {nn::adam{}, 0.05};
    for (auto* table : {&request.table, &request.evaluate})
        for (std::size_t i = 0; i < spnn::rows(table->targets); ++i)
            table->targets(i, 0) = table->features[0](i, 0) > 0.5F ? 2.0F : table->features[1](i, 0) > 0 ? 1.0F : 0.0F;
    split::simulation_options options;
    options.predict = request.evaluate.features;
    double first_loss = 0, last_loss = 0;
    options.labels.on_epoch = [&](const split::epoch_report& report) {
        (report.epoch == 0 ? first_loss : last_loss) = report.train_loss;
    };
    const auto result =
        split::simulate<classes, split::masked<>>(request.plan, request.table, request.evaluate, {}, options);
    CHECK(last_loss < first_loss / 2);
    CHECK(spnn::shape_text(result.predictions) == "9x3");
    for (std::size_t i = 0; i < 9; ++i) {
        const auto p = spnn::row(result.predictions, i);
        CHECK(p[0] + p[1] + p[2] == doctest::Approx(1));
    }
    CHECK(result.weights.first.size() == 4);
    CHECK(result.sent.size() == 5);
    for (const auto& [name, traffic] : result.sent) {
        CHECK(traffic.messages_sent > 0);
        CHECK(traffic.bytes_sent >= traffic.messages_sent * net::message_bytes(0));
    }
    CHECK(result.setup_seconds > 0);
    CHECK(result.train_seconds > 0);
}

TEST_CASE("split/simulate: what does not fit the plan is refused") {
    const auto refused = [](const std::function<void(run_request&)>& change) {
        auto request = small_request(2);
        change(request);
        return error_of<usage_error>([&] { static_cast<void>(run(protocol::masked, ring::z2k_64, request)); });
    };
    CHECK(refused([](auto&) {}).empty());
    CHECK(contains(refused([](auto& r) { r.table.features.pop_back(); }), "features of 1 holders, the plan names 2"));
    CHECK(contains(refused([](auto& r) { r.product_noise = {0.1}; }), "product_noise of 1 holders, the plan names 2"));
    CHECK(contains(refused([](auto& r) { r.evaluate = {}; }),
                   "simulate: features to evaluate of 0 holders, the plan names 2"));
    CHECK(contains(refused([](auto& r) { r.plan.columns[1] = 0; }), "holder_2 has no columns"));
    CHECK(refused([](auto& r) {
              r.plan.columns[1] = 5;
              r.predict.clear();
          }) == "holder_2: features are 23x3, expected 23x5");
    CHECK(contains(refused([](auto& r) { r.plan.train_rows = 24; }), "23x"));
    CHECK(contains(refused([](auto& r) { r.plan.fraction_bits = 40; }), "does not fit z2k<64>"));
}

TEST_CASE("split/simulate: rows to predict that do not fit are refused before training") {
    const auto refused = [](const std::function<void(run_request&)>& change) {
        auto request = small_request(2);
        change(request);
        bool trained = false;
        request.labels.on_batch = [&](const split::batch_report&) { trained = true; };
        const auto why =
            error_of<spnn::error>([&] { static_cast<void>(run(protocol::masked, ring::z2k_64, request)); });
        CHECK_FALSE(trained);
        return why;
    };
    CHECK(refused([](auto& r) { r.predict.pop_back(); }) ==
          "simulate: features to predict of 1 holders, the plan names 2");
    CHECK(refused([](auto& r) { r.predict[1] = random_reals(5, 2, 1); }) ==
          "simulate: features to predict of holder_2 are 5x2, expected 5x3");
    CHECK(refused([](auto& r) { r.predict[1] = random_reals(6, 3, 1); }) ==
          "simulate: features to predict of holder_2 are 6x3, expected 5x3");
    CHECK(refused([](auto& r) { r.predict = {random_reals(0, 2, 1), random_reals(0, 3, 1)}; }) ==
          "simulate: features to predict have 0 rows, expected 1 to 2^32 - 1");
    CHECK(refused([](auto& r) { r.predict[0](3, 1) = std::numeric_limits<float>::infinity(); }) ==
          "simulate: features to predict of holder_1, row 4, column 2: not a number or infinite; clean the column");
}

TEST_CASE("split/simulate: one holder is refused by every private protocol") {
    for (const auto p : private_protocols)
        CHECK(contains(error_of<usage_error>([&] { static_cast<void>(run(p, ring::z2k_64, small_request(1))); }),
                       "needs at least two feature holders"));
    CHECK_NOTHROW(static_cast<void>(run(protocol::in_the_clear, ring::z2k_64, small_request(1))));
}

TEST_CASE("split/simulate: a level of security that the cipher has not ends the run of all") {
    auto request = small_request(2);
    request.plan.security_bits = 192;
    CHECK(contains(
        error_of<usage_error>([&] { static_cast<void>(run(protocol::encrypted_by_rlwe, ring::z2k_64, request)); }),
        "192 bits of security"));
}

}  // namespace
