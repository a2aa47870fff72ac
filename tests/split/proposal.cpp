#include <spnn/split/proposal.hpp>

#include "support/round_table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <set>

namespace {

namespace split = spnn::split;
namespace nn = spnn::nn;
using spnn::data_error;

TEST_CASE("split/proposal: a proposal comes back as it was, with each optimizer and schedule") {
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
            p.plan.round_products = owner ? std::optional<bool>(owner == 2) : std::nullopt;
            const auto back = spnn::coordinate::load_proposal<spnn::split::proposal>(spnn::coordinate::store(p));
            CHECK(spnn::record::show(back.plan.rule) == spnn::record::show(rule));
            CHECK(back.plan.label_holder == owner);
            CHECK(back.plan.columns == p.plan.columns);
            CHECK(back.plan.first_epoch == 2);
            CHECK(back.plan.fraction_bits == 16);
            CHECK(back.plan.range_bits == 8);
            CHECK_FALSE(back.plan.keep_masked_features);
            CHECK(back.plan.round_products == p.plan.round_products);
            CHECK(back.plan.security_bits == 112);
            CHECK(back.alignment == spnn::coordinate::alignment_mode::in_order);
            CHECK(back.test_fraction == 0.25);
            CHECK(back.split_seed == 7);
            CHECK(back.protocol == "masked");
            CHECK(back.ring == "z2k<64>");
            CHECK(back.cipher == "paillier");
            CHECK(back.plan.network == "small");
            CHECK(spnn::coordinate::store(back) == spnn::coordinate::store(p));
        }
}

TEST_CASE("split/proposal: shorter, longer and senseless bytes are refused by name") {
    const auto whole = spnn::coordinate::store(test::some_proposal());
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_THROWS_AS(
            static_cast<void>(spnn::coordinate::load_proposal<spnn::split::proposal>(std::span(whole).first(size))),
            data_error);
    auto longer = whole;
    longer.push_back(std::byte{1});
    CHECK_THROWS_AS(static_cast<void>(spnn::coordinate::load_proposal<spnn::split::proposal>(longer)), data_error);

    auto p = test::some_proposal();
    p.alignment = static_cast<spnn::coordinate::alignment_mode>(2);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(spnn::coordinate::load_proposal<spnn::split::proposal>(spnn::coordinate::store(p))),
        "alignment: is 2, which stands for nothing", data_error);
    p = test::some_proposal();
    p.plan.rule.l2 = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH_AS(
        static_cast<void>(spnn::coordinate::load_proposal<spnn::split::proposal>(spnn::coordinate::store(p))),
        "l2: is nan, expected 0 to 1e+06", data_error);
    p = test::some_proposal();
    p.plan.label_holder = 255;
    CHECK_THROWS_WITH_AS(
        static_cast<void>(spnn::coordinate::load_proposal<spnn::split::proposal>(spnn::coordinate::store(p))),
        doctest::Contains("label_owner"), data_error);
    p = test::some_proposal();
    p.plan.columns.assign(256, 1);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(spnn::coordinate::load_proposal<spnn::split::proposal>(spnn::coordinate::store(p))),
        doctest::Contains("columns: has 256 entries, expected 1 to 255"), data_error);
}

