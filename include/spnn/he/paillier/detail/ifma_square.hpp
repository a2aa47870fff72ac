// he/paillier/detail/ifma_square.hpp: he/paillier/detail/montgomery_square.hpp on eight numbers at once.
//
// Pairs (x, y) as there, in digits as in he/paillier/detail/ifma_digits.hpp: x in the first half, y in the second.
// Between products both are below 2 N - 2; get() gives them below N. The quotient q of the first division goes into the
// second as C - q, with the least multiple C >= R of N.

#pragma once

#include <spnn/he/paillier/detail/ifma_kernel.hpp>
#include <spnn/he/paillier/detail/ifma_select.hpp>
#include <spnn/he/paillier/detail/montgomery_square.hpp>

#if SPNN_X86

namespace SPNN_NAMESPACE::he::detail {

// Eight numbers that may be secret.
using eight_numbers = std::vector<eight_words, wiping_allocator<eight_words>>;

class ifma_square {
public:
    // The same arithmetic on eight numbers. usage_error: N is too long for the sums of the kernel.
    explicit ifma_square(const montgomery_square& field)
        : limbs_(field.root().size()),
          minus_inverse_{field.root().minus_inverse() & ifma::digit_mask},
          n_(half_for(limbs_)),
          spread_(n_.size()) {
        require<usage_error>(half() <= ifma::max_digits(2), "a modulus of ", limbs_, " limbs is too long");
        const auto& n = field.root().modulus();
        const auto radix = field.power_of_two(ifma::digit_bits * half());
        wiped_words rest(limbs_);  // C = R + (N - R mod N)
        mpn_sub_n(rest.data(), n.data(), radix.data(), limb_count(limbs_));
        for (std::size_t j = 0; j < half(); ++j) {
            n_[j] = bits_at(n, ifma::digit_bits * j, ifma::digit_bits);
            spread_[j] = bits_at(rest, ifma::digit_bits * j, ifma::digit_bits) + ifma::digit_mask + (j == 0 ? 1 : 0);
        }
        one_ = in_all_lanes(radix);
        radix_squared_ = in_all_lanes(field.power_of_two(2 * ifma::digit_bits * half()));
    }

    // Digits of a pair, and of the work space that the functions below need.
    [[nodiscard]] std::size_t size() const { return 2 * half(); }
    [[nodiscard]] std::size_t work_size() const { return 4 * half(); }
    [[nodiscard]] const eight_words* one() const { return one_.data(); }                      // R mod N^2
    [[nodiscard]] const eight_words* radix_squared() const { return radix_squared_.data(); }  // R^2 mod N^2

    // out = a b / R mod N^2. out may be a or b.
    void multiply(eight_words* out, const eight_words* a, const eight_words* b, eight_words* work) const {
        const auto h = half();
        auto *low = work, *sums = low + h, *quotient = sums + h;
        multiply_low(low, a, b, sums, quotient);
        ifma::multiply_reduce<2>(out + h, quotient, {a, a + h}, {b + h, b}, modulus(), sums);
        std::copy_n(low, h, out);
    }

    // out = a^2 / R mod N^2. out may be a.
    void square(eight_words* out, const eight_words* a, eight_words* work) const {
        const auto h = half();
        auto *low = work, *sums = low + h, *quotient = sums + h, *twice = quotient + h;
        multiply_low(low, a, a, sums, quotient);
        ifma::twice(twice, a + h, h);
        ifma::multiply_reduce<1>(out + h, quotient, {a}, {twice}, modulus(), sums);
        std::copy_n(low, h, out);
    }

    // One lane of x from a pair of 64-bit limbs.
    void set(eight_words* x, std::size_t lane, std::span<const std::uint64_t> pair) const {
        for (std::size_t part = 0; part < 2; ++part, x += half())
            for (std::size_t j = 0; j < half(); ++j)
                x[j].lane[lane] = bits_at(pair.subspan(part * limbs_, limbs_), ifma::digit_bits * j, ifma::digit_bits);
    }

    // The lanes of x, which is used up, as pairs below N.
    void get(std::span<wiped_words> pairs, eight_words* x, eight_words* work) const {
        ifma::make_final(x, x + half(), modulus(), work);
        for (std::size_t lane = 0; lane < pairs.size(); ++lane) {
            pairs[lane].assign(2 * limbs_, 0);
            for (std::size_t part = 0; part < 2; ++part)
                for (std::size_t j = 0, at = 0; at < 64 * limbs_; ++j, at += ifma::digit_bits) {
                    const auto digit = x[part * half() + j].lane[lane];
                    auto* const to = &pairs[lane][part * limbs_];
                    to[at / 64] |= digit << at % 64;
                    if (at % 64 + ifma::digit_bits > 64 && at / 64 + 1 < limbs_)
                        to[at / 64 + 1] |= digit >> (64 - at % 64);
                }
        }
    }

private:
    [[nodiscard]] std::size_t half() const { return n_.size(); }
    [[nodiscard]] ifma::modulus modulus() const { return {n_.data(), n_.size(), minus_inverse_[0]}; }

    // Digits as the kernel wants them: R >= 16 N.
    [[nodiscard]] static std::size_t half_for(std::size_t limbs) {
        constexpr std::size_t four = 4 * ifma::digit_bits;
        return std::max<std::size_t>(8, (64 * limbs + 4 + four - 1) / four * 4);
    }

    [[nodiscard]] eight_numbers in_all_lanes(const wiped_words& pair) const {
        eight_numbers out(size());
        for (std::size_t lane = 0; lane < 8; ++lane) set(out.data(), lane, pair);
        return out;
    }

    // The first halves' product, and what it leaves to the second halves': C - q in `sums`.
    void multiply_low(eight_words* low, const eight_words* a, const eight_words* b, eight_words* sums,
                      eight_words* quotient) const {
        std::fill_n(sums, half(), eight_words{});
        ifma::multiply_reduce<1>(low, quotient, {a}, {b}, modulus(), sums);
        ifma::complement(sums, spread_.data(), quotient, half());
    }

    std::size_t limbs_;
    wiped_words minus_inverse_, n_, spread_;
    eight_numbers one_, radix_squared_;
};

}  // namespace SPNN_NAMESPACE::he::detail

#endif
