// he/detail/paillier_constant_time.hpp: the arithmetic of Paillier's scheme on GMP's side-channel-silent
// functions (mpn_sec_*). Everything secret (plaintext, exponent, p, q) lives in arrays whose sizes follow from
// the key length, so neither time nor addresses depend on it; only an mpz_int at the border (a plaintext going in
// or coming out) shows how many limbs it has. A residue is a number mod n^2 in such an array.
//
// Decryption goes by the Chinese remainder theorem (Paillier 1999, section 7): with L(u) = (u - 1) / p,
//   m mod p = L(c^(p-1) mod p^2) * h mod p,  h = L((1 + n)^(p-1) mod p^2)^-1 = -q^-1 mod p,
// likewise mod q, and both are joined by Garner's formula, which needs p > q.

#pragma once

#include <spnn/he/detail/fixed_base.hpp>

namespace spnn::inline SPNN_ABI::he::detail {

// base^exponent mod modulus; exponent < 2^exponent_bits, modulus odd with its highest limb not zero, base > 0.
// The function behind mpz_powm_sec; called directly, it takes exponent 0 and wipes its work space.
[[nodiscard]] inline wiped_words secret_power(const wiped_words& base, const wiped_words& exponent,
                                              std::size_t exponent_bits, const wiped_words& modulus) {
    const auto base_size = limb_count(base.size()), size = limb_count(modulus.size());
    wiped_words out(modulus.size());
    wiped_words scratch(static_cast<std::size_t>(mpn_sec_powm_itch(base_size, exponent_bits, size)));
    mpn_sec_powm(out.data(), base.data(), base_size, exponent.data(), exponent_bits, modulus.data(), size,
                 scratch.data());
    return out;
}

// a b in a.size() + b.size() limbs; a is not the shorter one.
[[nodiscard]] inline wiped_words secret_product(const wiped_words& a, const wiped_words& b) {
    const auto m = limb_count(a.size()), n = limb_count(b.size());
    wiped_words out(a.size() + b.size());
    wiped_words scratch(static_cast<std::size_t>(mpn_sec_mul_itch(m, n)));
    mpn_sec_mul(out.data(), a.data(), m, b.data(), n, scratch.data());
    return out;
}

// Numbers mod n^2, for whoever knows the public key.
class constant_time_residues {
public:
    using residue = wiped_words;

    explicit constant_time_residues(const mpz_int& n)
        : n_(to_limbs(n, mpz_size(n.backend().data()))), field_(secret_product(n_, n_)) {}

    [[nodiscard]] residue from(const mpz_int& value) const { return to_limbs(value, field_.size()); }
    [[nodiscard]] mpz_int value(const residue& x) const { return from_limbs(x); }

    // 1 + m n = (1 + n)^m mod n^2, for m < n.
    [[nodiscard]] residue plain_factor(const mpz_int& m) const {
        auto factor = secret_product(to_limbs(m, n_.size()), n_);
        wiped_words scratch(static_cast<std::size_t>(mpn_sec_add_1_itch(limb_count(factor.size()))));
        mpn_sec_add_1(factor.data(), factor.data(), limb_count(factor.size()), 1, scratch.data());
        return factor;
    }

    [[nodiscard]] residue product(const residue& a, const residue& b) const {
        residue out(field_.size());
        wiped_words scratch(field_.scratch_size());
        field_.multiply(out.data(), a.data(), field_.radix_squared().data(), scratch.data());
        field_.multiply(out.data(), out.data(), b.data(), scratch.data());
        return out;
    }

    // base^exponent for exponent < 2^exponent_bits.
    [[nodiscard]] residue power(const residue& base, const mpz_int& exponent, std::size_t exponent_bits) const {
        return secret_power(base, to_limbs(exponent, (exponent_bits + 63) / 64), exponent_bits, field_.modulus());
    }

