// share/triple_source.hpp: where Beaver triples come from.
//
// A triple for the product of x (m x d) and t (d x h) is a shared (A, B, C) with C = A B. The rows of A belong
// to rows of a table: a table that is opened once (`kept`) uses the same mask for a row whenever the row comes
// up, since the masked row is the same value again; a table that is opened anew per batch gets fresh ones.
// B and C are fresh for every step.
//
// Concept, one holder's side:
//   left_mask(rows_of_a, d, out)              this holder's share of A; the same rows give the same share
//   right_mask(at, d, h, out)                 this holder's share of B, once per step
//   product_mask(at, rows, h, out)            this holder's share of C, once per step, after right_mask
//
// Models: dealt_triples (share/triples/dealer.hpp), no_triples (share/triples/in_the_clear.hpp).

#pragma once

#include <spnn/core/step.hpp>
#include <spnn/share/additive.hpp>

#include <concepts>
#include <cstdint>

namespace SPNN_NAMESPACE::share {

// The rows of A of one product. Kept: rows `numbers` of table `table`. Fresh: the first `count` rows of step `at`.
struct mask_rows {
    bool kept;            // which of the two it is
    std::uint32_t table;  // kept: number of the table in this session
    row_numbers numbers;  // kept: row numbers in it
    step_id at;           // fresh: the step
    std::size_t count;    // of rows

    // Rows of a table that is kept, and of one that is opened anew.
    [[nodiscard]] static mask_rows of_table(std::uint32_t table, row_numbers numbers) {
        return {true, table, numbers, {}, numbers.size()};
    }
    [[nodiscard]] static mask_rows of_step(step_id at, std::size_t count) { return {false, 0, {}, at, count}; }
};

template <class S, class R>
concept TripleSource = requires(S& source, const mask_rows& a_rows, step_id at, std::size_t n, additive_share<R>& out) {
    { source.left_mask(a_rows, n, out) } -> std::same_as<void>;
    { source.right_mask(at, n, n, out) } -> std::same_as<void>;
    { source.product_mask(at, n, n, out) } -> std::same_as<void>;
};

}  // namespace SPNN_NAMESPACE::share
