// he/paillier/detail/fixed_base.hpp: many powers of one public base, with secret exponents and without squarings.
//
// The exponent is read in digits of `window` bits. For digit position j the table holds base^(d 2^(window j))
// for every digit d, in Montgomery form, so a power is one product per position. A secret digit never decides
// an address: mpn_sec_tabselect reads the whole row of 2^window entries and keeps one. A wider window saves
// products and costs reading. The policy `table_read_vartime` reads the one entry only, which shows the digits
// to whoever watches the cache.
// From: E. Brickell, D. Gordon, K. McCurley, D. Wilson, "Fast exponentiation with precomputation", 1992.

#pragma once

#include <spnn/he/paillier/detail/montgomery_square.hpp>

#include <vector>

namespace SPNN_NAMESPACE::he::detail {

// How a table of powers is made and read.
struct table_layout {
    std::size_t exponent_bits;  // exponents are below 2^exponent_bits
    std::size_t window;         // 1 to 16
    bool is_scanned;            // every entry of a row is read, whatever the digit

    [[nodiscard]] std::size_t entries() const { return std::size_t{1} << window; }
    [[nodiscard]] std::size_t positions() const { return (exponent_bits + window - 1) / window; }
};

class fixed_base {
public:
    // base: a pair, in plain form.
    fixed_base(const montgomery_square& field, const wiped_words& base, const table_layout& layout)
        : field_(field), layout_(layout) {
        const auto n = field_.size();
        table_.resize(layout_.positions() * layout_.entries() * n);
        wiped_words scratch(field_.scratch_size()), step(n);
        field_.multiply(step.data(), base.data(), field_.radix_squared().data(), scratch.data());
        for (std::size_t j = 0; j < layout_.positions(); ++j) {
            auto* entry = table_.data() + j * layout_.entries() * n;
            std::copy(field_.one().begin(), field_.one().end(), entry);
            for (std::size_t d = 1; d < layout_.entries(); ++d, entry += n)
                field_.multiply(entry + n, entry, step.data(), scratch.data());
            field_.multiply(step.data(), entry, step.data(), scratch.data());
        }
    }

    // x[i] = x[i] base^exponents[i] mod N^2 for pairs in plain form; each exponent in exponent_bits / 64 words, rounded
    // up.
    void times_powers(std::span<wiped_words> x, std::span<const wiped_words> exponents) const {
        const auto n = field_.size();
        wiped_words work(2 * n + field_.scratch_size());
        auto *power = work.data(), *entry = power + n, *scratch = entry + n;
        for (std::size_t i = 0; i < x.size(); ++i) {
            select(power, 0, exponents[i]);
            for (std::size_t j = 1; j < layout_.positions(); ++j) {
                select(entry, j, exponents[i]);
                field_.multiply(power, power, entry, scratch);
            }
            // the form's factor R and this product's 1/R cancel
            field_.multiply(x[i].data(), power, x[i].data(), scratch);
        }
    }

    [[nodiscard]] std::size_t table_bytes() const { return table_.size() * sizeof table_[0]; }

private:
    void select(std::uint64_t* out, std::size_t position, std::span<const std::uint64_t> exponent) const {
        const auto n = field_.size();
        const auto* row = table_.data() + position * layout_.entries() * n;
        const auto digit = bits_at(exponent, position * layout_.window, layout_.window);
        if (layout_.is_scanned)
            mpn_sec_tabselect(out, row, limb_count(n), limb_count(layout_.entries()), limb_count(digit));
        else
            std::copy_n(row + digit * n, n, out);
    }

    montgomery_square field_;
    table_layout layout_;
    std::vector<std::uint64_t> table_;
};

}  // namespace SPNN_NAMESPACE::he::detail