// The first illegal value of every field, and the last legal ones.
TEST_CASE("split/proposal: every number has a bound, and what lies beyond is refused by name") {
    struct edge {
        const char* field;
        std::function<void(split::proposal&)> legal, illegal;
    };
    using spnn::most::rows;
    const auto text_of = [](std::size_t size) { return std::string(size, 'x'); };
    const std::vector<edge> edges{
        {"protocol", [&](auto& p) { p.protocol = text_of(64); }, [&](auto& p) { p.protocol = text_of(65); }},
        {"ring", [&](auto& p) { p.ring = text_of(64); }, [&](auto& p) { p.ring = text_of(65); }},
        {"cipher", [&](auto& p) { p.cipher = text_of(64); }, [&](auto& p) { p.cipher = text_of(65); }},
        {"network", [&](auto& p) { p.plan.network = text_of(8192); }, [&](auto& p) { p.plan.network = text_of(8193); }},
        {"test_fraction", [](auto& p) { p.test_fraction = 1; },
         [](auto& p) { p.test_fraction = std::nextafter(1, 2); }},
        {"test_fraction", [](auto& p) { p.test_fraction = 0; }, [](auto& p) { p.test_fraction = -1e-300; }},
        {"columns", [](auto& p) { p.plan.columns = {0, spnn::most::columns}; },
         [](auto& p) { p.plan.columns = {0, spnn::most::columns + 1}; }},
        {"columns", [](auto& p) { p.plan.columns.assign(255, 0); }, [](auto& p) { p.plan.columns.clear(); }},
        {"label_owner", [](auto& p) { p.plan.label_holder.reset(); }, [](auto& p) { p.plan.label_holder = 255; }},
        {"train_rows", [](auto& p) { p.plan.train_rows = rows; }, [](auto& p) { p.plan.train_rows = rows + 1; }},
        {"evaluate_rows", [](auto& p) { p.plan.evaluate_rows = rows; },
         [](auto& p) { p.plan.evaluate_rows = rows + 1; }},
        {"epochs", [](auto& p) { p.plan.epochs = 0; }, [](auto& p) { p.plan.epochs = spnn::most::epochs + 1; }},
        {"first_epoch", [](auto& p) { p.plan.first_epoch = spnn::most::epochs; },
         [](auto& p) { p.plan.first_epoch = spnn::most::epochs + 1; }},
        {"batch", [](auto& p) { p.plan.batch = 1; }, [](auto& p) { p.plan.batch = 0; }},
        {"batch", [](auto& p) { p.plan.batch = spnn::most::batch; },
         [](auto& p) { p.plan.batch = spnn::most::batch + 1; }},
        {"momentum", [](auto& p) { p.plan.rule.optimizer = nn::sgd{.momentum = 0.999}; },
         [](auto& p) { p.plan.rule.optimizer = nn::sgd{.momentum = 1}; }},
        {"beta1", [](auto& p) { p.plan.rule.optimizer = nn::adam{.beta1 = 0}; },
         [](auto& p) { p.plan.rule.optimizer = nn::adam{.beta1 = -0.1}; }},
        {"beta2", [](auto& p) { p.plan.rule.optimizer = nn::adam{.beta2 = 0.999999}; },
         [](auto& p) { p.plan.rule.optimizer = nn::adam{.beta2 = 1}; }},
        {"epsilon", [](auto& p) { p.plan.rule.optimizer = nn::adam{.epsilon = 1e-300}; },
         [](auto& p) { p.plan.rule.optimizer = nn::adam{.epsilon = 0}; }},
        {"temperature", [](auto& p) { p.plan.rule.optimizer = nn::sgld{1e9}; },
         [](auto& p) { p.plan.rule.optimizer = nn::sgld{-1}; }},
        {"learning_rate", [](auto& p) { p.plan.rule.rate.initial = 1e6; },
         [](auto& p) { p.plan.rule.rate.initial = std::numeric_limits<double>::infinity(); }},
        {"rate_factor", [](auto& p) { p.plan.rule.rate.factor = 0; }, [](auto& p) { p.plan.rule.rate.factor = -1; }},
        {"last_rate", [](auto& p) { p.plan.rule.rate.last = 1e6; }, [](auto& p) { p.plan.rule.rate.last = 1.1e6; }},
        {"rate_period", [](auto& p) { p.plan.rule.rate.period = 1; }, [](auto& p) { p.plan.rule.rate.period = 0; }},
        {"l2", [](auto& p) { p.plan.rule.l2 = 0; }, [](auto& p) { p.plan.rule.l2 = -0.001; }},
        {"clip_norm", [](auto& p) { p.plan.rule.clip_norm = 1e30; }, [](auto& p) { p.plan.rule.clip_norm = 2e30; }},
        {"weight_decay", [](auto& p) { p.plan.rule.weight_decay = 0; },
         [](auto& p) { p.plan.rule.weight_decay = -0.001; }},
        {"fraction_bits", [](auto& p) { p.plan.fraction_bits = 62; }, [](auto& p) { p.plan.fraction_bits = 63; }},
        {"range_bits", [](auto& p) { p.plan.range_bits = -1; }, [](auto& p) { p.plan.range_bits = -2; }},
        {"security_bits", [](auto& p) { p.plan.security_bits = 256; }, [](auto& p) { p.plan.security_bits = 257; }},
        {"security_bits", [](auto& p) { p.plan.security_bits = 112; }, [](auto& p) { p.plan.security_bits = 111; }},
        {"terms", [&](auto& p) { p.plan.terms = text_of(4096); }, [&](auto& p) { p.plan.terms = text_of(4097); }},
    };
    std::set<std::string> reached;
    for (const auto& e : edges) {
        CAPTURE(e.field);
        auto p = test::some_proposal();
        e.legal(p);
        CHECK(spnn::coordinate::store(spnn::coordinate::load_proposal<spnn::split::proposal>(
                  spnn::coordinate::store(p))) == spnn::coordinate::store(p));
        e.illegal(p);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(spnn::coordinate::load_proposal<spnn::split::proposal>(spnn::coordinate::store(p))),
            doctest::Contains(e.field), data_error);
        reached.insert(e.field);
    }
    // Of all fields; numbers that may have any value, choices and flags have no edge.
    reached.insert({"split_seed", "batch_seed", "alignment", "predict_only", "optimizer", "nesterov", "schedule",
                    "keep_masked_features", "round_products"});
    for (const auto& optimizer :
         {nn::any_optimizer(nn::sgd{}), nn::any_optimizer(nn::adam{}), nn::any_optimizer(nn::sgld{})}) {
        auto p = test::some_proposal();
        p.plan.rule.optimizer = optimizer;
        for (const auto& field : spnn::record::texts_of(p)) CHECK_MESSAGE(reached.contains(field.first), field.first);
    }
}

TEST_CASE("split/proposal: the plan of a session says how rows are chosen, so that parties compare it") {
    auto p = test::some_proposal();
    const auto terms = spnn::coordinate::plan_of(p).terms;
    CHECK(terms == "alignment in_order, test_fraction 0.25, split_seed 7, predict_only false");
    p.plan.terms = "and more";
    CHECK(spnn::coordinate::plan_of(p).terms == terms + ", and more");
    p.split_seed = 8;
    CHECK(spnn::coordinate::plan_of(p).terms != terms + ", and more");
}

}  // namespace
