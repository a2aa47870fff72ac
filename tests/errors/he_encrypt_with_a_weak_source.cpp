// error: random source: this one is not cryptographic, and its bytes would have to hide a secret
#include <spnn/he/paillier/paillier.hpp>

using scheme = spnn::he::paillier<>;

struct source {
#ifdef CONTROL
    static constexpr bool is_cryptographic = true;
#else
    static constexpr bool is_cryptographic = false;
#endif
    void fill(std::span<std::byte>);
};

auto encrypt(const scheme::encryptor& encryptor, source& random) { return encryptor.encrypt(5, random); }
