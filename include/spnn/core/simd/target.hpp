// core/simd/target.hpp: a region of code compiled for more than the baseline instruction set.
//
//   SPNN_TARGET_BEGIN("avx2,fma")
//   ...functions that may use these instructions...
//   SPNN_TARGET_END
//
// No -m flag is needed. Every function written inside the region, templates among them, carries the target;
// a caller must have checked core/simd/cpu.hpp. Code outside cannot be inlined from the region, so a
// kernel's loop belongs inside it. No #include of a standard header may stand inside a region.

#pragma once

#define SPNN_PRAGMA(text) _Pragma(#text)

#if defined(__clang__)
#define SPNN_TARGET_BEGIN(features) \
    SPNN_PRAGMA(clang attribute push(__attribute__((target(features))), apply_to = function))
#define SPNN_TARGET_END SPNN_PRAGMA(clang attribute pop)
#else
#define SPNN_TARGET_BEGIN(features) \
    SPNN_PRAGMA(GCC push_options)   \
    SPNN_PRAGMA(GCC target(features))
#define SPNN_TARGET_END SPNN_PRAGMA(GCC pop_options)
#endif
