// split/first_layer/scale.hpp: at what scale holders' products of the first layer travel, and how large they are.
//
// In fixed point a product X_j T_j has the scale 2^(2f), and an exact sum of products shows the server integer
// combinations of encoded features with 2 f bits of fraction, twice as many as any number that was put in. Where the
// plan rounds products (rounds_products in split/plan.hpp), each holder rounds its own, its noise included, to f bits
// before it hides it: the server is told less, and numbers are f bits narrower, which `encrypted` turns into fewer
// ciphertexts. Rounding is on the signed number, to the nearest, halves upwards (core/fixed_point.hpp), so protocols
// that round have equal bits, and so have those that do not.
//
// Error: at most 2^-(f+1) for each holder, k 2^-(f+1) for the sum of k.
// Range: before it is rounded a product stays within P = 2^(2f + range_bits) / k, rounded down; so a rounded one stays
// within round(P / 2^f), and the sum of k within k round(P / 2^f), which may be beyond 2^range_bits by up to k / 2
// steps of 2^-f.

#pragma once

#include <spnn/core/fixed_point.hpp>
#include <spnn/core/tensor.hpp>
#include <spnn/split/plan.hpp>

#include <span>

namespace SPNN_NAMESPACE::split {

// What the sum of the first layer is counted in.
template <Ring R>
class product_scale {
public:
    // Integers that travel.
    using number = typename R::signed_type;

    // Of so many holders' products, rounded or not.
    product_scale(const fixed_point<R>& encoding, std::size_t holders, bool rounds)
        : encoding_(encoding), holders_(holders), rounds_(rounds) {}

    // The fixed point of the plan; how many holders there are; whether products are rounded.
    [[nodiscard]] const fixed_point<R>& encoding() const { return encoding_; }
    [[nodiscard]] std::size_t holders() const { return holders_; }
    [[nodiscard]] bool rounds() const { return rounds_; }

    // The largest integers that travel: for one holder, and for the sum.
    [[nodiscard]] number part_limit() const {
        const auto exact = static_cast<number>(encoding_.product_limit() / static_cast<number>(holders_));
        return rounds_ ? encoding_.round_product(exact) : exact;
    }
    [[nodiscard]] number sum_limit() const {
        return rounds_ ? static_cast<number>(static_cast<number>(holders_) * part_limit()) : encoding_.product_limit();
    }

    // Brings a product of encoded numbers to this scale.
    void apply_to(matrix<element<R>>& z) const {
        if (rounds_) encoding_.round_products(elements(z));
    }

    // Whether all numbers are such sums; without a branch on any.
    [[nodiscard]] bool is_within_range(std::span<const element<R>> sums) const {
        return encoding_.is_within(sums, sum_limit());
    }
    // Every sum as a real number; `y` takes the shape of `sums`.
    template <class T>
    void decode(const matrix<element<R>>& sums, matrix<T>& y) const {
        rounds_ ? encoding_.decode(sums, y) : encoding_.decode_product(sums, y);
    }

private:
    fixed_point<R> encoding_;
    std::size_t holders_;
    bool rounds_;
};

// That of the protocol First by this plan; usage_error as for rounds_products.
template <class First>
[[nodiscard]] product_scale<typename First::ring> product_scale_of(const plan& p) {
    return {fixed_point_of<typename First::ring>(p), p.holders(), rounds_products<First>(p)};
}

}  // namespace SPNN_NAMESPACE::split
