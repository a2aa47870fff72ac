// error: (template constraint failure for|constraints not satisfied for)
#include <spnn/core/fixed_point.hpp>
#include <spnn/core/ring/z2k.hpp>

#ifdef CONTROL
using numbers = spnn::fixed_point<spnn::z2k<64>>;
#else
using numbers = spnn::fixed_point<std::uint64_t>;
#endif
numbers code(20);
