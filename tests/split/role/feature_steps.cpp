#include <spnn/split/role/feature_steps.hpp>

#include <spnn/split/first_layer/in_the_clear.hpp>

#include <split/support/runs.hpp>
#include <spnn/testing/laws/first_layer.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using part = split::first_layer_part<spnn::z2k<64>>;

// A holder's steps, and the server's end of its link.
struct bench {
    bench() {
        auto ends = plain_link(the_holder(1), the_server);
        own.links.connect(the_server, std::move(ends.first));
        server.emplace(std::move(ends.second), "holder_2");
        steps.emplace(own, small_net::first_width, split::party_options{}, seed_of(1));
    }
    split::plan plan = small_request(2).plan;
    split::party_session<any_transport> own{plan, the_holder(1), no_links()};
    std::optional<net::channel<any_transport>> server;
    std::optional<split::feature_steps<split::in_the_clear<>, any_transport>> steps;
};

TEST_CASE("split/role/feature_steps: sends its product, receives a gradient, moves its weights as the zone does") {
    bench b;
    const auto x = random_reals(23, 3, 1), evaluate_x = random_reals(9, 3, 2);
    b.steps->bind_training(x, evaluate_x);
    split::feature_zone alone(b.plan, 1, 4, seed_of(1));
    CHECK(same(b.steps->zone().weights(), alone.weights()));

    const std::vector<std::uint32_t> rows{4, 0, 22};
    const split::step now{{spnn::purpose::train, 1}, spnn::train::train_table, rows};
    b.steps->send(now);
    const auto sent = b.server->receive<part>(now.at.tag(), 3, 4);
    const auto scale = split::product_scale_of<split::in_the_clear<>>(b.plan);
    const auto& encoding = scale.encoding();
    matrix<float> taken;
    spnn::take_rows(x, rows, taken);
    matrix<std::uint64_t> encoded_x, encoded_t;
    encoding.encode(taken, encoded_x, "x");
    encoding.encode(alone.weights(), encoded_t, "t");
    auto expected = product<spnn::z2k<64>>(encoded_x, encoded_t);
    scale.apply_to(expected);
    CHECK(same(sent, expected));

    const auto gradient = random_reals(3, 4, 3);
    b.server->send<split::first_layer_gradient>(now.at.tag(), gradient);
    b.steps->receive_and_update(now);
    alone.update(taken, gradient);
    CHECK(same(b.steps->zone().weights(), alone.weights()));
}

TEST_CASE("split/role/feature_steps: shapes other than planned are refused") {
    bench b;
    const auto x = random_reals(23, 3, 1);
    CHECK(error_of<spnn::usage_error>([&] { b.steps->require_training(random_reals(23, 2, 1), x); }) ==
          "holder_2: features are 23x2, expected 23x3");
    CHECK(error_of<spnn::usage_error>([&] { b.steps->require_training(x, x); }) ==
          "holder_2: features to evaluate are 23x3, expected 9x3");
    CHECK_NOTHROW(b.steps->require_fit(random_reals(6, 3, 1), 6));
    CHECK_THROWS_AS(b.steps->require_fit(random_reals(6, 3, 1), 7), spnn::usage_error);
}

TEST_CASE("split/role/feature_steps: a gradient of another step or shape is refused") {
    for (const bool other_step : {true, false}) {
        bench b;
        const auto x = random_reals(23, 3, 1), evaluate_x = random_reals(9, 3, 2);
        b.steps->bind_training(x, evaluate_x);
        const std::vector<std::uint32_t> rows{1, 2};
        const split::step now{{spnn::purpose::train, 1}, spnn::train::train_table, rows};
        b.steps->send(now);
        b.server->send<split::first_layer_gradient>(now.at.tag() + other_step, random_reals(other_step ? 2 : 3, 4, 3));
        CHECK_THROWS_AS(b.steps->receive_and_update(now), spnn::protocol_error);
    }
}

}  // namespace
