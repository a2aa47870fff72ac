#include <spnn/train/terms.hpp>

#include <spnn/core/ring/z2k.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace train = spnn::train;

// The plan of a wing that adds nothing.
struct bare_plan {
    std::size_t train_rows = 10, evaluate_rows = 0, epochs = 3, first_epoch = 0, batch = 4;
    std::uint64_t batch_seed = 1;
    train::update_rule rule{};
    int fraction_bits = 0, range_bits = -1;
    std::string terms{};

    template <class Self, class F>
    static void for_each_field(Self& p, F&& f) {
        train::for_each_term(p, f);
    }
};
static_assert(train::Terms<bare_plan>);
struct half_a_plan {
    std::size_t train_rows;
};
static_assert(!train::Terms<half_a_plan>);

TEST_CASE("train/terms: every term is a field with a name of its own, and comes back from its bytes") {
    bare_plan plan;
    plan.epochs = 9;
    plan.terms = "by agreement";
    std::set<std::string> names;
    std::size_t fields = 0;
    for (const auto& [name, value] : spnn::record::texts_of(plan)) {
        names.insert(name);
        ++fields;
    }
    CHECK(names.size() == fields);
    for (const auto* name : {"train_rows", "evaluate_rows", "epochs", "first_epoch", "batch", "batch_seed", "optimizer",
                             "learning_rate", "fraction_bits", "range_bits", "terms"})
        CHECK_MESSAGE(names.contains(name), name);
    const auto back = spnn::record::loaded<bare_plan>(spnn::record::stored(plan), "plan");
    CHECK(spnn::record::texts_of(back) == spnn::record::texts_of(plan));
}

TEST_CASE("train/terms: terms that no run can follow are refused, naming the field") {
    const auto refusal = [](auto change) {
        bare_plan plan;
        change(plan);
        return test::error_of<spnn::usage_error>([&] { train::check_terms(plan); });
    };
    CHECK(refusal([](auto&) {}).empty());
    CHECK(refusal([](auto& p) { p.train_rows = 0; }) == "plan: train_rows is 0");
    CHECK(test::contains(refusal([](auto& p) { p.first_epoch = 4; }), "first_epoch is 4, but there are only 3 epochs"));
}

TEST_CASE("train/terms: bits left open are the ring's own") {
    bare_plan plan;
    using wide = spnn::z2k<64>;
    const auto [fraction, range] = train::bits_of<wide>(plan);
    CHECK(fraction == spnn::fixed_point<wide>::default_fraction_bits);
    CHECK(range == spnn::fixed_point<wide>::default_range_bits(fraction));
    plan.fraction_bits = 10;
    plan.range_bits = 4;
    CHECK(train::bits_of<wide>(plan) == std::pair(10, 4));
    CHECK(train::fixed_point_of<wide>(plan).fraction_bits() == 10);
    plan.fraction_bits = 30;
    CHECK_THROWS_AS(static_cast<void>(train::fixed_point_of<spnn::z2k<32>>(plan)), spnn::usage_error);
}

}  // namespace