    [[nodiscard]] fixed_base table(const mpz_int& base, std::size_t exponent_bits, std::size_t window) const {
        return fixed_base(field_, from(base), exponent_bits, window);
    }

private:
    wiped_words n_;
    montgomery field_;
};

class constant_time_decryption {
public:
    // The primes, of equal length in whole limbs; p > q.
    constant_time_decryption(const mpz_int& p, const mpz_int& q)
        : p_(to_limbs(p, mpz_size(p.backend().data())), to_limbs(q, mpz_size(p.backend().data()))),
          q_(p_.other, p_.prime.modulus()) {}

    // m of a c coprime to n, of at most 4 times the limbs of p.
    [[nodiscard]] mpz_int decrypt(const mpz_int& c) const {
        const auto half = p_.prime.size();
        const auto n = limb_count(half);
        const auto cipher = to_limbs(c, 4 * half);
        auto mod_p = p_.residue_of_plaintext(cipher);
        const auto mod_q = q_.residue_of_plaintext(cipher);

        // m = m_q + q ((m_p - m_q) q^-1 mod p); m_q < q < p, so one conditional addition makes m_p - m_q positive.
        wiped_words scratch(p_.prime.scratch_size());
        const auto borrow = mpn_sub_n(mod_p.data(), mod_p.data(), mod_q.data(), n);
        mpn_cnd_add_n(borrow, mod_p.data(), mod_p.data(), p_.prime.modulus().data(), n);
        p_.prime.multiply(mod_p.data(), mod_p.data(), p_.other_inverse.data(), scratch.data());
        auto m = secret_product(mod_p, p_.other);
        wiped_words low(2 * half);
        std::copy(mod_q.begin(), mod_q.end(), low.begin());
        mpn_add_n(m.data(), m.data(), low.data(), 2 * n);
        return from_limbs(m);
    }

private:
    // What decryption modulo one of the two primes needs.
    struct half_key {
        half_key(wiped_words own, wiped_words the_other)
            : prime(std::move(own)),
              other(std::move(the_other)),
              squared(secret_product(prime.modulus(), prime.modulus())),
              order(prime.modulus()),
              other_inverse(other.size()),
              factor(other.size()) {
            order[0] -= 1;  // p is odd
            const auto n = limb_count(prime.size());
            auto reduced = other;
            wiped_words scratch(static_cast<std::size_t>(std::max(mpn_sec_div_r_itch(n, n), mpn_sec_invert_itch(n))));
            mpn_sec_div_r(reduced.data(), n, prime.modulus().data(), n, scratch.data());
            mpn_sec_invert(other_inverse.data(), reduced.data(), prime.modulus().data(), n,
                           128 * static_cast<mp_bitcnt_t>(n), scratch.data());
            wiped_words work(prime.scratch_size());
            prime.multiply(other_inverse.data(), other_inverse.data(), prime.radix_squared().data(), work.data());
            mpn_sub_n(factor.data(), prime.modulus().data(), other_inverse.data(), n);
        }

        [[nodiscard]] wiped_words residue_of_plaintext(const wiped_words& cipher) const {
            const auto n = limb_count(prime.size());
            auto u = secret_power(cipher, order, 64 * prime.size(), squared);
            wiped_words quotient(prime.size());
            wiped_words scratch(
                static_cast<std::size_t>(std::max(mpn_sec_div_qr_itch(2 * n, n), mpn_sec_sub_1_itch(2 * n))) +
                prime.scratch_size());
            mpn_sec_sub_1(u.data(), u.data(), 2 * n, 1, scratch.data());
            mpn_sec_div_qr(quotient.data(), u.data(), 2 * n, prime.modulus().data(), n, scratch.data());
            prime.multiply(quotient.data(), quotient.data(), factor.data(), scratch.data());
            return quotient;
        }

        montgomery prime;
        wiped_words other, squared, order;
        wiped_words other_inverse, factor;  // q^-1 and -q^-1 mod p, in Montgomery's form
    };

    half_key p_, q_;
};

}  // namespace spnn::inline SPNN_ABI::he::detail
