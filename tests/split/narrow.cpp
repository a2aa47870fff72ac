#include <spnn/split/narrow.hpp>

#include <spnn/split/first_layer/masked.hpp>

#include <split/support/runs.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

using namespace test;
using spnn::z2k;

split::plan plan_for(std::vector<std::size_t> columns, int fraction_bits) {
    split::plan p;
    p.columns = std::move(columns);
    p.fraction_bits = fraction_bits;
    return p;
}

// Whether the product of a table with weights is one that the holder sends.
template <spnn::Ring R>
bool passes(const split::plan& p, const matrix<float>& x, const matrix<float>& t) {
    const spnn::fixed_point<R> encoding(p.fraction_bits, p.range_bits);
    split::checked_product<R> arithmetic({encoding, p.holders(), false}, "holder_1");
    const split::bound_table<R> table(x, encoding, "feature");
    std::vector<std::uint32_t> all(spnn::rows(x));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint32_t>(i);
    try {
        arithmetic.prepare(table, all, t);
    } catch (const spnn::range_error&) {
        return false;
    }
    return true;
}

// Weights of one unit as long as forecast, along row i of x: nothing of that length has a larger product with the row.
matrix<float> along(const split::plan& p, const matrix<float>& x, std::size_t i, std::size_t first_width,
                    double growth) {
    double length = 0;
    for (const double v : spnn::row(x, i)) length += v * v;
    const double longest =
        growth * std::sqrt(static_cast<double>(spnn::columns(x))) * nn::glorot_bound(p.total_columns(), first_width);
    auto t = spnn::make_matrix<float>(spnn::columns(x), 1);
    for (std::size_t c = 0; c < spnn::columns(x); ++c)
        t(c, 0) = static_cast<float>(static_cast<double>(x(i, c)) / std::sqrt(length) * longest * (1 - 1e-6));
    return t;
}

TEST_CASE(
    "split/narrow: the range holds the worst weights that are forecast, and a bit less does not hold them twice") {
    for (const std::size_t d : {1u, 3u, 40u})
        for (const int fraction : {4, 12})
            for (const float size : {0.01F, 1.0F, 300.0F})
                for (const double growth : {1.0, 8.0}) {
                    auto p = plan_for({d, 5, 2}, fraction);
                    const auto x = random_reals(30, d, d, size);
                    std::size_t longest = 0;
                    double most = -1;
                    for (std::size_t i = 0; i < 30; ++i) {
                        double squares = 0;
                        for (const double v : spnn::row(x, i)) squares += v * v;
                        if (squares > most) most = squares, longest = i;
                    }
                    p.range_bits = split::range_bits_for(p, 0, 8, x, {.growth = growth});
                    auto t = along(p, x, longest, 8, growth);
                    CAPTURE(p.range_bits);
                    CHECK(passes<z2k<64>>(p, x, t));
                    if (p.range_bits == 0) continue;
                    // Twice as far is beyond what a power of two can leave unused, but for what rounding may add.
                    for (auto& w : spnn::elements(t)) w *= 2.25F;
                    if (fraction == 12 && size >= 1) CHECK_FALSE(passes<z2k<64>>(p, x, t));
                }
}

TEST_CASE("split/narrow: every holder counts, as do its rows, its noise and the units that share the range") {
    const auto x = random_reals(50, 4, 3);
    auto large = x;
    large(17, 2) = 1000;
    const auto p = plan_for({4, 4}, 12);
    const int bits = split::range_bits_for(p, 0, 8, x);
    CHECK(split::range_bits_for(p, 1, 8, x) == bits);
    CHECK(split::range_bits_for(p, 8, {x, large}) == split::range_bits_for(p, 1, 8, large));
    CHECK(split::range_bits_for(plan_for({4, 4, 4, 4, 4, 4, 4, 4}, 12), 0, 8, x) >= bits);
    CHECK(split::range_bits_for(p, 0, 8, large) >= bits + 7);
    CHECK(split::range_bits_for(p, 0, 8, x, {.growth = 64}) == bits + 3);
    CHECK(split::range_bits_for(p, 0, 8, x, {.product_noise = 1000}) >= 14);  // 2 x 8,600
    CHECK(split::range_bits_for(p, 0, 8, matrix<float>(std::array<std::size_t, 2>{0, 4})) >= 0);
}

TEST_CASE("split/narrow: what is asked wrong is refused") {
    const auto p = plan_for({4, 3}, 12);
    const auto x = random_reals(5, 4, 3);
    CHECK_THROWS_WITH_AS(static_cast<void>(split::range_bits_for(p, 1, 8, x)),
                         "range_bits_for: a table of 4 columns is not that of holder 2 in the plan", spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(split::range_bits_for(p, 2, 8, x)), spnn::usage_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(split::range_bits_for(p, 0, 8, x, {.growth = 0.5})),
                         "range_bits_for: growth is 0.5, expected at least 1", spnn::usage_error);
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
        auto some = x;
        some(4, 1) = bad;
        CHECK_THROWS_WITH_AS(static_cast<void>(split::range_bits_for(p, 0, 8, some)),
                             "holder_1: features, row 5, column 2: not a number or infinite; clean the column",
                             spnn::range_error);
    }
}

TEST_CASE("split/narrow: as the guide has it") {
    auto request = small_request(2);
    auto& plan = request.plan;
    const auto& table = request.table;
    // [narrow]
    plan.fraction_bits = 10;
    plan.range_bits = split::range_bits_for(plan, small_net::first_width, table.features);
    const auto ring =
        split::in_narrowest_ring<z2k<32>, z2k<64>>(plan, []<class R>() { return split::masked<R>::ring::name; });
    // [/narrow]
    CHECK(ring == "z2k<32>");
    CHECK(plan.range_bits <= 10);
}

TEST_CASE("split/narrow: a run in the range that its tables ask for is the run in a wide one, bit for bit") {
    auto wide = small_request(3, 4);
    wide.plan.fraction_bits = 12;
    auto narrow = wide;
    narrow.plan.range_bits = split::range_bits_for(wide.plan, small_net::first_width, wide.table.features);
    CHECK(narrow.plan.range_bits < 12);
    const auto expected = run(protocol::masked, ring::z2k_64, wide);
    CHECK(same_run(run(protocol::masked, ring::z2k_64, narrow), expected));
    CHECK(same_run(run(protocol::encrypted, ring::z2k_64, narrow), expected));
    narrow.plan.range_bits = std::min(narrow.plan.range_bits, 6);
    CHECK(same_run(run(protocol::masked, ring::z2k_32, narrow), expected));
}

}  // namespace
