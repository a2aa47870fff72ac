// he/rlwe/ntt.hpp: polynomials modulo X^N + 1 and a prime q as their values at the 2N-th roots of unity, and back, so
// that a product of polynomials is one of numbers: the negacyclic number theoretic transform.
//
// Forward takes N coefficients to the values at psi^(2 rev(i) + 1), i = 0 to N - 1, with the smallest primitive 2N-th
// root psi and rev reversing log2 N bits; back is its inverse. Coefficients and values are residues, the numbers of
// [0, q), and the same on every tier:
//   portable   in words, for all q below 2^61 and any N;
//   avx2       in doubles with fused multiply-add, for q below 2^50;
//   ifma       by AVX-512 IFMA, for q below 2^50.
// Each tier's header proves that its numbers stay in range. No time and no address depends on a coefficient.
//
// Cooley and Tukey's way forward, Gentleman and Sande's back, with the twist by psi inside (Poppelmann, Oder, Guneysu,
// LATINCRYPT 2015); two stages in one pass, depth first.

#pragma once

#include <spnn/core/simd/tier.hpp>
#include <spnn/he/rlwe/detail/ntt_avx2.hpp>
#include <spnn/he/rlwe/detail/ntt_ifma.hpp>
#include <spnn/he/rlwe/detail/ntt_portable.hpp>
#include <spnn/he/rlwe/detail/words.hpp>
#include <spnn/he/rlwe/modulus.hpp>

#include <bit>
#include <span>
#include <vector>

namespace SPNN_NAMESPACE::he::rlwe {

// What transforms: words, doubles on AVX2 with FMA, AVX-512 IFMA.
enum class ntt_tier { portable, avx2, ifma };

// Their names, and whether this machine can run one (core/simd/tier.hpp).
[[nodiscard]] constexpr std::array<std::string_view, 3> tier_names(ntt_tier) { return {"portable", "avx2", "ifma"}; }
[[nodiscard]] inline bool is_available(ntt_tier tier) {
    const auto& has = spnn::detail::cpu();
    switch (tier) {
        case ntt_tier::portable: return true;
        case ntt_tier::avx2: return has.avx2 && has.fma;
        case ntt_tier::ifma: return has.avx512f && has.avx512dq && has.avx512ifma;
    }
    return false;
}

// The tiers that this machine has for a modulus and n coefficients, the slowest first; never empty.
[[nodiscard]] inline std::vector<ntt_tier> available_ntt_tiers(const modulus& q, std::size_t n) {
    if (q.bits() > most_limb_bits || n < 64) return {ntt_tier::portable};
    return available_tiers<ntt_tier>();
}

// Residues that others are multiplied by, in the form that a tier multiplies them in. Wiped.
class factors {
public:
    // How many there are.
    [[nodiscard]] std::size_t size() const { return value_.size(); }

private:
    friend class ntt;
    explicit factors(std::size_t size) : value_(size), quotient_(size) {}
    [[nodiscard]] detail::factors_view view() const { return {value_.data(), quotient_.data()}; }

    words value_, quotient_;
};

class ntt {
public:
    // usage_error: n is no power of two from 2 to 2^16, the prime q is not 1 mod 2n, or this machine lacks the tier.
    ntt(const modulus& q, std::size_t n, ntt_tier tier) : q_(q), n_(n), tier_(tier), forward_(n), back_(n), last_(2) {
        require<usage_error>(std::has_single_bit(n) && n >= 2 && n <= std::size_t{1} << 16, "ntt: ", n,
                             " coefficients, expected a power of two from 2 to 65536");
        bool has_tier = false;
        for (const auto one : available_ntt_tiers(q, n)) has_tier |= one == tier;
        require<usage_error>(has_tier, "ntt: this tier cannot be had for ", n, " coefficients modulo ", q.value());

        root_ = smallest_root(q, n);
        const auto log = static_cast<std::size_t>(std::bit_width(n)) - 1;
        words powers(n), inverses(n);
        const auto inverse = q.inverse(root_);
        std::uint64_t power = 1, of_inverse = 1;
        for (std::size_t i = 0; i < n; ++i) {
            std::size_t node = 0;
            for (std::size_t b = 0; b < log; ++b) node |= (i >> b & 1) << (log - 1 - b);
            powers[node] = power;
            inverses[node] = of_inverse;
            power = q.mul(power, root_);
            of_inverse = q.mul(of_inverse, inverse);
        }
        const auto scale = q.inverse(static_cast<std::uint64_t>(n) % q.value());
        forward_ = prepare(powers);
        back_ = prepare(inverses);
        last_ = prepare(words{scale, q.mul(scale, inverses[1])});
    }
    // On the fastest tier of this machine.
    ntt(const modulus& q, std::size_t n) : ntt(q, n, available_ntt_tiers(q, n).back()) {}

