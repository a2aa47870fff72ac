// he/paillier/detail/residue_tier.hpp: what computes modulo squares, chosen at run time. Both give the same numbers.

#pragma once

#include <spnn/core/simd/cpu.hpp>

#include <vector>

namespace spnn::inline SPNN_ABI::he::detail {

// gmp: one number at a time, by GMP's functions for secrets, on any machine. ifma: eight at a time, by AVX-512 IFMA.
enum class residue_tier { gmp, ifma };

[[nodiscard]] inline bool is_available(residue_tier tier) {
    const auto& has = spnn::detail::cpu();
    return tier == residue_tier::gmp || (has.avx512f && has.avx512dq && has.avx512ifma);
}

// The tiers of this machine, slowest first; never empty.
[[nodiscard]] inline std::vector<residue_tier> available_residue_tiers() {
    std::vector<residue_tier> tiers{residue_tier::gmp};
    if (is_available(residue_tier::ifma)) tiers.push_back(residue_tier::ifma);
    return tiers;
}

// The fastest tier of this machine.
[[nodiscard]] inline residue_tier best_residue_tier() {
    return is_available(residue_tier::ifma) ? residue_tier::ifma : residue_tier::gmp;
}

}  // namespace spnn::inline SPNN_ABI::he::detail
