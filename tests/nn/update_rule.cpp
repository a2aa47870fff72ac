#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/optimizer/any.hpp>
#include <spnn/nn/sequential.hpp>
#include <spnn/nn/update_rule.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace spnn;
using test::of;

namespace {

using layer = nn::dense<1, 2>;
using parameters = layer::parameters<double>;
template <class O>
using updater_of = nn::updater<double, parameters, O>;

const parameters start{of<double>({{1, 2}}), of<double>({{-3, 4}})};
const parameters slope{of<double>({{3, 0}}), of<double>({{0, 4}})};  // norm 5

// The parameters after one step of plain descent at rate 1 with this l2 and clip_norm.
std::vector<double> after_one_step(double l2, double clip_norm) {
    updater_of<nn::sgd> updater({.optimizer = {}, .rate = 1, .l2 = l2, .clip_norm = clip_norm});
    test::words_from_seed noise(1);
    auto p = start, g = slope;
    updater.apply(p, g, noise);
    return nn::flatten<double>(p);
}

}  // namespace

TEST_CASE("nn/update_rule: plain, clipped by the norm of all gradients, and with l2 on top") {
    CHECK(after_one_step(0, 0) == std::vector<double>{-2, 2, -3, 0});
    CHECK(after_one_step(0, 5) == std::vector<double>{-2, 2, -3, 0});
    CHECK(after_one_step(0, 100) == std::vector<double>{-2, 2, -3, 0});
    CHECK(after_one_step(0, 2.5) == std::vector<double>{-0.5, 2, -3, 2});
    CHECK(after_one_step(0.5, 0) == std::vector<double>{-2.5, 1, -1.5, -2});
    CHECK(after_one_step(0.5, 2.5) == std::vector<double>{-1, 1, -1.5, 0});  // clipping leaves l2 whole
}

TEST_CASE("nn/update_rule: weight decay stands beside the optimizer, which does not see it") {
    updater_of<nn::sgd> plain({.optimizer = {}, .rate = 0.5, .weight_decay = 0.5});
    test::words_from_seed noise(1);
    auto p = start, g = slope;
    plain.apply(p, g, noise);
    CHECK(nn::flatten<double>(p) == std::vector<double>{1 * 0.75 - 1.5, 2 * 0.75, -3 * 0.75, 4 * 0.75 - 2});

    // Adam's step is the same with and without; as l2 it would be a part of the gradient, and scaled away.
    updater_of<nn::adam> with({.optimizer = {}, .rate = 0.1, .weight_decay = 0.5}),
        without({.optimizer = {}, .rate = 0.1});
    auto q = start, r = start, g1 = slope, g2 = slope;
    with.apply(q, g1, noise);
    without.apply(r, g2, noise);
    for (std::size_t i = 0; i < 2; ++i)
        CHECK(q.weights.data()[i] == doctest::Approx(r.weights.data()[i] - 0.05 * start.weights.data()[i]));
}

TEST_CASE("nn/update_rule: a step at a rate of the caller's own leaves the schedule its own") {
    updater_of<nn::sgd> updater({.optimizer = {}, .rate = 1});
    test::words_from_seed noise(1);
    auto p = start;
    for (const double rate : {0.0, 2.0}) {
        auto g = slope;
        updater.apply(p, g, noise, rate);
    }
    CHECK(nn::flatten<double>(p) == std::vector<double>{1 - 2 * 3, 2, -3, 4 - 2 * 4});
    CHECK(updater.steps() == 2);
    for (const double wrong : {-1.0, 1e7, std::numeric_limits<double>::quiet_NaN()}) {
        auto g = slope;
        CHECK_THROWS_AS(updater.apply(p, g, noise, wrong), usage_error);
    }
}

