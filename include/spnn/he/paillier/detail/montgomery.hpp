// he/paillier/detail/montgomery.hpp: products modulo an odd number, in time that depends on its size alone.
//
// Montgomery's form of a is a R mod N with R = 2^(64 size). multiply() computes a b / R mod N: a full product
// (mpn_sec_mul, which never takes GMP's branching Karatsuba path), then one limb of N-multiples after the other
// (mpn_addmul_1), then one conditional subtraction (mpn_cnd_sub_n). All of these run in constant time, so the
// values may be secret; the modulus may be secret as well.
// From: P. Montgomery, "Modular multiplication without trial division", 1985.

#pragma once

#include <spnn/he/detail/integer.hpp>

#include <gmp.h>

#include <type_traits>

namespace SPNN_NAMESPACE::he::detail {

static_assert(GMP_NUMB_BITS == 64 && std::is_same_v<mp_limb_t, std::uint64_t>,
              "spnn: GMP must be built with 64-bit limbs without nails");

// The value in exactly `size` limbs. usage_error when it needs more.
[[nodiscard]] inline wiped_words to_limbs(const mpz_int& value, std::size_t size) {
    const auto used = mpz_size(value.backend().data());
    require<usage_error>(value >= 0 && used <= size, "the number does not fit into ", size, " limbs");
    wiped_words out(size);
    std::copy_n(mpz_limbs_read(value.backend().data()), used, out.data());
    return out;
}

[[nodiscard]] inline mpz_int from_limbs(std::span<const std::uint64_t> in) {
    return integer_from_bytes<mpz_int>(std::as_bytes(in));
}

[[nodiscard]] inline mp_size_t limb_count(std::size_t size) { return static_cast<mp_size_t>(size); }

class montgomery {
public:
    // N: odd, its highest limb not zero.
    explicit montgomery(wiped_words modulus)
        : modulus_(std::move(modulus)), one_(power_of_radix(1)), radix_squared_(power_of_radix(2)) {
        std::uint64_t inverse = 1;  // N inverse mod 2^64 by Newton: every step doubles the correct bits
        for (int bits = 1; bits < 64; bits *= 2) inverse *= 2 - modulus_[0] * inverse;
        minus_inverse_[0] = 0 - inverse;
    }

    [[nodiscard]] std::size_t size() const { return modulus_.size(); }
    [[nodiscard]] const wiped_words& modulus() const { return modulus_; }
    [[nodiscard]] const wiped_words& one() const { return one_; }                      // R mod N, the form of 1
    [[nodiscard]] const wiped_words& radix_squared() const { return radix_squared_; }  // R^2 mod N

    [[nodiscard]] std::uint64_t minus_inverse() const { return minus_inverse_[0]; }  // -N^-1 mod 2^64

    // Limbs of work space that multiply() needs.
    [[nodiscard]] std::size_t scratch_size() const {
        const auto n = limb_count(size());
        return 2 * size() + static_cast<std::size_t>(std::max(n, mpn_sec_mul_itch(n, n)));
    }

    // out = a b / R mod N for a, b < N, all of size() limbs. out may be a or b.
    void multiply(std::uint64_t* out, const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* scratch) const {
        const auto n = limb_count(size());
        mpn_sec_mul(scratch, a, n, b, n, scratch + 2 * n);
        const auto top = reduce(out, scratch, scratch + 2 * n);
        minus_once(out, top, scratch);
    }

    // (t + q N) / R for t of 2 size() limbs, which is used up, and the q < R that makes this exact: its limbs below R
    // in `out`, the part above returned. q goes to `quotient`.
    [[nodiscard]] std::uint64_t reduce(std::uint64_t* out, std::uint64_t* t, std::uint64_t* quotient) const {
        const auto n = limb_count(size());
        for (mp_size_t i = 0; i < n; ++i) {  // makes limb i zero; its place keeps the carry into limb i + n
            quotient[i] = t[i] * minus_inverse_[0];
            t[i] = mpn_addmul_1(t + i, modulus_.data(), n, quotient[i]);
        }
        return mpn_add_n(out, t + n, t, n);
    }

    // x + top R less N where that is not less than N; what it now is beyond R, and whether N was taken away.
    struct taken {
        std::uint64_t top, once;
    };
    taken minus_once(std::uint64_t* x, std::uint64_t top, std::uint64_t* scratch) const {
        const auto n = limb_count(size());
        const auto borrow = mpn_sub_n(scratch, x, modulus_.data(), n);
        const auto once = (borrow ^ 1) | (top & 1) | (top >> 1);  // top is at most 2
        return {top - mpn_cnd_sub_n(once, x, x, modulus_.data(), n), once};
    }

private:
    // R^power mod N.
    [[nodiscard]] wiped_words power_of_radix(std::size_t power) const {
        const auto n = limb_count(size());
        wiped_words value(power * size() + 1);
        value.back() = 1;
        wiped_words scratch(static_cast<std::size_t>(mpn_sec_div_r_itch(limb_count(value.size()), n)));
        mpn_sec_div_r(value.data(), limb_count(value.size()), modulus_.data(), n, scratch.data());
        return {value.begin(), value.begin() + n};
    }

    wiped_words modulus_, one_, radix_squared_;
    wiped_words minus_inverse_ = wiped_words(1);
};

}  // namespace SPNN_NAMESPACE::he::detail
