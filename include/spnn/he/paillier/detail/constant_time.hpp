// he/paillier/detail/constant_time.hpp: the arithmetic of Paillier's scheme in constant time, on GMP's
// side-channel-silent functions (mpn_sec_*) or on AVX-512 IFMA. Everything secret (plaintext, exponent) lives in arrays
// whose sizes follow from the key length, so neither time nor addresses depend on it; only an mpz_int at the border (a
// plaintext going in or coming out) shows how many limbs it has.
//
// A residue is a number x + y n mod n^2 as the pair (x, y) of he/paillier/detail/montgomery_square.hpp; 1 + m n is (1,
// m).

#pragma once

#include <spnn/he/paillier/detail/fixed_base.hpp>
#include <spnn/he/paillier/detail/ifma_powers.hpp>
#include <spnn/he/paillier/detail/residue_tier.hpp>
#include <spnn/he/paillier/detail/secret_power.hpp>

#include <variant>

namespace SPNN_NAMESPACE::he::detail {

// Powers of a base by the tier for which the table was made.
class constant_time_powers {
public:
    constant_time_powers(const montgomery_square& field, const wiped_words& base, table_layout layout,
                         residue_tier tier)
        : table_(make(field, base, layout, tier)) {}

    // x[i] = x[i] base^exponents[i] mod n^2.
    void times_powers(std::span<wiped_words> x, std::span<const wiped_words> exponents) const {
        std::visit([&](const auto& table) { table.times_powers(x, exponents); }, table_);
    }
    [[nodiscard]] std::size_t table_bytes() const {
        return std::visit([](const auto& table) { return table.table_bytes(); }, table_);
    }

private:
#if SPNN_X86
    using any_table = std::variant<fixed_base, ifma_fixed_base>;
#else
    using any_table = std::variant<fixed_base>;
#endif

    [[nodiscard]] static any_table make(const montgomery_square& field, const wiped_words& base, table_layout layout,
                                        residue_tier tier) {
#if SPNN_X86
        if (tier == residue_tier::ifma) {
            if (layout.is_scanned)
                layout.window = std::clamp(layout.window, ifma::least_scan_window, ifma::greatest_scan_window);
            return ifma_fixed_base(field, base, layout);
        }
#endif
        return fixed_base(field, base, layout);
    }

    any_table table_;
};

// Numbers mod n^2, for whoever knows the public key.
class constant_time_residues {
public:
    using residue = wiped_words;

    explicit constant_time_residues(const mpz_int& n) : field_(to_limbs(n, mpz_size(n.backend().data()))) {}

    [[nodiscard]] residue from(const mpz_int& value) const { return field_.split(to_limbs(value, field_.size())); }
    [[nodiscard]] mpz_int value(const residue& x) const { return from_limbs(field_.join(x)); }

    // 1 + m n = (1 + n)^m mod n^2, for m < n.
    [[nodiscard]] residue plain_factor(const mpz_int& m) const {
        const auto y = to_limbs(m, field_.root().size());
        residue factor(field_.size());
        factor[0] = 1;
        std::copy(y.begin(), y.end(), factor.begin() + limb_count(y.size()));
        return factor;
    }

    [[nodiscard]] residue product(const residue& a, const residue& b) const {
        wiped_words scratch(field_.scratch_size());
        auto out = in_montgomery_form(a, scratch);
        field_.multiply(out.data(), out.data(), b.data(), scratch.data());
        return out;
    }

    // base^exponent for exponent < 2^exponent_bits.
    [[nodiscard]] residue power(const residue& base, const mpz_int& exponent, std::size_t exponent_bits) const {
        wiped_words scratch(field_.scratch_size());
        auto out = secret_power(field_, in_montgomery_form(base, scratch),
                                to_limbs(exponent, (exponent_bits + 63) / 64), exponent_bits);
        field_.multiply(out.data(), out.data(), plain_factor(0).data(), scratch.data());
        return out;
    }

    [[nodiscard]] constant_time_powers table(const mpz_int& base, const table_layout& layout, residue_tier tier) const {
        return {field_, from(base), layout, tier};
    }

private:
    [[nodiscard]] residue in_montgomery_form(const residue& x, wiped_words& scratch) const {
        residue out(field_.size());
        field_.multiply(out.data(), x.data(), field_.radix_squared().data(), scratch.data());
        return out;
    }

    montgomery_square field_;
};

}  // namespace SPNN_NAMESPACE::he::detail
