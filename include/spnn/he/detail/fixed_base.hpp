// he/detail/fixed_base.hpp: many powers of one public base, with secret exponents and without squarings.
//
// The exponent is read in digits of `window` bits. For digit position j the table holds base^(d 2^(window j))
// for every digit d, in Montgomery form, so a power is one product per position. A secret digit never decides
// an address: mpn_sec_tabselect reads the whole row of 2^window entries and keeps one. A wider window saves
// products and costs reading. The policy `table_read_vartime` reads the one entry only, which shows the digits
// to whoever watches the cache.
// From: E. Brickell, D. Gordon, K. McCurley, D. Wilson, "Fast exponentiation with precomputation", 1992.

#pragma once

#include <spnn/he/detail/montgomery.hpp>

#include <vector>

namespace spnn::inline SPNN_ABI::he::detail {

class fixed_base {
public:
    // base < N, of field.size() limbs; exponents below 2^exponent_bits; 1 <= window <= 16.
    fixed_base(const montgomery& field, const wiped_words& base, std::size_t exponent_bits, std::size_t window)
        : field_(field), exponent_bits_(exponent_bits), window_(window) {
        const auto n = field_.size();
        table_.resize(positions() * entries() * n);
        wiped_words scratch(field_.scratch_size()), step(n);
        field_.multiply(step.data(), base.data(), field_.radix_squared().data(), scratch.data());
        for (std::size_t j = 0; j < positions(); ++j) {
            auto* entry = table_.data() + j * entries() * n;
            std::copy(field_.one().begin(), field_.one().end(), entry);
            for (std::size_t d = 1; d < entries(); ++d, entry += n)
                field_.multiply(entry + n, entry, step.data(), scratch.data());
            field_.multiply(step.data(), entry, step.data(), scratch.data());
        }
    }

    // x = x base^exponent mod N, x < N in plain form; the exponent in exponent_bits / 64 words, rounded up.
    template <bool ScanTable>
    void times_power(wiped_words& x, std::span<const std::uint64_t> exponent) const {
        const auto n = field_.size();
        wiped_words work(2 * n + field_.scratch_size());
        auto *power = work.data(), *entry = power + n, *scratch = entry + n;
        select<ScanTable>(power, 0, exponent);
        for (std::size_t j = 1; j < positions(); ++j) {
            select<ScanTable>(entry, j, exponent);
            field_.multiply(power, power, entry, scratch);
        }
        field_.multiply(x.data(), power, x.data(), scratch);  // the form's factor R and this product's 1/R cancel
    }

    [[nodiscard]] std::size_t table_bytes() const { return table_.size() * sizeof table_[0]; }

private:
    [[nodiscard]] std::size_t entries() const { return std::size_t{1} << window_; }
    [[nodiscard]] std::size_t positions() const { return (exponent_bits_ + window_ - 1) / window_; }

    template <bool ScanTable>
    void select(std::uint64_t* out, std::size_t position, std::span<const std::uint64_t> exponent) const {
        const auto n = field_.size();
        const auto* row = table_.data() + position * entries() * n;
        const auto digit = digit_at(exponent, position * window_);
        if constexpr (ScanTable)
            mpn_sec_tabselect(out, row, limb_count(n), limb_count(entries()), limb_count(digit));
        else
            std::copy_n(row + digit * n, n, out);
    }

    // Bits [at, at + window) of the exponent; those beyond its end are 0.
    [[nodiscard]] std::uint64_t digit_at(std::span<const std::uint64_t> exponent, std::size_t at) const {
        const std::size_t word = at / 64, shift = at % 64;
        auto bits = exponent[word] >> shift;
        if (shift + window_ > 64 && word + 1 < exponent.size()) bits |= exponent[word + 1] << (64 - shift);
        return bits & (entries() - 1);
    }

    montgomery field_;
    std::size_t exponent_bits_, window_;
    std::vector<std::uint64_t> table_;
};

}  // namespace spnn::inline SPNN_ABI::he::detail
