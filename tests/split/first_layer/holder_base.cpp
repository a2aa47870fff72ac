#include <spnn/split/first_layer/holder_base.hpp>

#include <split/support/runs.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using R = spnn::z2k<64>;

// A protocol that keeps its product to itself.
struct silent : split::holder_base<R, any_transport> {
    using base = split::holder_base<R, any_transport>;
    silent(split::party_session<any_transport>& s, split::feature_zone zone)
        : base(s, split::product_scale<R>(split::fixed_point_of<R>(s.plan), s.plan.holders(), true), std::move(zone),
               {}) {}
    matrix<std::uint64_t> send(std::uint32_t number, spnn::row_numbers rows) {
        prepare(number, rows);
        return arithmetic().product();
    }
};

TEST_CASE("split/first_layer/holder_base: the weights it owns move along the rows that were sent") {
    const auto plan = small_request(2).plan;
    split::party_session<any_transport> s{plan, the_holder(1), no_links()};
    const auto zone = [&] { return split::feature_zone(plan, 1, 4, seed_of(3)); };
    silent part(s, zone());
    auto alone = zone();
    CHECK(same(part.zone().weights(), alone.weights()));

    const auto x = random_reals(23, 3, 1), d_first = random_reals(2, 4, 2);
    part.bind(0, x);
    const std::vector<std::uint32_t> rows{5, 1};
    CHECK(spnn::rows(part.send(0, rows)) == 2);
    part.prepare_update();
    part.update(d_first);
    matrix<float> taken;
    spnn::take_rows(x, rows, taken);
    alone.update(taken, d_first);
    CHECK(same(part.zone().weights(), alone.weights()));
}

TEST_CASE("split/first_layer/holder_base: a table has one number, until it is forgotten; an update follows a product") {
    const auto plan = small_request(2).plan;
    split::party_session<any_transport> s{plan, the_holder(1), no_links()};
    silent part(s, split::feature_zone(plan, 1, 4, seed_of(3)));
    CHECK(contains(error_of<spnn::usage_error>([&] { part.prepare_update(); }), "before there was one"));
    const auto x = random_reals(23, 3, 1);
    part.bind(0, x);
    CHECK(contains(error_of<spnn::usage_error>([&] { part.bind(0, x); }), "table 0 is bound twice"));
    part.unbind(0);
    CHECK_NOTHROW(part.bind(0, x));
}

}  // namespace
