// crypto/detail/poly1305_number.hpp: numbers modulo 2^130 - 5 for crypto/poly1305.hpp, and its loop in plain
// 64-bit arithmetic. No time or address depends on a number.

#pragma once

#include <spnn/core/ring/z2k.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace SPNN_NAMESPACE::crypto::detail {

inline constexpr std::uint64_t mask44 = (std::uint64_t{1} << 44) - 1;
inline constexpr std::uint64_t mask42 = (std::uint64_t{1} << 42) - 1;

// a + 2^44 b + 2^88 c; limbs may be a few bits over 44, 44 and 42.
struct poly1305_number {
    std::uint64_t a = 0, b = 0, c = 0;

    friend poly1305_number operator+(const poly1305_number& x, const poly1305_number& y) {
        return {x.a + y.a, x.b + y.b, x.c + y.c};
    }
};

// The 16 bytes at `from`, plus `top` times 2^128.
inline poly1305_number poly1305_load(const std::byte* from, std::uint64_t top) {
    std::uint64_t low, high;
    std::memcpy(&low, from, 8);
    std::memcpy(&high, from + 8, 8);
    return {low & mask44, (low >> 44 | high << 20) & mask44, high >> 24 | top << 40};
}

// A sum of products before reduction.
struct poly1305_sum {
    uint128 a = 0, b = 0, c = 0;

    void add_product(const poly1305_number& x, const poly1305_number& y) {
        const std::uint64_t b20 = 20 * y.b, c20 = 20 * y.c;  // 2^132 = 4 · 2^130 = 20
        a += uint128{x.a} * y.a + uint128{x.b} * c20 + uint128{x.c} * b20;
        b += uint128{x.a} * y.b + uint128{x.b} * y.a + uint128{x.c} * c20;
        c += uint128{x.a} * y.c + uint128{x.b} * y.b + uint128{x.c} * y.a;
    }

    [[nodiscard]] poly1305_number reduced() const {
        const uint128 b1 = b + static_cast<std::uint64_t>(a >> 44);
        const uint128 c1 = c + static_cast<std::uint64_t>(b1 >> 44);
        const std::uint64_t a1 = (static_cast<std::uint64_t>(a) & mask44) + 5 * static_cast<std::uint64_t>(c1 >> 42);
        return {a1 & mask44, (static_cast<std::uint64_t>(b1) & mask44) + (a1 >> 44),
                static_cast<std::uint64_t>(c1) & mask42};
    }
};

inline poly1305_number operator*(const poly1305_number& x, const poly1305_number& y) {
    poly1305_sum sum;
    sum.add_product(x, y);
    return sum.reduced();
}

using poly1305_powers = std::array<poly1305_number, 8>;  // r, r², ..., r⁸

// h = (h + block)·r for each of `blocks` whole blocks, a multiple of four. Four products at once do not wait
// for one another: h = (h + block 0)·r⁴ + (block 1)·r³ + (block 2)·r² + (block 3)·r.
inline void poly1305_absorb_fours(poly1305_number& h, const poly1305_powers& r, const std::byte* from,
                                  std::size_t blocks) {
    const auto r1 = r[0], r2 = r[1], r3 = r[2], r4 = r[3];
    auto sum_so_far = h;
    for (; blocks > 0; blocks -= 4, from += 64) {
        poly1305_sum sum;
        sum.add_product(sum_so_far + poly1305_load(from, 1), r4);
        sum.add_product(poly1305_load(from + 16, 1), r3);
        sum.add_product(poly1305_load(from + 32, 1), r2);
        sum.add_product(poly1305_load(from + 48, 1), r1);
        sum_so_far = sum.reduced();
    }
    h = sum_so_far;
}

}  // namespace SPNN_NAMESPACE::crypto::detail
