#include <spnn/split/plan.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <functional>

namespace {

namespace nn = spnn::nn;
namespace split = spnn::split;
using spnn::usage_error;
using test::contains;
using test::error_of;

split::plan a_plan() {
    split::plan p;
    p.columns = {3, 5, 2};
    p.label_holder = 1;
    p.train_rows = 100;
    return p;
}

TEST_CASE("split/plan: sizes and the label owner") {
    auto p = a_plan();
    CHECK(p.holders() == 3);
    CHECK(p.total_columns() == 10);
    CHECK(p.label_owner() == split::the_holder(1));
    p.label_holder.reset();
    CHECK(p.label_owner() == split::the_labeler);
}

TEST_CASE("split/plan: a plan that no run can follow is refused, naming the field") {
    CHECK_NOTHROW(split::check(a_plan()));
    const std::vector<std::pair<std::string, std::function<void(split::plan&)>>> faults{
        {"columns", [](auto& p) { p.columns.clear(); }},
        {"columns", [](auto& p) { p.columns.assign(256, 1); }},
        {"holder_2 has no columns", [](auto& p) { p.columns[1] = 0; }},
        {"label_holder is 3", [](auto& p) { p.label_holder = 3; }},
        {"train_rows", [](auto& p) { p.train_rows = 0; }},
        {"first_epoch is 11, but there are only 10 epochs", [](auto& p) { p.first_epoch = 11; }},
        {"batch", [](auto& p) { p.batch = 0; }},
        {"rows", [](auto& p) { p.train_rows = std::size_t{1} << 32; }},
        {"rows", [](auto& p) { p.evaluate_rows = std::size_t{1} << 32; }},
    };
    for (const auto& [field, change] : faults) {
        auto p = a_plan();
        change(p);
        CHECK(contains(error_of<usage_error>([&] { split::check(p); }), field));
    }
    auto most = a_plan();
    most.columns.assign(255, 1);
    CHECK_NOTHROW(split::check(most));
}

TEST_CASE_TEMPLATE("split/plan: the fixed point is the ring's default unless the plan says otherwise", R, spnn::z2k<32>,
                   spnn::z2k<64>, spnn::z2k<128>, spnn::mersenne61) {
    auto p = a_plan();
    CHECK(split::fixed_point_of<R>(p).fraction_bits() == spnn::fixed_point<R>().fraction_bits());
    CHECK(split::fixed_point_of<R>(p).range_bits() == spnn::fixed_point<R>().range_bits());
    p.fraction_bits = 7;
    p.range_bits = 3;
    CHECK(split::fixed_point_of<R>(p).fraction_bits() == 7);
    CHECK(split::fixed_point_of<R>(p).range_bits() == 3);
    p.range_bits = 0;
    CHECK(split::fixed_point_of<R>(p).range_bits() == 0);
    p.fraction_bits = 64;
    CHECK_THROWS_AS(static_cast<void>(split::fixed_point_of<R>(p)), usage_error);
}

TEST_CASE("split/plan: two rules have the same text only when they are the same") {
    const split::update_rule base{nn::sgd{.momentum = 0.9}, 0.1};
    CHECK(split::describe(base) == split::describe({nn::sgd{.momentum = 0.9}, 0.1}));
    CHECK(contains(split::describe(base), "sgd(momentum 0.9) at 0.1"));
    const std::vector<split::update_rule> others{
        {nn::sgd{.momentum = 0.9 + 1e-9}, 0.1},
        {nn::sgd{.momentum = 0.9, .nesterov = true}, 0.1},
        {nn::sgd{.momentum = 0.9}, 0.1 + 1e-9},
        {nn::sgd{.momentum = 0.9}, nn::schedule::step_decay(0.1, 0.5, 2)},
        {nn::sgd{.momentum = 0.9}, nn::schedule::step_decay(0.1, 0.5, 3)},
        {nn::sgd{.momentum = 0.9}, nn::schedule::step_decay(0.1, 0.25, 2)},
        {nn::sgd{.momentum = 0.9}, nn::schedule::exponential(0.1, 0.5, 2)},
        {nn::sgd{.momentum = 0.9}, nn::schedule::cosine(0.1, 0.01, 2)},
        {nn::sgd{.momentum = 0.9}, 0.1, 1e-9},
        {nn::sgd{.momentum = 0.9}, 0.1, 0, 1e9},
        {nn::adam{}, 0.1},
        {nn::adam{.beta1 = 0.8}, 0.1},
        {nn::adam{.beta2 = 0.8}, 0.1},
        {nn::adam{.epsilon = 1e-7}, 0.1},
        {nn::sgld{}, 0.1},
        {nn::sgld{.temperature = 0.5}, 0.1},
    };
    std::vector<std::string> texts{split::describe(base)};
    for (const auto& rule : others) texts.push_back(split::describe(rule));
    std::ranges::sort(texts);
    CHECK(std::ranges::adjacent_find(texts) == texts.end());
}

TEST_CASE("split/plan: exact_text reads back as the number") {
    for (const double x : {0.0, 0.1, 1.0 / 3, 1e-300, 6.02e23, -2.5}) CHECK(std::stod(split::exact_text(x)) == x);
    CHECK(split::exact_text(0.1) == "0.1");
}

}  // namespace
