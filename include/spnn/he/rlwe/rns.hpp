// he/rlwe/rns.hpp: polynomials modulo a product Q of primes, by their residues modulo each ("limbs"), and back to whole
// numbers.
//
// A polynomial of N coefficients is limbs x N words, limb after limb, from the start of a cache line on. A ring is made
// from the lengths of its primes alone (he/rlwe/modulus.hpp), and only where these are safe (he/rlwe/security.hpp).
//
// Back to a whole number: Garner's mixed digits, x = v0 + q0 (v1 + q1 v2), in 128 bits for up to two limbs and in 192
// for three. Values may be secret: no division, no branch on them.

#pragma once

#include <spnn/he/rlwe/ntt.hpp>
#include <spnn/he/rlwe/security.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace SPNN_NAMESPACE::he::rlwe {

// Lengths that all parties know: n coefficients modulo so many primes of so many bits.
struct ring_size {
    std::size_t n;          // coefficients
    std::size_t limb_bits;  // of a prime
    std::size_t limbs;      // primes

    // An upper bound of log2 Q.
    [[nodiscard]] constexpr std::size_t modulus_bits() const { return limb_bits * limbs; }
    friend bool operator==(const ring_size&, const ring_size&) = default;
};

// The primes of a ring and their transforms.
class ring {
public:
    // usage_error: the size is not secure, or its primes are not of 28 to 50 bits.
    explicit ring(const ring_size& size) : size_(size) {
        require<usage_error>(size.limb_bits >= 28 && size.limb_bits <= most_limb_bits && size.limbs >= 1,
                             "ring: ", size.limbs, " primes of ", size.limb_bits, " bits, expected 28 to 50 bits");
        require_secure(size.n, size.modulus_bits());
        for (const auto q : primes(size.limb_bits, size.limbs, size.n)) limbs_.emplace_back(modulus(q), size.n);
    }

    // What it was made of; the transform of a limb.
    [[nodiscard]] const ring_size& size() const { return size_; }
    [[nodiscard]] const ntt& limb(std::size_t l) const { return limbs_[l]; }
    [[nodiscard]] const modulus& field(std::size_t l) const { return limbs_[l].field(); }

private:
    ring_size size_;
    std::vector<ntt> limbs_;
};

// Whole numbers from residues, divided by a power of two.
class composition {
public:
    // Of one to three primes of at most 50 bits each, the largest first, none twice as large as another; usage_error
    // otherwise.
    explicit composition(const ring& r) : size_(r.size().limbs), fields_{r.field(0), r.field(0), r.field(0)} {
        require<usage_error>(size_ <= 3, "composition: ", size_, " limbs, at most three can be put together");
        for (std::size_t l = 0; l < size_; ++l) fields_[l] = r.field(l);
        for (std::size_t l = 1; l < size_; ++l) {
            const auto& q = fields_[l];
            std::uint64_t product = 1;
            for (std::size_t k = 0; k < l; ++k) product = q.mul(product, q.once(fields_[k].value()));
            inverse_[l] = q.inverse(product);
            quotient_[l] = q.quotient(inverse_[l]);
            first_[l] = q.once(fields_[0].value());
        }
        wide q{{1, 0, 0}};
        for (std::size_t l = 0; l < size_; ++l) q = times(q, fields_[l].value());
        q_ = q;
        half_ = {{q.word[0] >> 1 | q.word[1] << 63, q.word[1] >> 1 | q.word[2] << 63, q.word[2] >> 1}};
    }

    // round(x / 2^shift), halves upwards, for the x of (-Q/2, Q/2) with these residues, 1 <= shift <= 63. `residues` is
    // limb after limb, out.size() each. Of a result that 128 bits do not hold, the lowest 128 come.
    void round(std::span<const std::uint64_t> residues, std::size_t shift, std::span<int128> out) const {
        const std::size_t n = out.size();
        require<usage_error>(residues.size() == n * size_ && shift >= 1 && shift <= 63,
                             "composition: ", residues.size(), " residues for ", n, " numbers, to shift by ", shift);
        const auto* x = residues.data();
        if (size_ == 1)
            for (std::size_t i = 0; i < n; ++i) out[i] = rounded(centred(x[i]), shift);
        else if (size_ == 2)
            for (std::size_t i = 0; i < n; ++i) out[i] = rounded(centred(pair(x[i], x[n + i])), shift);
        else
            for (std::size_t i = 0; i < n; ++i) out[i] = rounded(triple(x[i], x[n + i], x[2 * n + i]), shift);
    }

private:
    struct wide {
        std::uint64_t word[3];
    };

