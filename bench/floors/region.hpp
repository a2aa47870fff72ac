// A region of code compiled for more than the baseline instruction set, as core/simd/target.hpp has it, in which
// GCC 12 does not complain of its own headers: there an undefined vector is one that is initialised by itself.

#pragma once

#include <spnn/core/simd/cpu.hpp>
#include <spnn/core/simd/target.hpp>

#if SPNN_X86
#include <immintrin.h>
#endif

#if defined(__clang__)
#define FLOOR_BEGIN(features) SPNN_TARGET_BEGIN(features)
#define FLOOR_END SPNN_TARGET_END
#else
#define FLOOR_BEGIN(features)                                   \
    SPNN_PRAGMA(GCC diagnostic push)                            \
    SPNN_PRAGMA(GCC diagnostic ignored "-Wuninitialized")       \
    SPNN_PRAGMA(GCC diagnostic ignored "-Wmaybe-uninitialized") \
    SPNN_TARGET_BEGIN(features)
#define FLOOR_END   \
    SPNN_TARGET_END \
    SPNN_PRAGMA(GCC diagnostic pop)
#endif
