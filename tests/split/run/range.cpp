// A product beyond the bound stops its own holder before anything of that step leaves it.

#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <split/support/schemes.hpp>
#include <split/support/wires.hpp>
#include <spnn/testing/laws/first_layer.hpp>
#include <support/errors.hpp>

#include <limits>
#include <type_traits>

namespace {

namespace laws = spnn::testing::laws;
namespace split = spnn::split;
using spnn::matrix;
using spnn::z2k;
using test::the_holder;
using test::the_server;

struct masked_case {
    using model = split::masked<>;
    static constexpr bool keep = true;
};
struct kept_case {
    using model = split::shared<>;
    static constexpr bool keep = true;
};
struct reopened_case {
    using model = split::shared<>;
    static constexpr bool keep = false;
};
struct encrypted_case {
    using model = test::encrypted<z2k<64>>;
    static constexpr bool keep = true;
};
struct bare_case {
    using model = split::in_the_clear<>;
    static constexpr bool keep = true;
};

// Messages of this step that a party has sent to anyone.
std::size_t sent_at(const test::wiretap& tap, test::party who, spnn::step_id at) {
    std::size_t count = 0;
    for (const auto& where : tap.lanes())
        if (where.from == who)
            for (const auto& message : tap.messages(where.from, where.to)) count += message.header.step == at.tag();
    return count;
}

laws::first_layer_case with_range(std::size_t holders, bool keep) {
    auto c = laws::small_first_layer(holders, keep);
    c.plan.fraction_bits = 10;
    c.plan.range_bits = 8;
    // Only the product of step 1, which a test sets, comes near the bound.
    for (auto& step : c.steps)
        for (auto& t : step.weights)
            for (auto& v : spnn::elements(t)) v /= 128;
    return c;
}

// Row 0 of the first table, which is all that step 1 takes, becomes (x, 0, ...), and the weights of that step all t.
void set_first_product(laws::first_layer_case& c, std::size_t j, float x, float t) {
    for (auto& v : spnn::row(c.tables[0][j], 0)) v = 0;
    c.tables[0][j](0, 0) = x;
    for (auto& v : spnn::elements(c.steps[1].weights[j])) v = t;
}

TEST_CASE_TEMPLATE("split/run/range: beyond the bound the holder stops before it sends anything of the step", Case,
                   masked_case, kept_case, reopened_case, encrypted_case, bare_case) {
    for (const std::size_t victim : {0U, 1U, 2U}) {
        auto c = with_range(3, Case::keep);
        c.timeout = std::chrono::seconds(20);
        set_first_product(c, victim, 86.125F, 1);  // 256 / 3 = 85.3
        test::wiretap tap;
        const auto outcome = laws::run_first_layer<typename Case::model>(c, tap.factory());
        const auto text = test::error_of<spnn::range_error>([&] { outcome.rethrow(the_holder(victim)); });
        CHECK(test::contains(text, spnn::text("holder_", victim + 1)));
        CHECK(test::contains(text, "first layer"));
        CHECK(test::contains(text, "85.3"));
        CHECK_FALSE(test::contains(text, "86.1"));
        CHECK(sent_at(tap, the_holder(victim), c.steps[0].at) > 0);
        CHECK(sent_at(tap, the_holder(victim), c.steps[1].at) == 0);
        CHECK(sent_at(tap, the_holder(victim), c.steps[2].at) == 0);
        CHECK(outcome.sums.size() == 1);
        CHECK_THROWS_AS(outcome.rethrow(the_server), spnn::transport_error);
    }
}

TEST_CASE_TEMPLATE("split/run/range: all holders at their bound give the range itself, on both sides", Case,
                   masked_case, kept_case, reopened_case, encrypted_case, bare_case) {
    for (const float sign : {1.0F, -1.0F}) {
        auto c = with_range(4, Case::keep);
        for (std::size_t j = 0; j < 4; ++j) set_first_product(c, j, 64, sign);  // 256 / 4
        const auto outcome = laws::sound_first_layer<typename Case::model>(c, test::plain_link);
        matrix<double> h1;
        split::product_scale_of<typename Case::model>(c.plan).decode(outcome.sums[1], h1);
        for (const auto v : spnn::elements(h1)) CHECK(v == static_cast<double>(sign) * 256);
    }
}

// 2^15 / 3 is 10922, of which the nearest multiple of 2^4 is 683 steps: three of them are one beyond 2^11.
TEST_CASE_TEMPLATE("split/run/range: rounded, three holders at their bound are beyond the range by less than two steps",
                   Case, masked_case, encrypted_case, bare_case) {
    auto c = with_range(3, true);
    c.plan.fraction_bits = 4;
    c.plan.range_bits = 7;
    c.plan.round_products = true;
    const auto scale = split::product_scale_of<typename Case::model>(c.plan);
    for (const int sign : {1, -1}) {
        for (std::size_t j = 0; j < 3; ++j) set_first_product(c, j, 254.0F / 16, static_cast<float>(sign * 43) / 16);
        const auto outcome = laws::sound_first_layer<typename Case::model>(c, test::plain_link);
        for (const auto v : spnn::elements(outcome.sums[1])) CHECK(z2k<64>::to_signed(v) == sign * 2049);
        CHECK(scale.is_within_range(spnn::elements(outcome.sums[1])));
    }
}

// The widest range of each ring: one more bit would wrap.
TEST_CASE_TEMPLATE("split/run/range: the largest range that a ring allows does not wrap", R, z2k<32>, z2k<64>,
                   spnn::mersenne61) {
    auto c = with_range(2, true);
    c.plan.fraction_bits = 4;
    c.plan.range_bits = spnn::fixed_point<R>::max_range_bits(4);
    const double half = std::ldexp(1.0, c.plan.range_bits - 1);
    const auto x = static_cast<float>(std::ldexp(1.0, c.plan.range_bits / 2)), t = static_cast<float>(half) / x;
    for (const float sign : {1.0F, -1.0F}) {
        for (std::size_t j = 0; j < 2; ++j) set_first_product(c, j, x, sign * t);
        const auto check = [&]<class First>(std::type_identity<First>) {
            const auto scale = split::product_scale_of<First>(c.plan);
            const auto outcome = laws::sound_first_layer<First>(c, test::plain_link);
            CHECK(scale.is_within_range(spnn::elements(outcome.sums[1])));
            matrix<double> h1;
            scale.decode(outcome.sums[1], h1);
            for (const auto v : spnn::elements(h1)) CHECK(v == static_cast<double>(sign) * scale.encoding().range());
        };
        check(std::type_identity<split::shared<R>>());
        for (const bool rounds : {false, true}) {
            c.plan.round_products = rounds;
            check(std::type_identity<split::masked<R>>());
            check(std::type_identity<test::encrypted<R>>());
        }
        c.plan.round_products.reset();
    }
}

TEST_CASE_TEMPLATE("split/run/range: no number, or one too large, is refused when the table is bound", Case,
                   masked_case, kept_case, reopened_case, encrypted_case, bare_case) {
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 1e30F}) {
        auto c = with_range(2, Case::keep);
        c.timeout = std::chrono::seconds(20);
        c.tables[0][1](5, 1) = bad;
        test::wiretap tap;
        const auto outcome = laws::run_first_layer<typename Case::model>(c, tap.factory());
        const auto text = test::error_of<spnn::range_error>([&] { outcome.rethrow(the_holder(1)); });
        CHECK(test::contains(text, "holder_2: feature"));
        for (const auto& step : c.steps) CHECK(sent_at(tap, the_holder(1), step.at) == 0);
        CHECK(tap.of_kind<split::masked_features<z2k<64>>>(the_holder(1), the_holder(0)).empty());
        CHECK(outcome.sums.empty());
    }
}

}  // namespace
