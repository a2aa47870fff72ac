// he/rlwe/modulus.hpp: arithmetic modulo a prime of one word, the primes in use, and roots of unity.
//
// Polynomials are taken modulo X^N + 1 with coefficients modulo a prime q that is 1 mod 2N, so that q has primitive
// 2N-th roots of unity and products are transforms (he/rlwe/ntt.hpp). All parties find the same primes and the same
// root by the same rule, so neither ever travels:
//   primes  the largest below 2^bits that are 1 mod 2^17, or 1 mod 2N for fewer than 36 bits, where those are too few;
//   root    the smallest primitive 2N-th root.
// Primes in use lie below 2^50, for which every tier of the transform is exact; this arithmetic is for all below 2^61.
//
// The members of `modulus` take the same time and path whatever the numbers are: no division, no branch on them. What
// searches for primes and roots does not, and works on public numbers alone.
//
// Quotients are Barrett's (CRYPTO '86), with the reciprocal of the modulus to 128 bits; products by a number that is
// known beforehand are Shoup's, with the quotient of that number (NTL; Harvey, arXiv 1205.2926).

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/ring/z2k.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace SPNN_NAMESPACE::he::rlwe {

// Every modulus lies below this; those in use have at most so many bits.
inline constexpr std::uint64_t modulus_limit = std::uint64_t{1} << 61;
inline constexpr std::size_t most_limb_bits = 50;

class modulus {
public:
    // usage_error: q is even, below 3 or at least modulus_limit.
    constexpr explicit modulus(std::uint64_t q) : q_(q) {
        if (q % 2 == 0 || q < 3 || q >= modulus_limit)
            spnn::detail::fail<usage_error>({"modulus: ", q, " is not an odd number from 3 to 2^61"});
        const auto most = ~uint128{0};  // 2^128 / q and (2^128 - 1) / q have the same whole part, since q is odd
        reciprocal_ = most / q;
    }

    // q itself, and its length.
    [[nodiscard]] constexpr std::uint64_t value() const { return q_; }
    [[nodiscard]] constexpr std::size_t bits() const { return static_cast<std::size_t>(std::bit_width(q_)); }
    friend constexpr bool operator==(const modulus& a, const modulus& b) { return a.q_ == b.q_; }

    // All below take and give numbers of [0, q).
    [[nodiscard]] constexpr std::uint64_t add(std::uint64_t a, std::uint64_t b) const { return once(a + b); }
    [[nodiscard]] constexpr std::uint64_t sub(std::uint64_t a, std::uint64_t b) const { return once(a + q_ - b); }
    [[nodiscard]] constexpr std::uint64_t neg(std::uint64_t a) const { return once(q_ - a); }
    [[nodiscard]] constexpr std::uint64_t mul(std::uint64_t a, std::uint64_t b) const {
        return reduce(static_cast<uint128>(a) * b);
    }
    // a^e; the path depends on e.
    [[nodiscard]] constexpr std::uint64_t power(std::uint64_t a, std::uint64_t e) const {
        std::uint64_t result = 1;
        for (; e != 0; e >>= 1, a = mul(a, a))
            if ((e & 1) != 0) result = mul(result, a);
        return result;
    }
    // 1 / a, for a prime q and a != 0.
    [[nodiscard]] constexpr std::uint64_t inverse(std::uint64_t a) const { return power(a, q_ - 2); }

    // Any x modulo q. With r = floor(2^128 / q), floor(x r / 2^128) is x / q but for less than x / 2^128 + 1 < 2, so
    // the rest lies below 2 q.
    [[nodiscard]] constexpr std::uint64_t reduce(uint128 x) const {
        return once(static_cast<std::uint64_t>(x) - static_cast<std::uint64_t>(high(x, reciprocal_)) * q_);
    }

    // floor(w 2^64 / q), with which multiply() takes w. As in reduce, r tells it but for one.
    [[nodiscard]] constexpr std::uint64_t quotient(std::uint64_t w) const {
        const auto low = static_cast<uint128>(w) * static_cast<std::uint64_t>(reciprocal_);
        const auto estimate = w * static_cast<std::uint64_t>(reciprocal_ >> 64) + static_cast<std::uint64_t>(low >> 64);
        const std::uint64_t rest = std::uint64_t{0} - estimate * q_;  // of [0, 2 q)
        return estimate + 1 - ((rest - q_) >> 63);
    }
    // w x modulo q for any word x, with the quotient of w. floor(quotient x / 2^64) is w x / q but for less than 2.
    [[nodiscard]] constexpr std::uint64_t multiply(std::uint64_t x, std::uint64_t w,
                                                   std::uint64_t quotient_of_w) const {
        return once(multiply_lazily(x, w, quotient_of_w));
    }
    // The same, or q more.
    [[nodiscard]] constexpr std::uint64_t multiply_lazily(std::uint64_t x, std::uint64_t w,
                                                          std::uint64_t quotient_of_w) const {
        return w * x - static_cast<std::uint64_t>(static_cast<uint128>(quotient_of_w) * x >> 64) * q_;
    }

    // x less `amount` when it is no less than that; both below 2^63.
    [[nodiscard]] static constexpr std::uint64_t less(std::uint64_t x, std::uint64_t amount) {
        const std::uint64_t rest = x - amount;
        return rest + (amount & (0 - (rest >> 63)));
    }
    // x of [0, 2 q) modulo q.
    [[nodiscard]] constexpr std::uint64_t once(std::uint64_t x) const { return less(x, q_); }
    // A small signed number, of less than q in absolute value.
    [[nodiscard]] constexpr std::uint64_t from_signed(std::int64_t x) const {
        return static_cast<std::uint64_t>(x) + (q_ & static_cast<std::uint64_t>(x >> 63));
    }

private:
    // The upper half of a product of 256 bits.
    [[nodiscard]] static constexpr uint128 high(uint128 a, uint128 b) {
        const auto a0 = static_cast<std::uint64_t>(a), a1 = static_cast<std::uint64_t>(a >> 64);
        const auto b0 = static_cast<std::uint64_t>(b), b1 = static_cast<std::uint64_t>(b >> 64);
        const auto low = static_cast<uint128>(a0) * b0, left = static_cast<uint128>(a1) * b0;
        const auto right = static_cast<uint128>(a0) * b1 + static_cast<std::uint64_t>(left) + (low >> 64);
        return static_cast<uint128>(a1) * b1 + (left >> 64) + (right >> 64);
    }

    std::uint64_t q_;
    uint128 reciprocal_ = 0;
};

// Whether n is prime, by Miller and Rabin with the first twelve primes as bases, which tell every composite below
// 3.3 10^24 (Sorenson and Webster, Mathematics of Computation 86, 2017). For public n below modulus_limit.
[[nodiscard]] constexpr bool is_prime(std::uint64_t n) {
    constexpr std::array<std::uint64_t, 12> bases{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    for (const auto base : bases)
        if (n % base == 0) return n == base;
    if (n < 2) return false;
    const modulus field(n);
    const int twos = std::countr_zero(n - 1);
    for (const auto base : bases) {
        auto x = field.power(base, (n - 1) >> twos);
        for (int i = 1; i < twos && x != 1 && x != n - 1; ++i) {
            x = field.mul(x, x);
            if (x == 1) return false;
        }
        if (x != 1 && x != n - 1) return false;
    }
    return true;
}

// Some primes, the largest first.
class prime_list {
public:
    // How many there may be.
    static constexpr std::size_t most = 32;

    // As of std::vector.
    constexpr void push_back(std::uint64_t prime) { primes_[size_++] = prime; }
    [[nodiscard]] constexpr std::size_t size() const { return size_; }
    [[nodiscard]] constexpr std::uint64_t operator[](std::size_t i) const { return primes_[i]; }
    [[nodiscard]] constexpr const std::uint64_t* begin() const { return primes_.data(); }
    [[nodiscard]] constexpr const std::uint64_t* end() const { return primes_.data() + size_; }

private:
    std::array<std::uint64_t, most> primes_{};
    std::size_t size_ = 0;
};

// The first `count` primes of so many bits by the rule above, for polynomials of n coefficients.
// usage_error: bits not from 20 to 61, n no power of two up to 2^16, more than prime_list::most, or there are not as
// many.
[[nodiscard]] constexpr prime_list primes(std::size_t bits, std::size_t count, std::size_t n) {
    if (bits < 20 || bits > 61 || !std::has_single_bit(n) || n > std::size_t{1} << 16 || count > prime_list::most)
        spnn::detail::fail<usage_error>({"primes: ", count, " of ", bits, " bits for ", n,
                                         " coefficients; expected at most 32 of 20 to 61 bits, and a power of two"});
    const std::uint64_t step = bits < 36 ? 2 * std::uint64_t{n} : std::uint64_t{1} << 17;
    const auto limit = std::uint64_t{1} << bits;
    prime_list found;
    for (auto candidate = limit - step + 1; found.size() < count; candidate -= step) {
        if (candidate < limit / 2)
            spnn::detail::fail<usage_error>(
                {"primes: there are no ", count, " of ", bits, " bits for ", n, " coefficients, only ", found.size()});
        if (is_prime(candidate)) found.push_back(candidate);
    }
    return found;
}

// The smallest primitive 2n-th root of unity modulo the prime q, n a power of two. usage_error: q is not 1 mod 2n.
[[nodiscard]] constexpr std::uint64_t smallest_root(const modulus& q, std::size_t n) {
    if (!std::has_single_bit(n) || (q.value() - 1) % (2 * std::uint64_t{n}) != 0)
        spnn::detail::fail<usage_error>({"smallest_root: ", q.value(), " is not 1 modulo twice ", n});
    std::uint64_t root = 0;
    for (std::uint64_t base = 2; root == 0; ++base) {
        const auto candidate = q.power(base, (q.value() - 1) / (2 * std::uint64_t{n}));
        if (q.power(candidate, n) == q.value() - 1) root = candidate;
    }
    const auto square = q.mul(root, root);
    auto smallest = root;
    for (std::size_t i = 1; i < n; ++i) {  // the primitive roots are the odd powers of one
        root = q.mul(root, square);
        if (root < smallest) smallest = root;
    }
    return smallest;
}

}  // namespace SPNN_NAMESPACE::he::rlwe
