// testing/laws/triple_source.hpp: the laws of TripleSource (share/triple_source.hpp), for the sources of k holders, as
// checks of doctest.
//
//     laws::triple_source<R>(k, sources, deal)
//
// `sources` are pointers to the holders' sources; deal(a_rows, at, d, h) is what happens elsewhere for one product,
// such as a dealer's step.

#pragma once

#include <spnn/share/triple_source.hpp>
#include <spnn/testing/matrices.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <vector>

namespace SPNN_NAMESPACE::testing::laws {

// What happens elsewhere for one product: rows of A, step, depth and width.
using deal_step = std::function<void(const share::mask_rows&, step_id, std::size_t, std::size_t)>;

// The shared triple of one product, put together.
template <Ring R>
struct triple {
    // A, B and C, and each source's shares of them.
    matrix<element<R>> a, b, c;
    std::vector<share::additive_share<R>> shares_of_a, shares_of_b, shares_of_c;
};

// Asks all sources for one product's masks of d x h weights.
template <Ring R, share::TripleSource<R> S>
triple<R> take_triple(const std::vector<S*>& sources, const deal_step& deal, const share::mask_rows& a_rows, step_id at,
                      std::size_t d, std::size_t h) {
    deal(a_rows, at, d, h);
    triple<R> all;
    for (auto* source : sources) {
        share::additive_share<R> part;
        source->left_mask(a_rows, d, part);
        all.shares_of_a.push_back(part);
        source->right_mask(at, d, h, part);
        all.shares_of_b.push_back(part);
        source->product_mask(at, a_rows.count, h, part);
        all.shares_of_c.push_back(part);
    }
    all.a = share::reveal<R>(all.shares_of_a);
    all.b = share::reveal<R>(all.shares_of_b);
    all.c = share::reveal<R>(all.shares_of_c);
    return all;
}

// All laws.
template <Ring R, share::TripleSource<R> S>
void triple_source(const std::vector<S*>& sources, const deal_step& deal) {
    using share::mask_rows;
    const std::vector<std::uint32_t> some{4, 0, 7, 2}, others{7, 9, 4};
    std::uint64_t step = 0;

    // C = A B, fresh and kept, whatever the shape.
    for (const auto& [m, d, h] : {std::tuple(1, 1, 1), std::tuple(4, 3, 2), std::tuple(2, 5, 7)}) {
        const step_id at{purpose::train, ++step};
        const auto count = static_cast<std::size_t>(m), depth = static_cast<std::size_t>(d);
        const auto t =
            take_triple<R>(sources, deal, mask_rows::of_step(at, count), at, depth, static_cast<std::size_t>(h));
        CHECK(rows(t.a) == count);
        CHECK(columns(t.a) == depth);
        CHECK(same(t.c, product<R>(t.a, t.b)));
    }
    const step_id first{purpose::train, ++step}, second{purpose::evaluate, ++step};
    const auto one = take_triple<R>(sources, deal, mask_rows::of_table(0, some), first, 3, 2);
    const auto two = take_triple<R>(sources, deal, mask_rows::of_table(0, others), second, 3, 2);
    CHECK(same(one.c, product<R>(one.a, one.b)));
    CHECK(same(two.c, product<R>(two.a, two.b)));

    // A kept row has the same mask whenever it comes up: row 4 and row 7 stand in both.
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto& early = one.shares_of_a[i].part;
        const auto& late = two.shares_of_a[i].part;
        CHECK(std::ranges::equal(row(early, 0), row(late, 2)));
        CHECK(std::ranges::equal(row(early, 2), row(late, 0)));
    }
}

}  // namespace SPNN_NAMESPACE::testing::laws
