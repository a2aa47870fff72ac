// he/paillier/detail/ifma_powers.hpp: he/paillier/detail/fixed_base.hpp and he/paillier/detail/secret_power.hpp on
// eight numbers at once.
//
// A scanned table has each row by digits, so that eight entries stand in one vector; one that is read by index has it
// by entries, so that what is read stands together.

#pragma once

#include <spnn/he/paillier/detail/fixed_base.hpp>
#include <spnn/he/paillier/detail/ifma_square.hpp>

#if SPNN_X86

namespace SPNN_NAMESPACE::he::detail {

class ifma_fixed_base {
public:
    // base: a pair, in plain form. A scanned window has 3 to 10 bits.
    ifma_fixed_base(const montgomery_square& field, const wiped_words& base, const table_layout& layout)
        : field_(field), layout_(layout), table_(layout_.positions() * layout_.entries() * field_.size() / 8 + 1) {
        const auto n = field_.size();
        eight_numbers space(2 * n + field_.work_size());
        auto *power = space.data(), *step = power + n, *work = step + n;

        // Lane 0: base^(2^(window j)) for one position j after the other.
        field_.set(step, 0, base);
        field_.multiply(step, step, field_.radix_squared(), work);
        for (std::size_t j = 0; j < layout_.positions(); ++j) {
            put(j, 1, step, 0);
            for (std::size_t i = 0; i < layout_.window; ++i) field_.square(step, step, work);
        }
        // Eight positions at a time: their rows.
        for (std::size_t first = 0; first < layout_.positions(); first += 8) {
            const auto rows = std::min<std::size_t>(8, layout_.positions() - first);
            for (std::size_t l = 0; l < rows; ++l) {
                put(first + l, 0, field_.one(), 0);
                for (std::size_t j = 0; j < n; ++j) step[j].lane[l] = words()[place(first + l, 1, j)];
            }
            std::copy_n(step, n, power);
            for (std::size_t d = 2; d < layout_.entries(); ++d) {
                field_.multiply(power, power, step, work);
                for (std::size_t l = 0; l < rows; ++l) put(first + l, d, power, l);
            }
        }
    }

    // x[i] = x[i] base^exponents[i] mod N^2 for pairs in plain form. A row of the table is read for several eights, one
    // after the other, since it comes from far away.
    void times_powers(std::span<wiped_words> x, std::span<const wiped_words> exponents) const {
        const auto n = field_.size(), eights = std::min(eights_at_once, (x.size() + 7) / 8);
        eight_numbers space(eights * (n + 1) + n + field_.work_size());
        auto *powers = space.data(), *indices = powers + eights * n, *entry = indices + eights, *work = entry + n;
        while (!x.empty()) {
            const auto now = std::min(8 * eights, x.size()), in_use = (now + 7) / 8;
            for (std::size_t g = 0; g < in_use; ++g) look_up(indices[g], 0, exponents.subspan(8 * g));
            for (std::size_t j = 0; j < layout_.positions(); ++j)
                for (std::size_t g = 0; g < in_use; ++g) {
                    auto* const power = powers + g * n;
                    select(j == 0 ? power : entry, j, indices[g]);
                    look_up(indices[g], j + 1, exponents.subspan(8 * g));
                    if (j > 0) field_.multiply(power, power, entry, work);
                }
            for (std::size_t g = 0; g < in_use; ++g) {
                const auto own = x.subspan(8 * g, std::min<std::size_t>(8, now - 8 * g));
                for (std::size_t l = 0; l < own.size(); ++l) field_.set(entry, l, own[l]);
                field_.multiply(entry, entry, powers + g * n, work);  // the form's factor R and this 1/R cancel
                field_.get(own, entry, work);
            }
            x = x.subspan(now);
            exponents = exponents.subspan(now);
        }
    }

    [[nodiscard]] std::size_t table_bytes() const { return table_.size() * sizeof table_[0]; }

private:
    static constexpr std::size_t eights_at_once = 8;

    [[nodiscard]] std::uint64_t* words() { return reinterpret_cast<std::uint64_t*>(table_.data()); }
    [[nodiscard]] const std::uint64_t* words() const { return reinterpret_cast<const std::uint64_t*>(table_.data()); }

    [[nodiscard]] std::size_t place(std::size_t position, std::size_t entry, std::size_t digit) const {
        const auto n = field_.size();
        return layout_.is_scanned ? (position * n + digit) * layout_.entries() + entry
                                  : (position * layout_.entries() + entry) * n + digit;
    }
    void put(std::size_t position, std::size_t entry, const eight_words* x, std::size_t lane) {
        for (std::size_t j = 0; j < field_.size(); ++j) words()[place(position, entry, j)] = x[j].lane[lane];
    }
    // The digits of up to eight exponents at a position, if there is one; entries that may be fetched ahead are.
    void look_up(eight_words& index, std::size_t position, std::span<const wiped_words> exponents) const {
        if (position == layout_.positions()) return;
        for (std::size_t l = 0; l < std::min<std::size_t>(8, exponents.size()); ++l) {
            index.lane[l] = bits_at(exponents[l], position * layout_.window, layout_.window);
            if (layout_.is_scanned) continue;
            const auto* const entry = words() + place(position, index.lane[l], 0);
            for (std::size_t j = 0; j < field_.size(); j += 8) __builtin_prefetch(entry + j);
        }
    }
    void select(eight_words* out, std::size_t position, const eight_words& index) const {
        const auto* row = words() + place(position, 0, 0);
        if (layout_.is_scanned)
            ifma::select_by_scan(out, row, index, field_.size(), layout_.window);
        else
            ifma::select_by_index(out, row, index, field_.size());
    }

    ifma_square field_;
    table_layout layout_;
    std::vector<eight_words> table_;
};

// x = x^exponent mod N^2 for eight pairs in Montgomery's form and one exponent below 2^exponent_bits.
inline void ifma_secret_power(const ifma_square& field, eight_words* x, const wiped_words& exponent,
                              std::size_t exponent_bits) {
    constexpr std::size_t window = 4;  // the table of 5 would not stay in the first cache, at 2048 bits
    const auto n = field.size(), entries = std::size_t{1} << window;
    eight_numbers table(entries * n), space(n + field.work_size());
    auto *entry = space.data(), *work = entry + n;
    std::copy_n(field.one(), n, table.data());
    for (std::size_t i = 1; i < entries; ++i) field.multiply(&table[i * n], &table[(i - 1) * n], x, work);

    std::size_t at = (exponent_bits - 1) / window * window;
    ifma::select_same_by_scan(x, table.data(), bits_at(exponent, at, window), n, window);
    while (at > 0) {
        for (std::size_t i = 0; i < window; ++i) field.square(x, x, work);
        at -= window;
        ifma::select_same_by_scan(entry, table.data(), bits_at(exponent, at, window), n, window);
        field.multiply(x, x, entry, work);
    }
}

}  // namespace SPNN_NAMESPACE::he::detail

#endif
