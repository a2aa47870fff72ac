// core/detail/fixed_point_bulk.hpp: core/fixed_point.hpp for whole arrays: the same numbers, in vector code.
//
// Conversions between double and 64-bit integers are written as bit operations, since processors without AVX-512
// have no vector instruction for them. All are exact, or round once as the scalar conversion does, so every tier
// gives the same bits.

#pragma once

#include <spnn/core/detail/sign_watch.hpp>
#include <spnn/core/ring.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace SPNN_NAMESPACE::detail {

// (double)s.
template <class Signed>
[[nodiscard]] inline double to_double(Signed s) {
    if constexpr (sizeof(Signed) == 8) {
        // Either half into the low bits of a number whose exponent makes it count right: 2^52 + low, and 2^84 + 2^63 +
        // high 2^32, where 2^63 stands in for the sign. The subtraction is exact, and the sum rounds once.
        const auto word = static_cast<std::uint64_t>(s);
        const double low = std::bit_cast<double>((word & 0xffffffffu) | 0x4330000000000000u);
        const double high = std::bit_cast<double>((word >> 32) ^ 0x4530000080000000u);
        return (high - (0x1p84 + 0x1p63 + 0x1p52)) + low;
    } else {
        return static_cast<double>(s);
    }
}

// The largest |x| 2^f that encode_each rounds.
inline constexpr double most_rounded = 0x1p51;

// The largest T that is not above x.
template <class T>
[[nodiscard]] inline T rounded_down(double x) {
    const auto nearest = static_cast<T>(x);
    return static_cast<double>(nearest) <= x ? nearest : std::nextafter(nearest, T{0});
}

// y[i] = the element of x[i] * scale, rounded to the nearest, for a power of two `scale`. False when an |x[i]| * scale
// is beyond `bound` or no number; y is then of no use. 0 < bound <= most_rounded.
template <Ring R, class T>
[[nodiscard]] bool encode_each(simd_tier tier, std::span<const T> x, element<R>* y, double scale, double bound) {
    using word = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    // Added to a number below 2^51 it pushes the fraction out, and leaves the integer in the low bits.
    constexpr double rounder = 0x1.8p52;
    bool fits = true;
    run_on(tier, [=, &fits, largest = std::bit_cast<word>(rounded_down<T>(bound / scale))] {
        auto code = [=](T number) {
            const double shifted = static_cast<double>(number) * scale + rounder;
            const auto whole = std::bit_cast<std::uint64_t>(shifted) - std::bit_cast<std::uint64_t>(rounder);
            return R::from_signed(static_cast<typename R::signed_type>(static_cast<std::int64_t>(whole)));
        };
        // Magnitudes stand in the order of their bits; infinity and what is no number come last.
        auto room = [=](T number) { return largest - (std::bit_cast<word>(number) & (~word{0} >> 1)); };
        sign_watch<word> beyond;
        const auto block = [&](const T* from, element<R>* to) {
            beyond.see(from, room);
            compute_block(to, code, from);
        };
        std::size_t i = 0;
        for (; i + block_size <= x.size(); i += block_size) block(x.data() + i, y + i);
        if (i < x.size()) {
            std::array<element<R>, block_size> codes;
            block(filled_block(x.data() + i, x.size() - i).data(), codes.data());
            std::copy_n(codes.data(), x.size() - i, y + i);
        }
        fits = !beyond.any();
    });
    return fits;
}

// y[i] = the signed number of x[i], times `scale`.
template <Ring R, class T>
void decode_each(simd_tier tier, std::span<const element<R>> x, std::span<T> y, double scale) {
    compute_each_on(tier, y, [=](element<R> a) { return static_cast<T>(to_double(R::to_signed(a)) * scale); }, x);
}

// floor(s 2^-bits + 1/2): the nearest, halves upwards. |s| is at most a quarter of the ring; bits from 1 to a word's
// less
// 2. With half the words added all numbers are positive, and a shift rounds down.
template <Ring R>
[[nodiscard]] inline typename R::signed_type rounded_shift(typename R::signed_type s, int bits) {
    using word = element<R>;
    constexpr auto middle = static_cast<word>(word{1} << (8 * sizeof(word) - 1));
    const auto half = static_cast<word>(word{1} << (bits - 1));
    return static_cast<typename R::signed_type>(((static_cast<word>(s) + middle + half) >> bits) - (middle >> bits));
}

// z[i] = the element of that for the signed number of z[i].
template <Ring R>
void round_each(simd_tier tier, std::span<element<R>> z, int bits) {
    compute_each_on(
        tier, z, [=](element<R> a) { return R::from_signed(rounded_shift<R>(R::to_signed(a), bits)); },
        std::span<const element<R>>(z));
}

// Whether -limit <= s <= limit for the signed number s of every element; limit is at most a quarter of the ring.
template <Ring R>
[[nodiscard]] bool all_within(simd_tier tier, std::span<const element<R>> x, typename R::signed_type limit) {
    using word = element<R>;
    return !any_sign(tier, x, [=](word a) {
        const auto s = static_cast<word>(R::to_signed(a));
        const auto sign = static_cast<word>(word{0} - static_cast<word>(s >> (8 * sizeof(word) - 1)));
        return static_cast<word>(static_cast<word>(limit) - static_cast<word>((s ^ sign) - sign));
    });
}

}  // namespace SPNN_NAMESPACE::detail
