// he/paillier/detail/secret_power.hpp: a power modulo the square of N whose base, exponent and N may be secret.
//
// The exponent is read from its highest digit on; every digit costs its squarings and one product, also a digit 0, by
// an entry of a table of the base's first powers that is read whole. Time and addresses depend on lengths alone.

#pragma once

#include <spnn/he/paillier/detail/montgomery_square.hpp>

namespace SPNN_NAMESPACE::he::detail {

// x^exponent mod N^2 for a pair x in Montgomery's form, which the result has too; exponent < 2^exponent_bits.
[[nodiscard]] inline wiped_words secret_power(const montgomery_square& field, const wiped_words& x,
                                              const wiped_words& exponent, std::size_t exponent_bits) {
    const std::size_t window = exponent_bits < 32 ? 2 : exponent_bits < 256 ? 4 : 5;  // few products
    const auto n = field.size(), entries = std::size_t{1} << window;
    wiped_words table(entries * n), out(n), entry(n), scratch(field.scratch_size());
    std::copy(field.one().begin(), field.one().end(), table.begin());
    for (std::size_t i = 1; i < entries; ++i)
        field.multiply(&table[i * n], &table[(i - 1) * n], x.data(), scratch.data());

    const auto select = [&](std::size_t at) {
        mpn_sec_tabselect(entry.data(), table.data(), limb_count(n), limb_count(entries),
                          limb_count(bits_at(exponent, at, window)));
    };
    std::size_t at = (exponent_bits - 1) / window * window;
    select(at);
    out = entry;
    while (at > 0) {
        for (std::size_t i = 0; i < window; ++i) field.square(out.data(), out.data(), scratch.data());
        at -= window;
        select(at);
        field.multiply(out.data(), out.data(), entry.data(), scratch.data());
    }
    return out;
}

}  // namespace SPNN_NAMESPACE::he::detail