    // What it was made of; psi.
    [[nodiscard]] const modulus& field() const { return q_; }
    [[nodiscard]] std::size_t size() const { return n_; }
    [[nodiscard]] ntt_tier tier() const { return tier_; }
    [[nodiscard]] std::uint64_t root() const { return root_; }

    // In place, from residues to residues; x.size() == size(), else usage_error.
    void forward(std::span<std::uint64_t> x) const {
        check(x.size());
        const detail::ntt_view view{q_.value(), n_, forward_.view(), {}};
        switch (tier_) {
#if SPNN_X86
            case ntt_tier::ifma: return detail::ntt_ifma::forward(view, x.data());
            case ntt_tier::avx2: return detail::ntt_avx2::forward(view, x.data());
#endif
            default: return detail::ntt_portable::forward(view, x.data());
        }
    }
    void back(std::span<std::uint64_t> x) const {
        check(x.size());
        const detail::ntt_view view{q_.value(), n_, back_.view(), last_.view()};
        switch (tier_) {
#if SPNN_X86
            case ntt_tier::ifma: return detail::ntt_ifma::back(view, x.data());
            case ntt_tier::avx2: return detail::ntt_avx2::back(view, x.data());
#endif
            default: return detail::ntt_portable::back(view, x.data());
        }
    }

    // Residues as factors for multiply.
    [[nodiscard]] factors prepare(std::span<const std::uint64_t> w) const {
        factors f(w.size());
        for (std::size_t i = 0; i < w.size(); ++i) prepare(w[i], f.value_[i], f.quotient_[i]);
        return f;
    }
    // x_i = x_i f_i for size() residues, else usage_error.
    void multiply(std::span<std::uint64_t> x, const factors& f) const {
        check(x.size());
        check(f.size());
        switch (tier_) {
#if SPNN_X86
            case ntt_tier::ifma: return detail::ntt_ifma::multiply(q_.value(), x.data(), f.view(), n_);
            case ntt_tier::avx2: return detail::ntt_avx2::multiply(q_.value(), x.data(), f.view(), n_);
#endif
            default: return detail::ntt_portable::multiply(q_.value(), x.data(), f.view(), n_);
        }
    }

private:
    void check(std::size_t size) const {
        require<usage_error>(size == n_, "ntt: ", size, " numbers came, the transform is of ", n_);
    }

    // The two words of a factor, without a branch: w may be secret.
    void prepare(std::uint64_t w, std::uint64_t& value, std::uint64_t& quotient) const {
        value = w;
        quotient = q_.quotient(w);
        if (tier_ == ntt_tier::ifma) quotient >>= 12;
        if (tier_ == ntt_tier::avx2) {
            // The quotient as a signed word is w / q, or w / q - 1 when that is negative, in units of 2^-64: which
            // tells on what side of q / 2 w lies, and is as close as a double of it can be.
            const auto centred = static_cast<std::int64_t>(quotient);
            const auto below = static_cast<std::uint64_t>(centred >> 63) & q_.value();
            value = std::bit_cast<std::uint64_t>(static_cast<double>(static_cast<std::int64_t>(w - below)));
            quotient = std::bit_cast<std::uint64_t>(static_cast<double>(centred) * 0x1p-64);
        }
    }

    modulus q_;
    std::size_t n_;
    ntt_tier tier_;
    std::uint64_t root_ = 0;
    factors forward_, back_, last_;  // of the nodes, in detail/ntt_view.hpp's order
};

}  // namespace SPNN_NAMESPACE::he::rlwe
