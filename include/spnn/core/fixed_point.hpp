// core/fixed_point.hpp: real numbers as ring elements.
//
// A number x is stored as round(x * 2^f), f being the fraction bits; a product of two such numbers carries
// the scale 2^(2f). Sums of products are decoded from that scale directly, or from 2^f when whoever knows a product
// has rounded it first; nothing is ever truncated inside the ring.
//
// Range. A sum of products must stay within |s| <= 2^range_bits; the constructor refuses a pair
// (f, range_bits) for which such a sum would not fit the ring. A single number may be as large as
// 2^(62 - f) or the ring allows; encode throws range_error beyond it, and for NaN and infinity.
//
// Error. encode rounds to nearest: |x^ - x| <= 2^-(f+1). Hence for rows x and columns t of length d
//   | sum x^_i t^_i - sum x_i t_i |  <=  2^-(f+1) * (sum |x_i| + sum |t_i|)  +  d * 2^-(2f+2),
// from x^ t^ - x t = (x^ - x) t + x (t^ - t) + (x^ - x)(t^ - t). product_error_bound is this line as code.
// Decoding to float then rounds once, relatively by at most 2^-24.
//
// Rounding a product. round_product takes a number s from the scale 2^(2f) to 2^f, to the nearest, halves upwards:
// floor(s 2^-f + 1/2). It moves the real number by at most 2^-(f+1).

#pragma once

#include <spnn/core/detail/fixed_point_bulk.hpp>
#include <spnn/core/ring.hpp>
#include <spnn/core/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace SPNN_NAMESPACE {

template <Ring R>
class fixed_point {
public:
    // Enough fraction for float32 training, enough room above it for sums: 12 bits in z2k<32>, 20 in z2k<64>.
    static constexpr int default_fraction_bits = R::bits / 4 + 4;
    // The largest range_bits that `fraction_bits` leaves room for; negative when it leaves none, however large it is.
    static constexpr int max_range_bits(int fraction_bits) {
        int room = -1;
        for (auto limit = R::max_signed(); limit > 0; limit >>= 1) ++room;
        return room - 2 * std::clamp(fraction_bits, 0, room);
    }
    // |s| <= 4096 where the ring has room for it: far beyond a healthy pre-activation.
    static constexpr int default_range_bits(int fraction_bits) { return std::min(12, max_range_bits(fraction_bits)); }

    // Whether sums of products with these bits fit the ring.
    static constexpr bool fits(int fraction_bits, int range_bits) {
        return fraction_bits >= 1 && range_bits >= 0 && range_bits <= max_range_bits(fraction_bits);
    }

    // With the default range of these fraction bits.
    explicit fixed_point(int fraction_bits = default_fraction_bits)
        : fixed_point(fraction_bits, default_range_bits(fraction_bits)) {}

    // usage_error when a sum of products may be larger than the ring can hold.
    fixed_point(int fraction_bits, int range_bits) : fraction_bits_(fraction_bits), range_bits_(range_bits) {
        require<usage_error>(fits(fraction_bits, range_bits), "fixed_point: fraction_bits ", fraction_bits,
                             " with range_bits ", range_bits, " does not fit ", R::name,
                             ": needs fraction_bits >= 1, range_bits >= 0 and ",
                             "2 * fraction_bits + range_bits <= ", max_range_bits(0));
    }

    // The f and the range_bits of the file comment.
    [[nodiscard]] int fraction_bits() const { return fraction_bits_; }
    [[nodiscard]] int range_bits() const { return range_bits_; }
    // 2^range_bits, the bound on a decoded sum of products.
    [[nodiscard]] double range() const { return std::ldexp(1.0, range_bits_); }
    // The same bound as an integer at the scale of a product.
    [[nodiscard]] typename R::signed_type product_limit() const {
        return static_cast<typename R::signed_type>(typename R::signed_type{1} << (2 * fraction_bits_ + range_bits_));
    }

