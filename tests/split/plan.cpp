#include <spnn/split/plan.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <type_traits>

namespace {

namespace nn = spnn::nn;
namespace split = spnn::split;
using spnn::usage_error;
using spnn::record::show;
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
        {"number 2 is 1048577, expected 0 to 1048576", [](auto& p) { p.columns[1] = spnn::most::columns + 1; }},
        {"number 1 is 18446744073709551596", [](auto& p) { p.columns[0] = std::size_t{0} - 20; }},
        {"label_owner is holder_4, but there are only 3 holders", [](auto& p) { p.label_holder = 3; }},
        {"label_owner is 255", [](auto& p) { p.label_holder = 255; }},
        {"train_rows", [](auto& p) { p.train_rows = 0; }},
        {"first_epoch is 11, but there are only 10 epochs", [](auto& p) { p.first_epoch = 11; }},
        {"batch", [](auto& p) { p.batch = 0; }},
        {"rows", [](auto& p) { p.train_rows = std::size_t{1} << 32; }},
        {"rows", [](auto& p) { p.evaluate_rows = std::size_t{1} << 32; }},
        {"epochs is 1048576", [](auto& p) { p.epochs = spnn::most::epochs + 1; }},
        {"batch is 16777217", [](auto& p) { p.batch = spnn::most::batch + 1; }},
        {"fraction_bits is -1", [](auto& p) { p.fraction_bits = -1; }},
        {"range_bits is 127", [](auto& p) { p.range_bits = 127; }},
        {"security_bits is 257", [](auto& p) { p.security_bits = spnn::most::security_bits + 1; }},
        {"security_bits is 111, expected 112 to 256", [](auto& p) { p.security_bits = 111; }},
        {"terms has 4097 characters", [](auto& p) { p.terms.assign(4097, 'x'); }},
        {"learning_rate is nan", [](auto& p) { p.rule.rate = std::numeric_limits<double>::quiet_NaN(); }},
        {"l2 is -1", [](auto& p) { p.rule.l2 = -1; }},
        {"momentum is 1, expected at least 0 and below 1", [](auto& p) { p.rule.optimizer = nn::sgd{.momentum = 1}; }},
    };
    for (const auto& [field, change] : faults) {
        auto p = a_plan();
        change(p);
        CHECK(contains(error_of<usage_error>([&] { split::check(p); }), field));
    }
    auto most = a_plan();
    most.columns.assign(255, spnn::most::columns);
    most.train_rows = most.evaluate_rows = spnn::most::rows;
    most.batch = spnn::most::batch;
    most.epochs = most.first_epoch = spnn::most::epochs;
    most.security_bits = spnn::most::security_bits;
    CHECK_NOTHROW(split::check(most));
    CHECK(most.total_columns() == 255 * spnn::most::columns);
}

TEST_CASE("split/plan: columns that would wrap are never added up") {
    auto p = a_plan();
    p.columns = {8, std::size_t{0} - 20, 20};  // 8 modulo 2^64
    CHECK_THROWS_AS(static_cast<void>(p.total_columns()), usage_error);
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

// A protocol in which holders have their products, and one in which they do not.
struct some_protocol {
    static constexpr std::string_view name = "some";
    static constexpr bool can_round_products = true;
    using ring = spnn::z2k<64>;
};
struct on_shares : some_protocol {
    static constexpr bool can_round_products = false;
};

TEST_CASE("split/plan: whether products are rounded is asked for, or as the protocol can; all parties must agree") {
    auto p = a_plan();
    const auto stated = [&]<class First>(std::type_identity<First>) {
        const auto fields = split::fields_of<First>(p, {"net", 4, 3});
        const auto at = std::ranges::find(fields, "round_products", &spnn::record::texts::value_type::first);
        return at == fields.end() ? std::string("nothing") : at->second;
    };
    const std::type_identity<some_protocol> some;
    const std::type_identity<on_shares> shares;
    CHECK_FALSE(split::rounds_products<on_shares>(p));
    CHECK(stated(some) == "true");
    CHECK(stated(shares) == "false");
    p.round_products = false;
    CHECK_FALSE(split::rounds_products<some_protocol>(p));
    CHECK_FALSE(split::rounds_products<on_shares>(p));
    CHECK(stated(some) == "false");
    p.round_products = true;
    CHECK(split::rounds_products<some_protocol>(p));
    CHECK(stated(some) == "true");
    CHECK_THROWS_AS(static_cast<void>(split::rounds_products<on_shares>(p)), usage_error);
    CHECK_THROWS_AS(static_cast<void>(stated(shares)), usage_error);
}

TEST_CASE("split/plan: the network is compared by name and widths, whether the plan names it or leaves it open") {
    auto p = a_plan();
    const split::network_outline net{"net", 4, 3};
    const auto open = split::fields_of<some_protocol>(p, net);
    p.network = "net";
    CHECK(split::fields_of<some_protocol>(p, net) == open);
    for (const split::network_outline& other :
         {split::network_outline{"net", 5, 3}, split::network_outline{"net", 4, 2}})
        CHECK(split::fields_of<some_protocol>(p, other) != open);
    CHECK(contains(error_of<usage_error>([&] { static_cast<void>(split::fields_of<some_protocol>(p, {"ten", 4, 3})); }),
                   "plan: network is net, and this party's is ten: write it as here, or leave it out"));
    p.network.clear();
    CHECK(split::fields_of<some_protocol>(p, {"ten", 4, 3}) != open);
    CHECK(contains(error_of<usage_error>(
                       [&] { static_cast<void>(split::fields_of<some_protocol>(p, {std::string(8193, 'x'), 4, 3})); }),
                   "the network's name has 8193 bytes, at most 8192"));
}

TEST_CASE("split/plan: two rules have the same text only when they are the same") {
    const split::update_rule base{nn::sgd{.momentum = 0.9}, 0.1};
    CHECK(show(base) == show(split::update_rule{nn::sgd{.momentum = 0.9}, 0.1}));
    CHECK(contains(show(base), "optimizer sgd, momentum 0.9, nesterov false, schedule constant, learning_rate 0.1"));
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
    std::vector<std::string> texts{show(base)};
    for (const auto& rule : others) texts.push_back(show(rule));
    std::ranges::sort(texts);
    CHECK(std::ranges::adjacent_find(texts) == texts.end());
}

}  // namespace
