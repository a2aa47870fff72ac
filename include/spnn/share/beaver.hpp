// share/beaver.hpp: the product of two shared matrices, k parties, one Beaver triple.
//
//   x = D + A and t = E + B with D, E opened, A, B, C = A B shared:
//   x t = D E + D B + A E + C,   so party i holds   D (b_i + [i first] E) + a_i E + c_i.
//
// No fixed-point rescaling happens here and nothing crosses the wire: opening D and E is share/open.hpp, the
// triple is share/triple_source.hpp. Exact in any ring, for any number of parties.
// Beaver, CRYPTO 1991; matrix form: Mohassel and Zhang, "SecureML", IEEE S&P 2017, section 4.

#pragma once

#include <spnn/share/additive.hpp>

namespace SPNN_NAMESPACE::share {

// z = this party's share of x t. d is D (m x d), e is E (d x h); a, b, c are this party's shares. `first` is
// true at exactly one party. b is used up; `work` is work space.
template <Ring R>
void beaver_product(bool first, const matrix<element<R>>& d, const matrix<element<R>>& e, const additive_share<R>& a,
                    additive_share<R>& b, const additive_share<R>& c, additive_share<R>& z, matrix<element<R>>& work) {
    if (first) add_to<R>(b.part, e);
    multiply<R>(d, b.part, z.part);
    multiply<R>(a.part, e, work);
    add_to<R>(z.part, work);
    z.add(c);
}

}  // namespace SPNN_NAMESPACE::share