    // Whether a sum of products is one that the range allows.
    [[nodiscard]] bool is_within_range(element<R> sum) const {
        const auto s = R::to_signed(sum), limit = product_limit();
        return -limit <= s && s <= limit;
    }
    // Whether all of them are; without a branch on any.
    [[nodiscard]] bool is_within_range(std::span<const element<R>> sums) const {
        return is_within(sums, product_limit());
    }
    // Whether all are at most `limit` in absolute value, itself at most product_limit(); without a branch on any.
    [[nodiscard]] bool is_within(std::span<const element<R>> sums, typename R::signed_type limit) const {
        return detail::all_within<R>(best_tier<detail::simd_tier>(), sums, limit);
    }

    // The element of x; `what` names the number in the error.
    [[nodiscard]] element<R> encode(double x, std::string_view what = "value") const {
        const double scaled = std::ldexp(x, fraction_bits_);
        if (!(std::abs(scaled) <= max_scaled())) [[unlikely]]
            throw range_error(text(what, ": not a number or beyond ", std::ldexp(max_scaled(), -fraction_bits_),
                                   ", the largest value that fraction_bits ", fraction_bits_, " in ", R::name,
                                   " can hold; scale the column or lower fraction_bits"));
        return R::from_signed(static_cast<typename R::signed_type>(std::llrint(scaled)));
    }

    // Every number of x encoded; y is as long as x (usage_error), and holds nothing of use after an error.
    template <class T>
    void encode(std::span<const T> x, std::span<element<R>> y, std::string_view what) const {
        require<usage_error>(x.size() == y.size(), "fixed_point: ", x.size(), " numbers to encode into ", y.size());
        const double bound = std::min(max_scaled(), detail::most_rounded);
        if (detail::encode_each<R>(best_tier<detail::simd_tier>(), x, y.data(), std::ldexp(1.0, fraction_bits_), bound))
            return;
        for (std::size_t i = 0; i < x.size(); ++i) y[i] = encode(static_cast<double>(x[i]), what);
    }
    // The same; y takes the shape of x.
    template <class T>
    void encode(const matrix<T>& x, matrix<element<R>>& y, std::string_view what) const {
        resize(y, rows(x), columns(x));
        encode(elements(x), elements(y), what);
    }

    // A number at the scale of a product, rounded to the scale 2^f; |s| is at most product_limit().
    [[nodiscard]] typename R::signed_type round_product(typename R::signed_type s) const {
        return detail::rounded_shift<R>(s, fraction_bits_);
    }
    // The same for every element, in place, in time that depends on their count alone.
    void round_products(std::span<element<R>> z) const {
        detail::round_each<R>(best_tier<detail::simd_tier>(), z, fraction_bits_);
    }

    // The number at scale 2^f, and at the scale 2^(2f) of a product.
    [[nodiscard]] double decode(element<R> a) const { return at_scale(a, fraction_bits_); }
    [[nodiscard]] double decode_product(element<R> a) const { return at_scale(a, 2 * fraction_bits_); }

    // The same of every element; `y` takes the shape of `x`.
    template <class T>
    void decode(const matrix<element<R>>& x, matrix<T>& y) const {
        decode_at(fraction_bits_, x, y);
    }
    template <class T>
    void decode_product(const matrix<element<R>>& x, matrix<T>& y) const {
        decode_at(2 * fraction_bits_, x, y);
    }

    // The bound in the file comment, for sum |x_i|, sum |t_i| and length d.
    [[nodiscard]] double product_error_bound(double sum_abs_x, double sum_abs_t, std::size_t d) const {
        return std::ldexp(sum_abs_x + sum_abs_t, -(fraction_bits_ + 1)) +
               std::ldexp(static_cast<double>(d), -(2 * fraction_bits_ + 2));
    }

private:
    // Below 2^62, so that rounding to 64 bits is exact, and within the ring.
    [[nodiscard]] static double max_scaled() {
        return std::min(std::ldexp(1.0, 62), static_cast<double>(R::max_signed() / 2));
    }
    [[nodiscard]] static double at_scale(element<R> a, int scale) {
        return std::ldexp(static_cast<double>(R::to_signed(a)), -scale);
    }
    template <class T>
    static void decode_at(int scale, const matrix<element<R>>& x, matrix<T>& y) {
        resize(y, rows(x), columns(x));
        detail::decode_each<R>(best_tier<detail::simd_tier>(), elements(x), elements(y), std::ldexp(1.0, -scale));
    }

    int fraction_bits_, range_bits_;
};

}  // namespace SPNN_NAMESPACE
