// he/paillier/detail/decryption.hpp: decryption of Paillier's scheme in constant time, as
// he/paillier/detail/constant_time.hpp says of everything there.
//
// By the Chinese remainder theorem (Paillier 1999, section 7): with L(u) = (u - 1) / p,
//   m mod p = L(c^(p-1) mod p^2) * h mod p,  h = L((1 + n)^(p-1) mod p^2)^-1 = -q^-1 mod p,
// likewise mod q, and both are joined by Garner's formula, which needs p > q. c^(p-1) is 1 mod p: as a pair of
// he/paillier/detail/montgomery_square.hpp it is (1, L).

#pragma once

#include <spnn/he/paillier/detail/ifma_powers.hpp>
#include <spnn/he/paillier/detail/residue_tier.hpp>
#include <spnn/he/paillier/detail/secret_power.hpp>

#include <optional>

namespace SPNN_NAMESPACE::he::detail {

// What decryption modulo one prime p of n = p q needs.
class half_decryption {
public:
    half_decryption(wiped_words own, wiped_words other)
        : field_(std::move(own)), other_(std::move(other)), order_(prime().modulus()), inverse_(size()), h_(size()) {
        order_[0] -= 1;  // p is odd
        const auto n = limb_count(size());
        auto reduced = other_;
        wiped_words scratch(static_cast<std::size_t>(std::max(mpn_sec_div_r_itch(n, n), mpn_sec_invert_itch(n))) +
                            prime().scratch_size());
        mpn_sec_div_r(reduced.data(), n, prime().modulus().data(), n, scratch.data());
        mpn_sec_invert(inverse_.data(), reduced.data(), prime().modulus().data(), n, 128 * static_cast<mp_bitcnt_t>(n),
                       scratch.data());
        prime().multiply(inverse_.data(), inverse_.data(), prime().radix_squared().data(), scratch.data());
        mpn_sub_n(h_.data(), prime().modulus().data(), inverse_.data(), n);
#if SPNN_X86
        if (is_available(residue_tier::ifma)) eight_.emplace(field_);
#endif
    }

    [[nodiscard]] std::size_t size() const { return prime().size(); }
    [[nodiscard]] const montgomery& prime() const { return field_.root(); }
    [[nodiscard]] const wiped_words& other() const { return other_; }      // q
    [[nodiscard]] const wiped_words& inverse() const { return inverse_; }  // q^-1 mod p, in Montgomery's form

    // m mod p of every ciphertext, which has 4 size() limbs.
    [[nodiscard]] std::vector<wiped_words> residues(std::span<const wiped_words> ciphertexts, residue_tier tier) const {
        std::vector<wiped_words> x;
        for (const auto& c : ciphertexts) x.push_back(field_.split(c));
        raise(x, tier);
        wiped_words scratch(prime().scratch_size());
        for (auto& pair : x) {
            prime().multiply(pair.data(), pair.data() + size(), h_.data(), scratch.data());
            pair.resize(size());
        }
        return x;
    }

private:
    // Eight powers at once take as long as so many one after the other.
    static constexpr std::size_t worth_eight = 2;

    // x^(p-1) mod p^2 of every x.
    void raise(std::span<wiped_words> x, residue_tier tier) const {
        for (; !x.empty(); x = x.subspan(std::min<std::size_t>(8, x.size()))) {
            const auto now = x.first(std::min<std::size_t>(8, x.size()));
            if (tier == residue_tier::ifma && now.size() >= worth_eight)
                raise_eight(now);
            else
                for (auto& one : now) raise_one(one);
        }
    }
    void raise_one(wiped_words& x) const {
        wiped_words scratch(field_.scratch_size()), one(field_.size());
        field_.multiply(x.data(), x.data(), field_.radix_squared().data(), scratch.data());
        x = secret_power(field_, x, order_, 64 * size());
        one[0] = 1;
        field_.multiply(x.data(), x.data(), one.data(), scratch.data());
    }
#if SPNN_X86
    void raise_eight(std::span<wiped_words> x) const {
        const auto n = eight_->size();
        eight_numbers space(2 * n + eight_->work_size());
        auto *u = space.data(), *one = u + n, *work = one + n;
        for (std::size_t lane = 0; lane < x.size(); ++lane) eight_->set(u, lane, x[lane]);
        eight_->multiply(u, u, eight_->radix_squared(), work);
        ifma_secret_power(*eight_, u, order_, 64 * size());
        for (auto& lane : one->lane) lane = 1;
        eight_->multiply(u, u, one, work);
        eight_->get(x, u, work);
    }

    std::optional<ifma_square> eight_;
#else
    void raise_eight(std::span<wiped_words>) const {}
#endif
    montgomery_square field_;
    wiped_words other_, order_, inverse_, h_;
};

class constant_time_decryption {
public:
    // The primes, of equal length in whole limbs; p > q.
    constant_time_decryption(const mpz_int& p, const mpz_int& q)
        : p_(to_limbs(p, mpz_size(p.backend().data())), to_limbs(q, mpz_size(p.backend().data()))),
          q_(p_.other(), p_.prime().modulus()) {}

    // The plaintext of every c whose value() is coprime to n and has at most 4 times the limbs of p.
    template <class Ciphertext>
    [[nodiscard]] std::vector<mpz_int> decrypt(std::span<const Ciphertext> c, residue_tier tier) const {
        std::vector<wiped_words> limbs;
        for (const auto& one : c) limbs.push_back(to_limbs(one.value(), 4 * p_.size()));
        auto mod_p = p_.residues(limbs, tier);
        const auto mod_q = q_.residues(limbs, tier);
        std::vector<mpz_int> m;
        for (std::size_t i = 0; i < c.size(); ++i) m.push_back(joined(mod_p[i], mod_q[i]));
        return m;
    }

private:
    // m_q + q ((m_p - m_q) q^-1 mod p); m_q < q < p, so one conditional addition makes m_p - m_q positive.
    [[nodiscard]] mpz_int joined(wiped_words& mod_p, const wiped_words& mod_q) const {
        const auto n = limb_count(p_.size());
        wiped_words scratch(p_.prime().scratch_size());
        const auto borrow = mpn_sub_n(mod_p.data(), mod_p.data(), mod_q.data(), n);
        mpn_cnd_add_n(borrow, mod_p.data(), mod_p.data(), p_.prime().modulus().data(), n);
        p_.prime().multiply(mod_p.data(), mod_p.data(), p_.inverse().data(), scratch.data());
        wiped_words m(2 * p_.size()), low(2 * p_.size());
        mpn_sec_mul(m.data(), mod_p.data(), n, p_.other().data(), n, scratch.data());
        std::copy(mod_q.begin(), mod_q.end(), low.begin());
        mpn_add_n(m.data(), m.data(), low.data(), 2 * n);
        return from_limbs(m);
    }

    half_decryption p_, q_;
};

}  // namespace SPNN_NAMESPACE::he::detail