    [[nodiscard]] static uint128 product(std::uint64_t a, std::uint64_t b) { return static_cast<uint128>(a) * b; }
    [[nodiscard]] static wide times(const wide& a, std::uint64_t b) {
        const auto low = product(a.word[0], b), middle = product(a.word[1], b) + static_cast<std::uint64_t>(low >> 64);
        return {{static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(middle),
                 a.word[2] * b + static_cast<std::uint64_t>(middle >> 64)}};
    }
    // a - (b & mask); whether it is negative.
    static std::uint64_t subtract(wide& a, const wide& b, std::uint64_t mask) {
        std::uint64_t borrow = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            const auto difference = static_cast<uint128>(a.word[i]) - (b.word[i] & mask) - borrow;
            a.word[i] = static_cast<std::uint64_t>(difference);
            borrow = static_cast<std::uint64_t>(difference >> 64) & 1;
        }
        return borrow;
    }

    // The second digit of x: (x1 - x0) / q0 modulo q1; x0 is below 2 q1. The third likewise.
    [[nodiscard]] std::uint64_t second_digit(std::uint64_t x0, std::uint64_t x1) const {
        const auto& q = fields_[1];
        return q.multiply(q.sub(x1, q.once(x0)), inverse_[1], quotient_[1]);
    }
    [[nodiscard]] uint128 pair(std::uint64_t x0, std::uint64_t x1) const {
        return x0 + product(fields_[0].value(), second_digit(x0, x1));
    }
    // x below Q < 2^100 less Q, when it is beyond the middle.
    [[nodiscard]] int128 centred(uint128 x) const {
        const auto q = static_cast<uint128>(q_.word[1]) << 64 | q_.word[0];
        const auto half = static_cast<uint128>(half_.word[1]) << 64 | half_.word[0];
        const auto beyond = static_cast<int128>(half - x) >> 127;  // all ones when x > half
        return static_cast<int128>(x - (q & static_cast<uint128>(beyond)));
    }
    [[nodiscard]] static int128 rounded(int128 x, std::size_t shift) {
        return (x + (int128{1} << (shift - 1))) >> shift;
    }

    [[nodiscard]] wide triple(std::uint64_t x0, std::uint64_t x1, std::uint64_t x2) const {
        const auto& q = fields_[2];
        const auto v1 = second_digit(x0, x1);
        // (x2 - x0 - q0 v1) / (q0 q1) modulo q2
        const auto v2 =
            q.multiply(q.sub(q.sub(x2, q.once(x0)), q.mul(first_[2], q.once(v1))), inverse_[2], quotient_[2]);
        const auto upper = v1 + product(fields_[1].value(), v2);  // below 2^100
        wide x = times({{static_cast<std::uint64_t>(upper), static_cast<std::uint64_t>(upper >> 64), 0}},
                       fields_[0].value());
        const auto low = static_cast<uint128>(x.word[0]) + x0;
        const auto middle = static_cast<uint128>(x.word[1]) + static_cast<std::uint64_t>(low >> 64);
        x = {{static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(middle),
              x.word[2] + static_cast<std::uint64_t>(middle >> 64)}};
        wide from_half = half_;
        const auto beyond = 0 - subtract(from_half, x, ~std::uint64_t{0});
        subtract(x, q_, beyond);
        return x;
    }
    [[nodiscard]] static int128 rounded(wide x, std::size_t shift) {
        const auto low = static_cast<uint128>(x.word[0]) + (std::uint64_t{1} << (shift - 1));
        const auto middle = static_cast<uint128>(x.word[1]) + static_cast<std::uint64_t>(low >> 64);
        const auto high = x.word[2] + static_cast<std::uint64_t>(middle >> 64);
        const auto a = static_cast<std::uint64_t>(low), b = static_cast<std::uint64_t>(middle);
        return static_cast<int128>(static_cast<uint128>(b >> shift | high << (64 - shift)) << 64 |
                                   (a >> shift | b << (64 - shift)));
    }

    std::size_t size_;
    modulus fields_[3];
    std::uint64_t inverse_[3]{}, quotient_[3]{};  // 1 / (q0 .. q(l-1)) modulo ql, and its quotient
    std::uint64_t first_[3]{};                    // q0 modulo ql
    wide q_{}, half_{};                           // Q, and (Q - 1) / 2
};

}  // namespace SPNN_NAMESPACE::he::rlwe
