// he/paillier/detail/residue_tier.hpp: what computes modulo squares, chosen at run time. Both give the same numbers.

#pragma once

#include <spnn/core/simd/tier.hpp>

namespace SPNN_NAMESPACE::he::detail {

// gmp: one number at a time, by GMP's functions for secrets, on any machine. ifma: eight at a time, by AVX-512 IFMA.
enum class residue_tier { gmp, ifma };

[[nodiscard]] constexpr std::array<std::string_view, 2> tier_names(residue_tier) { return {"gmp", "ifma"}; }

[[nodiscard]] inline bool is_available(residue_tier tier) {
    const auto& has = spnn::detail::cpu();
    return tier == residue_tier::gmp || (has.avx512f && has.avx512dq && has.avx512ifma);
}

}  // namespace SPNN_NAMESPACE::he::detail
