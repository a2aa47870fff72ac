// error: spnn: -ffast-math and -ffinite-math-only take its range checks away; compile this file without them
#ifndef CONTROL
#define __FAST_MATH__ 1  // what the compiler defines with -ffast-math
#endif
#include <spnn/core/finite.hpp>

bool fine = spnn::all_finite({});
