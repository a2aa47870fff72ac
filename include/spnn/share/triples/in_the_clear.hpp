// share/triples/in_the_clear.hpp: the triple (0, 0, 0), for tests only.
//
// With it Beaver's product is still right, but everything that is "masked" is opened as it is.

#pragma once

#include <spnn/share/triple_source.hpp>

namespace SPNN_NAMESPACE::share {

// Every holder's share of them: zeros.
template <Ring R>
struct no_triples {
    static void left_mask(const mask_rows& a_rows, std::size_t d, additive_share<R>& out) {
        clear(a_rows.count, d, out);
    }
    static void right_mask(step_id, std::size_t d, std::size_t h, additive_share<R>& out) { clear(d, h, out); }
    static void product_mask(step_id, std::size_t m, std::size_t h, additive_share<R>& out) { clear(m, h, out); }

private:
    static void clear(std::size_t m, std::size_t n, additive_share<R>& out) {
        resize(out.part, m, n);
        std::ranges::fill(elements(out.part), R::zero());
    }
};

}  // namespace SPNN_NAMESPACE::share
