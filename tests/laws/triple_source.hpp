// laws/triple_source.hpp: the laws of share::TripleSource, for the sources of k holders.
//
//     laws::triple_source<R>(k, sources, deal)
//
// `sources` are pointers to the holders' sources; deal(a_rows, at, d, h) is what happens elsewhere for one product,
// such as a dealer's step.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/share/triple_source.hpp>

#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <functional>

namespace laws {

namespace share = spnn::share;
using spnn::element;
using spnn::matrix;

using deal_step = std::function<void(const share::mask_rows&, spnn::step_id, std::size_t, std::size_t)>;

// The shared triple of one product, put together.
template <spnn::Ring R>
struct triple {
    matrix<element<R>> a, b, c;
    std::vector<matrix<element<R>>> shares_of_a, shares_of_b, shares_of_c;
};

template <spnn::Ring R, share::TripleSource<R> S>
triple<R> take_triple(const std::vector<S*>& sources, const deal_step& deal, const share::mask_rows& a_rows,
                      spnn::step_id at, std::size_t d, std::size_t h) {
    deal(a_rows, at, d, h);
    triple<R> all;
    for (auto* source : sources) {
        matrix<element<R>> part;
        source->left_mask(a_rows, d, part);
        all.shares_of_a.push_back(part);
        source->right_mask(at, d, h, part);
        all.shares_of_b.push_back(part);
        source->product_mask(at, a_rows.count, h, part);
        all.shares_of_c.push_back(part);
    }
    const auto total = [](const auto& parts) {
        auto sum = parts[0];
        for (std::size_t i = 1; i < parts.size(); ++i) spnn::add_to<R>(sum, parts[i]);
        return sum;
    };
    all.a = total(all.shares_of_a);
    all.b = total(all.shares_of_b);
    all.c = total(all.shares_of_c);
    return all;
}

template <spnn::Ring R, share::TripleSource<R> S>
void triple_source(const std::vector<S*>& sources, const deal_step& deal) {
    using share::mask_rows;
    const std::vector<std::uint32_t> some{4, 0, 7, 2}, others{7, 9, 4};
    std::uint64_t step = 0;

    // C = A B, fresh and kept, whatever the shape.
    for (const auto& [m, d, h] : {std::tuple(1, 1, 1), std::tuple(4, 3, 2), std::tuple(2, 5, 7)}) {
        const spnn::step_id at{spnn::purpose::train, ++step};
        const auto count = static_cast<std::size_t>(m), depth = static_cast<std::size_t>(d);
        const auto t =
            take_triple<R>(sources, deal, mask_rows::of_step(at, count), at, depth, static_cast<std::size_t>(h));
        CHECK(spnn::rows(t.a) == count);
        CHECK(spnn::columns(t.a) == depth);
        CHECK(test::same(t.c, test::product<R>(t.a, t.b)));
    }
    const spnn::step_id first{spnn::purpose::train, ++step}, second{spnn::purpose::evaluate, ++step};
    const auto one = take_triple<R>(sources, deal, mask_rows::of_table(0, some), first, 3, 2);
    const auto two = take_triple<R>(sources, deal, mask_rows::of_table(0, others), second, 3, 2);
    CHECK(test::same(one.c, test::product<R>(one.a, one.b)));
    CHECK(test::same(two.c, test::product<R>(two.a, two.b)));

    // A kept row has the same mask whenever it comes up: row 4 and row 7 stand in both.
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto& early = one.shares_of_a[i];
        const auto& late = two.shares_of_a[i];
        CHECK(std::ranges::equal(spnn::row(early, 0), spnn::row(late, 2)));
        CHECK(std::ranges::equal(spnn::row(early, 2), spnn::row(late, 0)));
    }
}

}  // namespace laws
