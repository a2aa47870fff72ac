// he/paillier/detail/vartime.hpp: the arithmetic of Paillier's scheme for any Boost.Multiprecision integer, by
// the textbook formulas of he/paillier/detail/decryption.hpp. Time and addresses depend on secrets: only the
// policy `arithmetic_vartime` leads here.

#pragma once

#include <spnn/he/paillier/detail/fixed_base.hpp>
#include <spnn/he/paillier/detail/residue_tier.hpp>

#include <vector>

namespace SPNN_NAMESPACE::he::detail {

template <class Integer>
class vartime_fixed_base {
public:
    // Of the layout only exponent_bits and window count: nothing here hides the digits.
    vartime_fixed_base(Integer modulus, Integer base, const table_layout& layout)
        : modulus_(std::move(modulus)), layout_(layout) {
        for (std::size_t j = 0; j < layout_.positions(); ++j) {
            Integer entry = 1;
            for (std::size_t d = 0; d < layout_.entries(); ++d, entry = entry * base % modulus_)
                table_.push_back(entry);
            base = entry;
        }
    }

    // x[i] = x[i] base^exponents[i] mod N.
    void times_powers(std::span<Integer> x, std::span<const wiped_words> exponents) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            for (std::size_t j = 0; j < layout_.positions(); ++j)
                if (const auto digit = bits_at(exponents[i], j * layout_.window, layout_.window); digit != 0)
                    x[i] = x[i] * table_[j * layout_.entries() + digit] % modulus_;
    }

    [[nodiscard]] std::size_t table_bytes() const { return table_.size() * (bit_length(modulus_) + 7) / 8; }

private:
    Integer modulus_;
    table_layout layout_;
    std::vector<Integer> table_;
};

template <class Integer>
class vartime_residues {
public:
    using residue = Integer;

    explicit vartime_residues(const Integer& n) : n_(n), n_squared_(n * n) {}

    [[nodiscard]] residue from(const Integer& value) const { return value; }
    [[nodiscard]] Integer value(const residue& x) const { return x; }
    [[nodiscard]] residue plain_factor(const Integer& m) const { return m * n_ + 1; }
    [[nodiscard]] residue product(const residue& a, const residue& b) const { return a * b % n_squared_; }
    [[nodiscard]] residue power(const residue& base, const Integer& exponent, std::size_t) const {
        return powm(base, exponent, n_squared_);
    }
    [[nodiscard]] vartime_fixed_base<Integer> table(const Integer& base, const table_layout& layout,
                                                    residue_tier) const {
        return {n_squared_, base, layout};
    }

private:
    Integer n_, n_squared_;
};

template <class Integer>
class vartime_decryption {
public:
    vartime_decryption(const Integer& p, const Integer& q) : p_(p, q), q_(q, p) {}

    template <class Ciphertext>
    [[nodiscard]] std::vector<Integer> decrypt(std::span<const Ciphertext> c, residue_tier) const {
        const auto &p = p_.prime.declassify(), &q = q_.prime.declassify();
        std::vector<Integer> m;
        for (const auto& one : c) {
            const Integer mod_q = q_.residue_of_plaintext(one.value());
            const Integer difference = p_.residue_of_plaintext(one.value()) + p - mod_q;  // p > q > mod_q
            m.push_back(mod_q + q * (difference * p_.other_inverse.declassify() % p));
        }
        return m;
    }

private:
    struct half_key {
        half_key(const Integer& own, const Integer& other)
            : prime(own), other_inverse(powm(other, Integer(own - 2), own)) {}  // by Fermat

        [[nodiscard]] Integer residue_of_plaintext(const Integer& c) const {
            const auto& p = prime.declassify();
            const Integer u = powm(c, Integer(p - 1), Integer(p * p));
            return (u - 1) / p * Integer(p - other_inverse.declassify()) % p;
        }

        secret_integer<Integer> prime, other_inverse;
    };

    half_key p_, q_;
};

}  // namespace SPNN_NAMESPACE::he::detail
