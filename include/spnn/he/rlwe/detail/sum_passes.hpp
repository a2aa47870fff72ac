// he/rlwe/detail/sum_passes.hpp: what he/rlwe/sum.hpp does to arrays of residues and of values, without a branch on
// any.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/core/simd/compute_each.hpp>
#include <spnn/he/rlwe/detail/words.hpp>
#include <spnn/he/rlwe/modulus.hpp>
#include <spnn/he/sum.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace SPNN_NAMESPACE::he::rlwe::detail {

// Small signed numbers as residues.
inline void to_residues(const modulus& q, std::span<const std::int64_t> small, std::span<std::uint64_t> out) {
    spnn::detail::compute_each(out, [q](std::int64_t x) { return q.from_signed(x); }, small);
}
inline void add_residues(const modulus& q, std::span<std::uint64_t> into, std::span<const std::uint64_t> x) {
    spnn::detail::compute_each(
        into, [q](std::uint64_t a, std::uint64_t b) { return q.add(a, b); }, std::span<const std::uint64_t>(into), x);
}
inline void subtract_residues(const modulus& q, std::span<std::uint64_t> from, std::span<const std::uint64_t> x) {
    spnn::detail::compute_each(
        from, [q](std::uint64_t a, std::uint64_t b) { return q.sub(a, b); }, std::span<const std::uint64_t>(from), x);
}

// Whether all values are at most `limit` in absolute value; limit below 2^126.
[[nodiscard]] inline bool are_within(std::span<const int128> values, uint128 limit) {
    uint128 beyond = 0;  // its top bit
    for (const auto value : values) {
        const auto x = static_cast<uint128>(value) + limit;
        beyond |= x | (2 * limit - x);
    }
    return beyond >> 127 == 0;
}

// Values of one polynomial, v + limit each, to be added as 2^shift v to any limb.
class scaled_values {
public:
    // range_error: a value is beyond `limit` in absolute value.
    scaled_values(std::span<const int128> values, uint128 limit, std::size_t shift)
        : low_(values.size()), high_(length_of(2 * limit) > 64 ? values.size() : 0), limit_(limit), shift_(shift) {
        require<range_error>(are_within(values, limit), "encrypt: a value is beyond the bound that was agreed on");
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto x = static_cast<uint128>(values[i]) + limit;
            low_[i] = static_cast<std::uint64_t>(x);
            if (!high_.empty()) high_[i] = static_cast<std::uint64_t>(x >> 64);
        }
    }

    // out_i = product_i + errors_i + 2^shift v_i modulo q, for as many as there are values; 8 q is below 2^64.
    void add(const modulus& q, std::span<const std::uint64_t> product, std::span<const std::int64_t> errors,
             std::span<std::uint64_t> out) const {
        const auto unit = q.reduce(uint128{1} << shift_), quotient = q.quotient(unit);
        const auto beyond = q.mul(unit, q.reduce(uint128{1} << 64)), quotient_beyond = q.quotient(beyond);
        const auto less = q.neg(q.mul(unit, q.reduce(limit_)));
        const auto prime = q.value();
        for (std::size_t i = 0; i < low_.size(); ++i) {
            // Of less than q, q, q, 2 q and 2 q.
            auto x = product[i] + q.from_signed(errors[i]) + less + q.multiply_lazily(low_[i], unit, quotient);
            if (!high_.empty()) x += q.multiply_lazily(high_[i], beyond, quotient_beyond);
            out[i] = q.once(modulus::less(modulus::less(x, 4 * prime), 2 * prime));
        }
    }

private:
    words low_, high_;
    uint128 limit_;
    std::size_t shift_;
};

}  // namespace SPNN_NAMESPACE::he::rlwe::detail
