#include <spnn/core/simd/target.hpp>

#include <spnn/core/simd/cpu.hpp>

#include <doctest/doctest.h>

#include <array>

namespace {

#if SPNN_X86
SPNN_TARGET_BEGIN("avx2")
[[gnu::noinline]] int sum_of(const std::array<int, 8>& x) {
    int sum = 0;
    for (const int v : x) sum += v;
    return sum;
}
SPNN_TARGET_END
#endif

TEST_CASE("core/simd/target: a function of a region runs on a machine that has its instructions") {
#if SPNN_X86
    if (spnn::detail::cpu().avx2) CHECK(sum_of({1, 2, 3, 4, 5, 6, 7, 8}) == 36);
#endif
}

}  // namespace
