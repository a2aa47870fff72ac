// share/additive.hpp: additive secret sharing among k parties.
//
//   x = x_1 + ... + x_k   in a ring, x_1 .. x_(k-1) uniform.
//
// Any k - 1 shares are uniform and say nothing of x; all k give it back, exactly. Sums of shared matrices and
// products with public ones are local. k may be 1 (nothing is hidden then) in tests.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/core/random.hpp>

#include <span>
#include <vector>

namespace SPNN_NAMESPACE::share {

// One party's part of a shared matrix. A type of its own, so that it is never taken for the secret itself.
template <Ring R>
struct additive_share {
    matrix<element<R>> part;  // x_i

    // Makes this the share of a sum, of a difference: of what it was and of another, of the same shape.
    void add(const additive_share& other) { add_to<R>(part, other.part); }
    void subtract(const additive_share& other) { subtract_from<R>(part, other.part); }
};

// k shares of `secret`; the first k - 1 are drawn from `random`.
template <Ring R, class G>
[[nodiscard]] std::vector<additive_share<R>> split_into_shares(const matrix<element<R>>& secret, std::size_t k,
                                                               G& random) {
    static_assert(may_hide_secrets<G>());
    constexpr std::size_t most = 1 << 16;
    require<usage_error>(k >= 1 && k <= most, "split_into_shares: k is ", k, ", needs 1 to ", most, " parties");
    std::vector<additive_share<R>> shares(k);
    auto rest = secret;
    for (std::size_t i = 0; i + 1 < k; ++i) {
        resize(shares[i].part, rows(secret), columns(secret));
        fill_uniform<R>(random, elements(shares[i].part));
        subtract_from<R>(rest, shares[i].part);
    }
    shares[k - 1].part = std::move(rest);
    return shares;
}

// The secret of which these are all the shares.
template <Ring R>
[[nodiscard]] matrix<element<R>> reveal(std::span<const additive_share<R>> shares) {
    require<usage_error>(!shares.empty(), "reveal: no shares");
    auto sum = shares[0].part;
    for (const auto& share : shares.subspan(1)) add_to<R>(sum, share.part);
    return sum;
}

}  // namespace SPNN_NAMESPACE::share
