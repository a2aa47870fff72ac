// error: (no matching function for call to .multiply|could not convert|no viable conversion)
#include <spnn/core/matmul.hpp>
#include <spnn/share/additive.hpp>

void product(const spnn::share::additive_share<spnn::z2k<64>>& x, const spnn::matrix<std::uint64_t>& y,
             spnn::matrix<std::uint64_t>& z) {
#ifdef CONTROL
    spnn::multiply<spnn::z2k<64>>(x.part, y, z);
#else
    spnn::multiply<spnn::z2k<64>>(x, y, z);
#endif
}
