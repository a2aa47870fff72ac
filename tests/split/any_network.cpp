#include <spnn/split/any_network.hpp>

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/identity.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/split/estimate.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>

#include <split/support/runs.hpp>
#include <support/errors.hpp>
#include <support/scratch.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using split::any_network;
using masked = split::masked<>;
using in_the_clear = split::in_the_clear<>;

using linear = split::network<nn::identity<1>, nn::identity<1>, nn::binary_cross_entropy>;
using three_classes = split::network<nn::sequential<nn::relu<5>, nn::dense<5, 4>, nn::relu<4>>, nn::dense<4, 3>,
                                     nn::softmax_cross_entropy<3>>;
using two_numbers = split::network<nn::tanh<4>, nn::dense<4, 2>, nn::mean_squared_error<2>>;

template <class Net>
split::plan naming(split::plan p) {
    p.network = Net::name();
    return p;
}
template <class Net>
any_network chosen() {
    return any_network(split::parse_zones(Net::name()));
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

// Weights, predictions and losses of both have the same bits.
template <class First, class Net>
void check_same_run(run_request request, const std::vector<double>& class_weights = {},
                    const typename Net::loss& loss = {}) {
    const any_network any = chosen<Net>();
    CAPTURE(any.name());
    split::simulation_options options;
    options.predict = request.predict;
    const auto of_types = split::simulate<Net, First>(request.plan, request.table, request.evaluate, loss, options);
    const auto of_text = split::simulate<any_network, First>(naming<Net>(request.plan), request.table, request.evaluate,
                                                             any.loss_with(class_weights), options);
    CHECK(same_bits(split::all_weights(of_types.weights), split::all_weights(of_text.weights)));
    CHECK(same(of_types.predictions, of_text.predictions));
    REQUIRE(of_types.history.size() == of_text.history.size());
    for (std::size_t e = 0; e < of_types.history.size(); ++e) {
        CHECK(of_types.history[e].train_loss == of_text.history[e].train_loss);
        CHECK(of_types.history[e].evaluate_loss == of_text.history[e].evaluate_loss);
    }
    split::joined_network<Net> joined(request.plan, split::private_seeds(1), loss);
    split::joined_network<any_network> joined_any(naming<Net>(request.plan), split::private_seeds(1),
                                                  any.loss_with(class_weights));
    joined.train(request.table, request.evaluate);
    joined_any.train(request.table, request.evaluate);
    CHECK(same_bits(split::all_weights(joined.weights()), split::all_weights(joined_any.weights())));
    CHECK_FALSE(same_bits(split::all_weights(joined.weights()), split::all_weights(of_types.weights)));
}

run_request with_targets(run_request request, std::size_t width, int values) {
    for (auto* table : {&request.table, &request.evaluate}) {
        auto& y = table->targets;
        y = constant(spnn::rows(y), width, 0.0F);
        for (std::size_t i = 0; i < y.size(); ++i) y.data()[i] = static_cast<float>(i * 7 % 5 % std::size_t(values));
    }
    return request;
}

TEST_CASE("split/any_network: a run has the bits of the network of types with the same zones") {
    auto request = small_request(3);
    request.plan.rule = {nn::adam{}, 0.05};
    check_same_run<masked, small_net>(request);
    check_same_run<in_the_clear, small_net>(request, {2}, {.positive_weight = 2});
    check_same_run<masked, linear>(request);
}

TEST_CASE("split/any_network: classes and several numbers") {
    auto request = small_request(2);
    request.plan.label_holder.reset();
    request.plan.rule.l2 = 0.01;
    check_same_run<masked, three_classes>(with_targets(request, 1, 3), {1, 5, 0.5}, {.class_weight = {1, 5, 0.5F}});
    check_same_run<in_the_clear, two_numbers>(with_targets(request, 2, 3));
}

TEST_CASE("split/any_network: its name and widths are those of the network of types") {
    const auto check = [](const auto& of_types, const auto& any) {
        CHECK(of_types.name == any.name);
        CHECK(of_types.first_width == any.first_width);
        CHECK(of_types.last_width == any.last_width);
    };
    check(small_net::outline(), chosen<small_net>().outline());
    check(linear::outline(), chosen<linear>().outline());
    check(three_classes::outline(), split::outline_of<any_network>(naming<three_classes>({})));
    CHECK(small_net::name() == "4: bias, sigmoid, dense 3, tanh | dense 1 | binary_cross_entropy");
    CHECK(linear::name() == split::read_network("d-1", "binary_cross_entropy").network.show());
}

TEST_CASE("split/any_network: a run of it is taken up where it was left") {
    const test::scratch here;
    auto request = small_request(2, 4);
    request.plan = naming<small_net>(request.plan);
    request.plan.rule = {nn::adam{}, 0.05};
    const auto loss = any_network(request.plan).loss_with();
    const auto whole = split::simulate<any_network, masked>(request.plan, request.table, request.evaluate, loss);
    split::simulation_options options;
    options.checkpoints = here.folder;
    options.labels.pause_after_epoch = [] { return true; };
    auto plan = request.plan;
    for (std::size_t epoch = 0; epoch < 4; ++epoch) {
        plan.first_epoch = epoch == 0 ? 0 : split::resumable_epoch<any_network, masked>(plan, here.folder);
        CHECK(plan.first_epoch == epoch);
        const auto part = split::simulate<any_network, masked>(plan, request.table, request.evaluate, loss, options);
        CHECK(part.how == (epoch == 3 ? split::ending::finished : split::ending::paused));
        if (epoch == 3) CHECK(split::bitwise_equal(part.weights, whole.weights));
    }
    // The one of types goes on from the same files, where its weights have the same names.
    using same_names = split::network<nn::sequential<nn::sigmoid<4>, nn::dense<4, 3>, nn::tanh<3>>,
                                      nn::sequential<nn::dense<3, 1>>, nn::binary_cross_entropy>;
    static_assert(std::is_same_v<small_net::server_zone, same_names::server_zone>);
    plan.first_epoch = 3;
    const auto again = split::simulate<same_names, masked>(plan, request.table, request.evaluate, {}, options);
    CHECK(same_bits(split::all_weights(again.weights), split::all_weights(whole.weights)));
}

TEST_CASE("split/any_network: what it costs is what the network of types costs") {
    const auto request = small_request(3);
    const auto named = naming<small_net>(request.plan);
    const auto chosen = split::run_cost<any_network, masked>(named), typed = split::run_cost<small_net, masked>(named);
    for (const auto& who : {split::the_server, split::the_holder(0), split::the_holder(1)})
        CHECK(chosen.of(who) == typed.of(who));
    const split::calibration machine{{0, 1e-6}, {0, 1e-6}, 1e-7};
    CHECK(split::estimate<any_network, masked>(named, {}, machine).epoch.rounds ==
          split::estimate<small_net, masked>(request.plan, {}, machine).epoch.rounds);
}

TEST_CASE("split/any_network: plans that name none, another or no text, and losses of another network") {
    const auto wrong = [](const std::string& name) {
        split::plan p;
        p.network = name;
        const any_network net(p);
    };
    CHECK(contains(error_of<spnn::usage_error>([&] { wrong(""); }), "plan: names no network"));
    CHECK(contains(error_of<spnn::data_error>([&] { wrong("8-8-1"); }), "network: expected"));
    const auto plan = naming<three_classes>(small_request(2).plan);
    CHECK(contains(
        error_of<spnn::usage_error>([&] { const split::joined_network<small_net> net(plan, split::private_seeds(1)); }),
        "plan: network is 5: bias, relu, dense 4, relu | dense 3 | softmax_cross_entropy, and this party's "
        "is 4: bias, sigmoid"));
    CHECK(contains(error_of<spnn::usage_error>([&] {
                       const split::joined_network<any_network> net(plan, split::private_seeds(1),
                                                                    chosen<small_net>().loss_with());
                   }),
                   "the loss of the network is softmax_cross_entropy of 3 scores, and binary_cross_entropy of 1"));
}

}  // namespace
