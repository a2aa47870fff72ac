// error: no matching function for call to .fresh_seed
#include <spnn/crypto/os_random.hpp>

struct source {
#ifdef CONTROL
    static constexpr bool is_cryptographic = true;
#else
    static constexpr bool is_cryptographic = false;
#endif
    void fill(std::span<std::byte>);
};

spnn::crypto::seed key(source& random) { return spnn::crypto::fresh_seed(random); }
