// he/rlwe/sum_layout.hpp: the parameters of he::rlwe_sum, from numbers that everybody knows, and all sizes that follow.
//
// A value m stands in a coefficient as 2^shift m, beside noise. Noise of one encryption is e u + f + g s: secrets s and
// u of N numbers of -1, 0 and 1, errors e, f and g of at most 21. So that of k encryptions is never beyond
//   V = 21 (2 N + 1) k,
// and shift = ceil(log2 V) + 1 makes it less than half of what a value counts. With sums of at most 2^S in absolute
// value nothing wraps when 2^(shift + S) + V < Q / 2. Then decryption gives the exact sum, whatever the coins are: it
// cannot fail. Primes of b bits lie above 31/32 2^b, so for S >= 2 it is enough that they have shift + S + 2 bits
// together.
//
// Of all rings that are secure (he/rlwe/security.hpp) and hold that, with one to three primes of 28 to 50 bits, the one
// is taken whose messages are shortest for so many values; then that of fewer primes, then that of fewer coefficients.
//
// A message has one polynomial c1 and up to 16 polynomials c0 of values, which share it; of the last one only as many
// coefficients as there are values are sent.

#pragma once

#include <spnn/he/rlwe/rns.hpp>
#include <spnn/he/sum.hpp>

#include <algorithm>
#include <cstddef>

namespace SPNN_NAMESPACE::he::rlwe {

class sum_layout {
public:
    // usage_error, which names the numbers: bounds that are none, or that no ring is large enough for; another level of
    // security than rlwe::security_bits.
    sum_layout(const sum_bounds& bounds, std::size_t security) : bounds_(bounds) {
        require<usage_error>(security == security_bits, "rlwe_sum: ", security, " bits of security, it has ",
                             security_bits);
        const auto limit = bounds.sum_limit();
        require<usage_error>(bounds.terms <= most_terms, "rlwe_sum: ", bounds.terms, " terms, at most ", most_terms);
        sum_bits_ = std::max<std::size_t>(2, length_of(limit - 1));
        for (const auto& row : ring_bounds)
            for (std::size_t limbs = 1; limbs <= 3; ++limbs) consider(row.n, limbs);
        const auto& smallest = ring_bounds.front();
        require<usage_error>(ring_.n != 0, "rlwe_sum: sums of ", sum_bits_, " bits of ", bounds.terms,
                             " terms need a modulus of ", shift_of(smallest.n) + sum_bits_ + 2,
                             " bits or more, and secure rings of up to three primes have at most ", 3 * most_limb_bits);
    }

    // What it was made for; the ring; values stand at 2^shift(); the most noise of a sum.
    [[nodiscard]] const sum_bounds& bounds() const { return bounds_; }
    [[nodiscard]] const ring_size& ring() const { return ring_; }
    [[nodiscard]] std::size_t shift() const { return shift_of(ring_.n); }
    [[nodiscard]] std::size_t noise_limit() const { return noise_limit_of(ring_.n); }
    // Polynomials of values in a message, at most; of so many values.
    [[nodiscard]] std::size_t polynomials() const { return polynomials_; }
    [[nodiscard]] std::size_t polynomials_of(std::size_t values) const { return (values + ring_.n - 1) / ring_.n; }

    // As SumHe asks (he/sum.hpp).
    [[nodiscard]] std::size_t values_a_message() const { return polynomials_ * ring_.n; }
    [[nodiscard]] std::size_t message_bytes(std::size_t values) const { return bytes_of(ring_, values); }
    // Exactly so many; with the seed.
    [[nodiscard]] std::size_t most_key_bytes() const {
        return seed_bytes + polynomials_ * ring_.limbs * limb_bytes(ring_, ring_.n);
    }
    friend bool operator==(const sum_layout& a, const sum_layout& b) {
        return a.ring_ == b.ring_ && a.polynomials_ == b.polynomials_ && a.sum_bits_ == b.sum_bits_ &&
               a.bounds_.terms == b.bounds_.terms && a.bounds_.part_limit == b.bounds_.part_limit;
    }

    // Of the uniform polynomial that all keys share.
    static constexpr std::size_t seed_bytes = 16;

private:
    static constexpr std::size_t most_polynomials = 16, most_terms = std::size_t{1} << 20;

    [[nodiscard]] std::size_t noise_limit_of(std::size_t n) const { return 21 * (2 * n + 1) * bounds_.terms; }
    [[nodiscard]] std::size_t shift_of(std::size_t n) const { return length_of(noise_limit_of(n) - 1) + 1; }
    [[nodiscard]] static std::size_t limb_bytes(const ring_size& ring, std::size_t count) {
        return (count * ring.limb_bits + 7) / 8;
    }
    [[nodiscard]] static std::size_t bytes_of(const ring_size& ring, std::size_t values) {
        if (values == 0) return 0;
        const std::size_t full = values / ring.n + 1;  // with c1
        return ring.limbs * (full * limb_bytes(ring, ring.n) + limb_bytes(ring, values % ring.n));
    }
    // Bytes of all messages of bounds_.values values.
    [[nodiscard]] std::size_t all_bytes(const ring_size& ring, std::size_t polynomials) const {
        const std::size_t most = polynomials * ring.n;
        return bounds_.values / most * bytes_of(ring, most) + bytes_of(ring, bounds_.values % most);
    }

    // Takes the ring of n coefficients and so many primes when it is better than what is there.
    void consider(std::size_t n, std::size_t limbs) {
        const std::size_t needed = shift_of(n) + sum_bits_ + 2;
        const ring_size ring{n, std::max<std::size_t>(28, (needed + limbs - 1) / limbs), limbs};
        if (ring.limb_bits > most_limb_bits || ring.modulus_bits() > most_modulus_bits(n)) return;
        const auto polynomials = std::min(most_polynomials, (bounds_.values + n - 1) / n);
        const auto better = [&] {
            const auto now = all_bytes(ring, polynomials), before = all_bytes(ring_, polynomials_);
            return now != before ? now < before : limbs < ring_.limbs;
        };
        if (ring_.n != 0 && !better()) return;
        ring_ = ring;
        polynomials_ = polynomials;
    }

    sum_bounds bounds_;
    ring_size ring_{};
    std::size_t sum_bits_ = 0, polynomials_ = 0;
};

}  // namespace SPNN_NAMESPACE::he::rlwe
