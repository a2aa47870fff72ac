// he/paillier/detail/montgomery_square.hpp: products modulo the square of an odd number N, at five eighths of the usual
// cost.
//
// A number mod N^2 is a pair (x, y) that stands for x + y N, both below N. With R = 2^(64 limbs of N) and the q for
// which x x' + q N is a multiple of R,
//   (x + y N)(x' + y' N) / R = (x x' + q N) / R + N (x y' + y x' - q) / R   mod N^2,
// where the second division is one modulo N. That is three products and two reductions in numbers of the length of N
// (two and two for a square), where one product and one reduction of twice the length are four and four.
//
// Everything runs in time that depends on the length of N alone (he/paillier/detail/montgomery.hpp); N may be secret
// too.

#pragma once

#include <spnn/he/paillier/detail/montgomery.hpp>

namespace SPNN_NAMESPACE::he::detail {

class montgomery_square {
public:
    // N: odd, its highest limb not zero.
    explicit montgomery_square(wiped_words n)
        : root_(std::move(n)), one_(power_of_two(64 * half())), radix_squared_(power_of_two(128 * half())) {}

    // Limbs of a pair: x, then y.
    [[nodiscard]] std::size_t size() const { return 2 * half(); }
    // Arithmetic modulo N.
    [[nodiscard]] const montgomery& root() const { return root_; }
    [[nodiscard]] const wiped_words& one() const { return one_; }                      // R mod N^2
    [[nodiscard]] const wiped_words& radix_squared() const { return radix_squared_; }  // R^2 mod N^2

    // Limbs of work space that multiply() and square() need.
    [[nodiscard]] std::size_t scratch_size() const {
        const auto n = limb_count(half());
        return 8 * half() +
               static_cast<std::size_t>(std::max({mpn_sec_mul_itch(n, n), mpn_sec_sqr_itch(n), mpn_sec_add_1_itch(n)}));
    }

    // out = a b / R mod N^2. out may be a or b.
    void multiply(std::uint64_t* out, const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* scratch) const {
        const auto n = limb_count(half());
        auto *low = scratch, *cross = low + 2 * n, *other = cross + 2 * n, *work = other + 4 * n;
        mpn_sec_mul(low, a, n, b, n, work);
        mpn_sec_mul(cross, a, n, b + n, n, work);
        mpn_sec_mul(other, b, n, a + n, n, work);
        const auto top = mpn_add_n(cross, cross, other, 2 * n);
        reduce(out, top, scratch);
    }

    // out = a^2 / R mod N^2. out may be a.
    void square(std::uint64_t* out, const std::uint64_t* a, std::uint64_t* scratch) const {
        const auto n = limb_count(half());
        auto *low = scratch, *cross = low + 2 * n, *work = cross + 6 * n;
        mpn_sec_sqr(low, a, n, work);
        mpn_sec_mul(cross, a, n, a + n, n, work);
        const auto top = mpn_lshift(cross, cross, 2 * n, 1);
        reduce(out, top, scratch);
    }

    // The pair of a number of any length from that of N^2 on.
    [[nodiscard]] wiped_words split(const wiped_words& value) const {
        const auto n = limb_count(half()), length = limb_count(value.size() + 1);
        wiped_words rest(value), quotient(value.size() + 1 - half()), pair(size());
        rest.push_back(0);  // so that the quotient fits
        wiped_words scratch(static_cast<std::size_t>(
            std::max(mpn_sec_div_qr_itch(length, n), mpn_sec_div_r_itch(limb_count(quotient.size()), n))));
        mpn_sec_div_qr(quotient.data(), rest.data(), length, root_.modulus().data(), n, scratch.data());
        mpn_sec_div_r(quotient.data(), limb_count(quotient.size()), root_.modulus().data(), n, scratch.data());
        std::copy_n(rest.begin(), n, pair.begin());
        std::copy_n(quotient.begin(), n, pair.begin() + n);
        return pair;
    }

    // The number x + y N of a pair, in size() limbs.
    [[nodiscard]] wiped_words join(const wiped_words& pair) const {
        const auto n = limb_count(half());
        wiped_words value(size());
        wiped_words scratch(size() + static_cast<std::size_t>(mpn_sec_mul_itch(n, n)));
        std::copy_n(pair.begin(), n, scratch.begin());
        mpn_sec_mul(value.data(), pair.data() + n, n, root_.modulus().data(), n, scratch.data() + 2 * n);
        mpn_add_n(value.data(), value.data(), scratch.data(), 2 * n);
        return value;
    }

    // 2^exponent mod N^2, as a pair. The exponent is public, and at least the bits of N^2.
    [[nodiscard]] wiped_words power_of_two(std::size_t exponent) const {
        wiped_words value(std::max(exponent / 64 + 1, size()));
        value[exponent / 64] = std::uint64_t{1} << exponent % 64;
        return split(value);
    }

private:
    [[nodiscard]] std::size_t half() const { return root_.size(); }

    // out = (low + N (cross + top R^2)) / R for the products that stand first in `scratch`: below 2 R N and R^2 each.
    void reduce(std::uint64_t* out, std::uint64_t top, std::uint64_t* scratch) const {
        const auto n = limb_count(half());
        auto *low = scratch, *cross = low + 2 * n, *quotient = cross + 2 * n, *work = quotient + 2 * n;
        const auto low_top = root_.reduce(out, low, quotient);
        const auto [rest, once] = root_.minus_once(out, low_top, work);
        static_cast<void>(rest);  // 0
        std::fill_n(quotient + n, n, 0);
        top -= mpn_sub_n(cross, cross, quotient, 2 * n);  // may be -1, made up for by the carry of reduce()
        top += root_.reduce(out + n, cross, quotient);
        top += mpn_sec_add_1(out + n, out + n, n, once, work + 2 * n);
        // 0 <= (x y' + y x' - q + q' N) / R + 1 < 3 N
        for (int i = 0; i < 2; ++i) top = root_.minus_once(out + n, top, work).top;
    }

    montgomery root_;
    wiped_words one_, radix_squared_;
};

}  // namespace SPNN_NAMESPACE::he::detail
