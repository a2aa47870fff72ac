#include "support/round_table.hpp"

#include <doctest/doctest.h>

namespace {

namespace split = spnn::split;
namespace nn = spnn::nn;
using spnn::data_error;

TEST_CASE("split/plan_codec: a proposal comes back as it was, with each optimizer and schedule") {
    auto p = test::some_proposal();
    p.plan.columns = {3, 500, 1};
    p.plan.first_epoch = 2;
    for (const split::update_rule& rule :
         {split::update_rule{nn::sgd{0.9, true}, 0.1},
          split::update_rule{nn::adam{0.5, 0.6, 0.7}, nn::schedule::step_decay(1, 0.5, 3)},
          split::update_rule{nn::sgld{0.25}, nn::schedule::exponential(0.1, 0.9, 7), 1e-4, 2}})
        for (const std::optional<std::size_t> owner : {std::optional<std::size_t>(), std::optional<std::size_t>(2)}) {
            p.plan.rule = rule;
            p.plan.label_holder = owner;
            const auto back = split::load_proposal(split::store(p));
            CHECK(split::describe(back.plan.rule) == split::describe(rule));
            CHECK(back.plan.label_holder == owner);
            CHECK(back.plan.columns == p.plan.columns);
            CHECK(back.plan.first_epoch == 2);
            CHECK(back.plan.fraction_bits == 16);
            CHECK(back.plan.range_bits == 8);
            CHECK_FALSE(back.plan.keep_masked_features);
            CHECK(back.plan.key_bits == 2048);
            CHECK(back.alignment == split::alignment_mode::in_order);
            CHECK(back.test_fraction == 0.25);
            CHECK(back.split_seed == 7);
            CHECK(back.protocol == "masked");
            CHECK(back.ring == "z2k<64>");
            CHECK(back.network == "small");
            CHECK(split::store(back) == split::store(p));
        }
}

TEST_CASE("split/plan_codec: shorter, longer and senseless bytes are refused by name") {
    const auto whole = split::store(test::some_proposal());
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_THROWS_AS(static_cast<void>(split::load_proposal(std::span(whole).first(size))), data_error);
    auto longer = whole;
    longer.push_back(std::byte{1});
    CHECK_THROWS_AS(static_cast<void>(split::load_proposal(longer)), data_error);

    auto p = test::some_proposal();
    p.alignment = static_cast<split::alignment_mode>(2);
    CHECK_THROWS_WITH_AS(static_cast<void>(split::load_proposal(split::store(p))), "alignment: 2 stands for nothing",
                         data_error);
    p = test::some_proposal();
    p.plan.rule.l2 = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH_AS(static_cast<void>(split::load_proposal(split::store(p))), "l2: is no finite number",
                         data_error);
    p = test::some_proposal();
    p.plan.label_holder = 2;
    CHECK_THROWS_WITH_AS(static_cast<void>(split::load_proposal(split::store(p))), doctest::Contains("label holder"),
                         data_error);
    p = test::some_proposal();
    p.plan.columns.assign(256, 1);
    CHECK_THROWS_WITH_AS(static_cast<void>(split::load_proposal(split::store(p))), doctest::Contains("at most 255"),
                         data_error);
}

}  // namespace
