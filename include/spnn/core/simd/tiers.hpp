// core/simd/tiers.hpp: loops compiled for each instruction set, run on the best one that the machine has.
//
//   run_on_best_tier([&] { ...loops... });
//
// The body is inlined into one function per tier, and its loops become vector code of that tier. Nothing is asked
// of the body but that the compiler can see into it; where it cannot, the body runs as it was compiled for the
// baseline. Whole numbers come out the same on every tier. Floating-point numbers do unless the body adds to a
// product, which a tier with fused multiply-add rounds once and the portable one twice.
//
// Compilers vectorise at -O2 only what needs no check at run time: see core/simd/compute_each.hpp.

#pragma once

#include <spnn/core/simd/cpu.hpp>
#include <spnn/core/simd/target.hpp>

#include <vector>

namespace spnn::inline SPNN_ABI::detail {

enum class simd_tier { portable, avx2, avx512 };

// The tiers this machine can run, the slowest first.
[[nodiscard]] inline std::vector<simd_tier> available_simd_tiers() {
    std::vector<simd_tier> tiers{simd_tier::portable};
    const auto& has = cpu();
    if (has.avx2 && has.fma) {
        tiers.push_back(simd_tier::avx2);
        if (has.avx512f && has.avx512dq && has.avx512vl) tiers.push_back(simd_tier::avx512);
    }
    return tiers;
}

[[nodiscard]] inline simd_tier best_simd_tier() {
    static const simd_tier best = available_simd_tiers().back();
    return best;
}

#if SPNN_X86
SPNN_TARGET_BEGIN("avx2,fma")
template <class Body>
[[gnu::flatten]] void run_on_avx2(Body& body) {
    body();
}
SPNN_TARGET_END

SPNN_TARGET_BEGIN("avx2,fma,avx512f,avx512dq,avx512vl")
template <class Body>
[[gnu::flatten]] void run_on_avx512(Body& body) {
    body();
}
SPNN_TARGET_END
#endif

// body() on the given tier, which must be available.
template <class Body>
void run_on(simd_tier tier, Body&& body) {
    switch (tier) {
#if SPNN_X86
        case simd_tier::avx512: return run_on_avx512(body);
        case simd_tier::avx2: return run_on_avx2(body);
#endif
        default: return body();
    }
}

template <class Body>
void run_on_best_tier(Body&& body) {
    run_on(best_simd_tier(), body);
}

}  // namespace spnn::inline SPNN_ABI::detail
