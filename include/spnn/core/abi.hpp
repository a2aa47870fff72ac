// core/abi.hpp: the inline namespace that every name of the library lives in.
//
// Inline functions are merged by the linker. Two translation units built with different -march would
// then share one body, and a program could run AVX-512 code on a machine without it. So the namespace
// carries the instruction sets this unit was compiled for: different baselines never share a symbol.

#pragma once

// Ranges are checked by comparing, and runs compared bit by bit: both are void where the compiler may assume that no
// value is infinite or reorder sums.
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "spnn: -ffast-math and -ffinite-math-only take its range checks away; compile this file without them"
#endif

#if defined(__SSE4_2__)
#define SPNN_ABI_SSE42 1
#else
#define SPNN_ABI_SSE42 0
#endif
#if defined(__AVX__)
#define SPNN_ABI_AVX 1
#else
#define SPNN_ABI_AVX 0
#endif
#if defined(__AVX2__)
#define SPNN_ABI_AVX2 1
#else
#define SPNN_ABI_AVX2 0
#endif
#if defined(__FMA__)
#define SPNN_ABI_FMA 1
#else
#define SPNN_ABI_FMA 0
#endif
#if defined(__BMI2__)
#define SPNN_ABI_BMI2 1
#else
#define SPNN_ABI_BMI2 0
#endif
#if defined(__AVX512F__)
#define SPNN_ABI_AVX512F 1
#else
#define SPNN_ABI_AVX512F 0
#endif
#if defined(__AVX512DQ__)
#define SPNN_ABI_AVX512DQ 1
#else
#define SPNN_ABI_AVX512DQ 0
#endif
#if defined(__AVX512BW__)
#define SPNN_ABI_AVX512BW 1
#else
#define SPNN_ABI_AVX512BW 0
#endif
#if defined(__AVX512VL__)
#define SPNN_ABI_AVX512VL 1
#else
#define SPNN_ABI_AVX512VL 0
#endif
#if defined(__AVX512IFMA__)
#define SPNN_ABI_AVX512IFMA 1
#else
#define SPNN_ABI_AVX512IFMA 0
#endif
#if defined(__AVX512VBMI__)
#define SPNN_ABI_AVX512VBMI 1
#else
#define SPNN_ABI_AVX512VBMI 0
#endif

#define SPNN_ABI_PASTE(a, b, c, d, e, f, g, h, i, j, k) abi_##a##b##c##d##e##f##g##h##i##j##k
#define SPNN_ABI_NAME(a, b, c, d, e, f, g, h, i, j, k) SPNN_ABI_PASTE(a, b, c, d, e, f, g, h, i, j, k)
// The name of the inline namespace, for the instruction sets that this unit is compiled for.
#define SPNN_ABI                                                                                              \
    SPNN_ABI_NAME(SPNN_ABI_SSE42, SPNN_ABI_AVX, SPNN_ABI_AVX2, SPNN_ABI_FMA, SPNN_ABI_BMI2, SPNN_ABI_AVX512F, \
                  SPNN_ABI_AVX512DQ, SPNN_ABI_AVX512BW, SPNN_ABI_AVX512VL, SPNN_ABI_AVX512IFMA, SPNN_ABI_AVX512VBMI)

// What every header opens: namespace SPNN_NAMESPACE::nn { ... } is spnn::nn. A macro, since programs that index
// sources, such as ctags, lose all that stands in a namespace with an `inline` in its name.
#define SPNN_NAMESPACE spnn::inline SPNN_ABI
