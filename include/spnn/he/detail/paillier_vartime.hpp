// he/detail/paillier_vartime.hpp: the arithmetic of Paillier's scheme for any Boost.Multiprecision integer, by
// the textbook formulas of he/detail/paillier_constant_time.hpp. Time and addresses depend on secrets: only the
// policy `arithmetic_vartime` leads here.

#pragma once

#include <spnn/he/detail/integer.hpp>

#include <vector>

namespace spnn::inline SPNN_ABI::he::detail {

template <class Integer>
class vartime_fixed_base {
public:
    vartime_fixed_base(Integer modulus, Integer base, std::size_t exponent_bits, std::size_t window)
        : modulus_(std::move(modulus)), window_(window) {
        for (std::size_t at = 0; at < exponent_bits; at += window_) {
            Integer entry = 1;
            for (std::size_t d = 0; d >> window_ == 0; ++d, entry = entry * base % modulus_) table_.push_back(entry);
            base = entry;
        }
    }

    // x = x base^exponent mod N. Both template arguments read the one entry: nothing here hides the digits.
    template <bool>
    void times_power(Integer& x, std::span<const std::uint64_t> exponent) const {
        const auto entries = std::size_t{1} << window_;
        for (std::size_t j = 0; j < table_.size() / entries; ++j) {
            std::size_t digit = 0;
            for (std::size_t bit = 0, at = j * window_; bit < window_ && at < 64 * exponent.size(); ++bit, ++at)
                digit |= (exponent[at / 64] >> at % 64 & 1) << bit;
            if (digit != 0) x = x * table_[j * entries + digit] % modulus_;
        }
    }

    [[nodiscard]] std::size_t table_bytes() const { return table_.size() * (bit_length(modulus_) + 7) / 8; }

private:
    Integer modulus_;
    std::size_t window_;
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
    [[nodiscard]] vartime_fixed_base<Integer> table(const Integer& base, std::size_t exponent_bits,
                                                    std::size_t window) const {
        return {n_squared_, base, exponent_bits, window};
    }

private:
    Integer n_, n_squared_;
};

template <class Integer>
class vartime_decryption {
public:
    vartime_decryption(const Integer& p, const Integer& q) : p_(p, q), q_(q, p) {}

    [[nodiscard]] Integer decrypt(const Integer& c) const {
        const auto &p = p_.prime.declassify(), &q = q_.prime.declassify();
        const Integer mod_q = q_.residue_of_plaintext(c);
        const Integer difference = p_.residue_of_plaintext(c) + p - mod_q;  // p > q > mod_q
        return mod_q + q * (difference * p_.other_inverse.declassify() % p);
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

}  // namespace spnn::inline SPNN_ABI::he::detail
