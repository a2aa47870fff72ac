// error: z2k<Bits>: Bits must be 32, 64 or 128
#include <spnn/core/ring/z2k.hpp>

#ifdef CONTROL
using ring = spnn::z2k<64>;
#else
using ring = spnn::z2k<48>;
#endif
ring::value_type zero = ring::zero();
