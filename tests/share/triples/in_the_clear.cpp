#include <spnn/share/triples/in_the_clear.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <spnn/testing/laws/triple_source.hpp>

#include <support/matrices.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace share = spnn::share;
using spnn::element;
using spnn::mersenne61;
using spnn::z2k;

TEST_CASE_TEMPLATE("share/triples/in_the_clear: obeys the laws", R, z2k<32>, z2k<64>, z2k<128>, mersenne61) {
    std::vector<share::no_triples<R>> sources(3);
    laws::triple_source<R>(std::vector{&sources[0], &sources[1], &sources[2]},
                           [](const auto&, spnn::step_id, std::size_t, std::size_t) {});
}

TEST_CASE("share/triples/in_the_clear: the masks are zero, so what is opened is bare") {
    using R = z2k<64>;
    share::additive_share<R> out{test::constant<element<R>>(9, 9, 5)};
    share::no_triples<R>::left_mask(share::mask_rows::of_step({}, 2), 3, out);
    CHECK(test::same(out.part, test::constant<element<R>>(2, 3, 0)));
    share::no_triples<R>::right_mask({}, 3, 4, out);
    CHECK(test::same(out.part, test::constant<element<R>>(3, 4, 0)));
    share::no_triples<R>::product_mask({}, 2, 4, out);
    CHECK(test::same(out.part, test::constant<element<R>>(2, 4, 0)));
}

}  // namespace
