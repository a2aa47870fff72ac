// error: no matching function for call to .fill_uniform
#include <spnn/core/random.hpp>
#include <spnn/core/ring/z2k.hpp>

#include <array>

struct source {
    static constexpr bool is_cryptographic = false;
    void fill(std::span<std::byte>);
};

void draw(std::array<std::uint64_t, 4>& out, [[maybe_unused]] source& random) {
#ifdef CONTROL
    spnn::fill_uniform<spnn::z2k<64>>(random, out);
#else
    int seed = 7;
    spnn::fill_uniform<spnn::z2k<64>>(seed, out);
#endif
}
