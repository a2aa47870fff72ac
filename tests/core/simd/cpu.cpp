#include <spnn/core/simd/cpu.hpp>
#include <spnn/core/simd/target.hpp>

#include <doctest/doctest.h>

#include "support/errors.hpp"

#include <vector>

TEST_CASE("core/simd/cpu: SPNN_CPU takes away, and never adds") {
    using spnn::detail::allowed_features;
    const auto list = [](const spnn::detail::cpu_features& x) {
        return std::vector<bool>{x.aes,      x.avx2,       x.fma,        x.vaes,       x.avx512f,     x.avx512dq,
                                 x.avx512vl, x.avx512ifma, x.avx512vbmi, x.avx512vnni, x.slow_vpmullq};
    };
    const spnn::detail::cpu_features all{true, true, true, true, true, true, true, true, true, true, true}, bare{};
    for (const auto* const everything : {"", "avx512"}) CHECK(list(allowed_features(all, everything)) == list(all));
    CHECK(list(allowed_features(all, "avx2")) ==
          std::vector<bool>{true, true, true, false, false, false, false, false, false, false, false});
    CHECK(list(allowed_features(all, "portable")) == list(bare));
    for (const auto* const word : {"", "avx512", "avx2", "portable"})
        CHECK(list(allowed_features(bare, word)) == list(bare));
    CHECK(test::error_of<spnn::usage_error>([&] { static_cast<void>(allowed_features(all, "sse")); }) ==
          "SPNN_CPU is sse, expected portable, avx2 or avx512");
}

#if SPNN_X86

#include <immintrin.h>

TEST_CASE("core/simd/cpu: our flags agree with the compiler's run-time library where that knows them") {
    const auto has = spnn::detail::read_cpu_features();
    CHECK(has.aes == (__builtin_cpu_supports("aes") != 0));
    CHECK(has.avx2 == (__builtin_cpu_supports("avx2") != 0));
    CHECK(has.fma == (__builtin_cpu_supports("fma") != 0));
    CHECK(has.avx512f == (__builtin_cpu_supports("avx512f") != 0));
    CHECK(has.avx512dq == (__builtin_cpu_supports("avx512dq") != 0));
    CHECK(has.avx512vl == (__builtin_cpu_supports("avx512vl") != 0));
    CHECK(has.avx512ifma == (__builtin_cpu_supports("avx512ifma") != 0));
    CHECK(has.avx512vbmi == (__builtin_cpu_supports("avx512vbmi") != 0));
    CHECK(has.avx512vnni == (__builtin_cpu_supports("avx512vnni") != 0));
    CHECK(has.slow_vpmullq == (__builtin_cpu_is("intel") != 0));
}

namespace {

SPNN_TARGET_BEGIN("avx2")

struct lanes {
    static __m256i twice(__m256i x) { return _mm256_add_epi64(x, x); }
};

// A template and a function beside it: both must carry the target.
template <int Times>
long long doubled(long long x) {
    __m256i v = _mm256_set1_epi64x(x);
    for (int i = 0; i < Times; ++i) v = lanes::twice(v);
    alignas(32) long long out[4];
    _mm256_store_si256(reinterpret_cast<__m256i*>(out), v);
    return out[0] + out[3];
}

long long doubled_three_times(long long x) { return doubled<3>(x); }

SPNN_TARGET_END

}  // namespace

TEST_CASE("core/simd/target: a region compiles for more than the baseline, and ends") {
    if (spnn::detail::cpu().avx2) CHECK(doubled_three_times(5) == 80);
#if !defined(__AVX2__)
    CHECK(sizeof(lanes) == 1);  // after the region the baseline is back: this unit still has no __AVX2__
#endif
}

#else

TEST_CASE("core/simd/cpu: no flag is set where there is no CPUID") {
    const auto& has = spnn::detail::cpu();
    CHECK(!(has.aes || has.avx2 || has.fma || has.vaes || has.avx512f || has.avx512dq || has.avx512ifma));
}

#endif
