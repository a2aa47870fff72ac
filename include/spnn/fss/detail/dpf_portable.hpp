// fss/detail/dpf_portable.hpp: what a kernel of point functions (a tier) is to fss/dpf.hpp, and the tier for any
// machine: one block at a time, masks as words of ones or zeros.

#pragma once

#include <spnn/core/secret.hpp>
#include <spnn/crypto/detail/aes_portable.hpp>
#include <spnn/fss/tile.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace SPNN_NAMESPACE::fss::detail {

using crypto::detail::aes_schedule;

// Pointers need no alignment. `bits` is 8 to 63; roots, points and tiles are those of `tiles` whole tiles, and the
// roots of the two sides have been drawn apart.
struct dpf_kernel {
    // the corrections of keys for the points `alpha`
    void (*generate)(const aes_schedule& schedule, unsigned bits, const std::byte* first_roots,
                     const std::byte* second_roots, const std::uint64_t* alpha, std::byte* corrections,
                     std::size_t tiles);
    // one side's shares of [alpha <= y], a word a tile; `second` is 0 or 1
    void (*evaluate)(const aes_schedule& schedule, unsigned bits, unsigned second, const std::byte* roots,
                     const std::uint64_t* y, const std::byte* corrections, std::uint32_t* shares, std::size_t tiles);
};

}  // namespace SPNN_NAMESPACE::fss::detail

namespace SPNN_NAMESPACE::fss::detail::dpf_portable {

struct lane {
    struct reg {
        std::uint64_t low, high;
    };
    using mask = std::uint64_t;
    static constexpr std::size_t blocks = 1;

    static reg load(const std::byte* at) {
        reg x;
        std::memcpy(&x, at, sizeof x);
        return x;
    }
    static void store(std::byte* at, reg x) { std::memcpy(at, &x, sizeof x); }
    static reg halves(std::uint64_t low, std::uint64_t high) { return {low, high}; }
    static reg spread(const std::uint64_t* words) { return {words[0], words[0]}; }
    static reg both(reg x, reg y) { return {x.low & y.low, x.high & y.high}; }
    static reg without(reg x, reg y) { return {x.low & ~y.low, x.high & ~y.high}; }
    static reg differing(reg x, reg y) { return {x.low ^ y.low, x.high ^ y.high}; }
    static reg low_in_both(reg x) { return {x.low, x.low}; }
    static reg swapped(reg x) { return {x.high, x.low}; }
    template <int Count>
    static reg shifted_right(reg x) {
        return {x.low >> Count, x.high >> Count};
    }
    static reg prefix(const std::uint64_t* y) {
        const std::uint64_t last = y[0] & 127, in_high = 0 - (last >> 6);
        const std::uint64_t ones = (std::uint64_t{2} << (last & 63)) - 1;
        return {ones | in_high, ones & in_high};
    }
    static reg point(const std::uint64_t* y) {
        const std::uint64_t in_high = 0 - (y[0] >> 6 & 1), one = std::uint64_t{1} << (y[0] & 63);
        return {one & ~in_high, one & in_high};
    }
    static unsigned low_bits(reg x) { return static_cast<unsigned>(x.low & 1); }

    static mask all() { return ~std::uint64_t{0}; }
    static mask none() { return 0; }
    static mask both_masks(mask a, mask b) { return a & b; }
    static mask differing_masks(mask a, mask b) { return a ^ b; }
    // `bit` has one bit set, the same in both halves, and so has x.
    static mask test(reg x, reg bit) { return 0 - static_cast<std::uint64_t>((x.low & bit.low) != 0); }
    static reg chosen(mask m, reg unset, reg set) {
        return {unset.low ^ (m & (unset.low ^ set.low)), unset.high ^ (m & (unset.high ^ set.high))};
    }
    static reg changed(mask m, reg x, reg by) { return {x.low ^ (m & by.low), x.high ^ (m & by.high)}; }
};

// x[i] = AES(x[i]) xor x[i]
template <std::size_t N>
void hash_all(lane::reg (&x)[N], const aes_schedule& schedule) {
    secret<std::array<lane::reg, N>> hashed;
    auto& y = hashed.declassify();
    crypto::detail::aes_portable::encrypt(schedule, reinterpret_cast<const std::byte*>(&x[0]),
                                          reinterpret_cast<std::byte*>(y.data()), N);
    for (std::size_t i = 0; i < N; ++i) x[i] = lane::differing(x[i], y[i]);
}

#include <spnn/fss/detail/dpf_kernel.inl>

}  // namespace SPNN_NAMESPACE::fss::detail::dpf_portable