TEST_CASE("nn/update_rule: the schedule and the step count go on from step to step") {
    const auto halving = nn::schedule::step_decay(1, 0.5, 1);
    nn::updater<double, nn::weights<double>, nn::sgd> updater({.optimizer = {}, .rate = halving});
    nn::weights<double> p{of<double>({{0}})}, g{of<double>({{-1}})};
    test::words_from_seed noise(1);
    for (const double expected : {1.0, 1.5, 1.75}) {
        updater.apply(p, g, noise);
        CHECK(p.values.data()[0] == expected);
    }
    CHECK(updater.steps() == 3);
}

TEST_CASE("nn/update_rule: every matrix has its own optimizer state, Adam counts its steps") {
    updater_of<nn::adam> updater({.optimizer = {}, .rate = 0.1});
    test::words_from_seed noise(1);
    auto p = start;
    for (int step = 0; step < 3; ++step) {
        auto g = slope;
        updater.apply(p, g, noise);
    }
    // A constant gradient moves by the rate every step, in the direction of its sign.
    const auto values = nn::flatten<double>(p);
    CHECK(values[0] == doctest::Approx(0.7));
    CHECK(values[1] == 2);
    CHECK(values[2] == -3);
    CHECK(values[3] == doctest::Approx(3.7));
    std::vector<std::string> names;
    updater.for_each_state([&](std::string_view name, matrix<double>& x) {
        names.emplace_back(name);
        CHECK(shape_text(x) == "1x2");
    });
    CHECK(names == std::vector<std::string>{"0.mean", "0.square", "1.mean", "1.square"});
}

TEST_CASE("nn/update_rule: an updater resumed from its saved state goes on bit for bit") {
    const nn::update_rule<nn::any_optimizer> rule{
        .optimizer = nn::adam{}, .rate = nn::schedule::cosine(0.1, 0, 20), .l2 = 0.01};
    test::words_from_seed noise(1);
    updater_of<nn::any_optimizer> first(rule);
    auto p = start;
    const auto step = [&](updater_of<nn::any_optimizer>& u, parameters& at) {
        auto g = slope;
        for (std::size_t i = 0; i < g.weights.size(); ++i) g.weights.data()[i] *= at.weights.data()[i];
        u.apply(at, g, noise);
    };
    for (int i = 0; i < 5; ++i) step(first, p);

    std::vector<matrix<double>> saved;
    std::as_const(first).for_each_state([&](std::string_view, const matrix<double>& x) { saved.push_back(x); });
    updater_of<nn::any_optimizer> second(rule);
    auto q = p;
    second.resume(q, first.steps());
    std::size_t k = 0;
    second.for_each_state([&](std::string_view, matrix<double>& x) { x = saved.at(k++); });
    CHECK(k == saved.size());
    for (int i = 0; i < 5; ++i) step(first, p), step(second, q);
    CHECK(nn::max_abs_difference<double>(p, q) == 0);
    CHECK(second.steps() == 10);
}

TEST_CASE("nn/update_rule: gradients that do not match are refused before anything changes") {
    updater_of<nn::sgd> updater({.optimizer = {}, .rate = 1});
    test::words_from_seed noise(1);
    auto p = start, g = slope;
    g.bias = zeros<double>(1, 3);
    CHECK_THROWS_AS(updater.apply(p, g, noise), usage_error);
    CHECK(nn::max_abs_difference<double>(p, start) == 0);
    CHECK(updater.steps() == 0);
}

TEST_CASE("nn/update_rule: senseless rules are refused at once") {
    const double inf = std::numeric_limits<double>::infinity();
    for (const double wrong : {-1.0, inf, std::numeric_limits<double>::quiet_NaN()}) {
        CHECK_THROWS_AS(updater_of<nn::sgd>({.optimizer = {}, .rate = 1, .l2 = wrong}), usage_error);
        CHECK_THROWS_AS(updater_of<nn::sgd>({.optimizer = {}, .rate = 1, .clip_norm = wrong}), usage_error);
        CHECK_THROWS_AS(updater_of<nn::sgd>({.optimizer = {}, .rate = 1, .weight_decay = wrong}), usage_error);
    }
}
