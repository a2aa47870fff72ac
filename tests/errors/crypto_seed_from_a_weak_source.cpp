// error: random source: this one is not cryptographic, and its bytes would have to hide a secret
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
