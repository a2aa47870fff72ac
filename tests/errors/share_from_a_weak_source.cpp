// error: random source: this one is not cryptographic, and its bytes would have to hide a secret
#include <spnn/core/ring/z2k.hpp>
#include <spnn/share/additive.hpp>

struct source {
#ifdef CONTROL
    static constexpr bool is_cryptographic = true;
#else
    static constexpr bool is_cryptographic = false;
#endif
    void fill(std::span<std::byte>);
};

auto shares(const spnn::matrix<std::uint64_t>& x, source& random) {
    return spnn::share::split_into_shares<spnn::z2k<64>>(x, 2, random);
}
