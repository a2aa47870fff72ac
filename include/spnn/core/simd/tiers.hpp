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

#include <spnn/core/simd/target.hpp>
#include <spnn/core/simd/tier.hpp>

namespace SPNN_NAMESPACE::detail {

enum class simd_tier { portable, avx2, avx512 };
[[nodiscard]] constexpr std::array<std::string_view, 3> tier_names(simd_tier) { return {"portable", "avx2", "avx512"}; }

[[nodiscard]] inline bool is_available(simd_tier tier) {
    const auto& has = cpu();
    const bool avx2 = has.avx2 && has.fma;
    switch (tier) {
        case simd_tier::portable: return true;
        case simd_tier::avx2: return avx2;
        case simd_tier::avx512: return avx2 && has.avx512f && has.avx512dq && has.avx512vl;
    }
    return false;
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
    run_on(best_tier<simd_tier>(), body);
}

}  // namespace SPNN_NAMESPACE::detail
