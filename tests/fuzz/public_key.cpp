// fuzz/public_key: he::paillier::load_public_key on any bytes.
//
// Holds: only protocol_error; what is loaded is stored the same; GMP and Boost's integers agree on what a key is; a
// short key that was accepted encrypts, to a ciphertext that it accepts.

#include <spnn/he/paillier/paillier.hpp>

#include <he/sources.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

namespace {

namespace he = spnn::he;
using boost::multiprecision::cpp_int;
using boost::multiprecision::mpz_int;
using scheme = he::paillier<mpz_int, he::test_keys_only<>>;
using other = he::paillier<cpp_int, he::test_keys_only<he::arithmetic_vartime<>>>;

// Whether S takes `raw` for a public key.
template <class S>
std::optional<typename S::public_key> loaded(std::span<const std::byte> raw) {
    std::optional<typename S::public_key> key;
    fuzz::within(256 * 1024 + 64 * raw.size(), [&] {
        static_cast<void>(fuzz::refusal<spnn::protocol_error>([&] { key = S::load_public_key(raw); }));
    });
    if (key) fuzz::holds(std::ranges::equal(S::store_public_key(*key), raw), "what is loaded is stored the same");
    return key;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto raw = fuzz::input(data, size).all();
    const auto key = loaded<scheme>(raw);
    fuzz::holds(key.has_value() == loaded<other>(raw).has_value(), "integer types agree on what a key is");
    if (!key || key->key_bits() > 512) return 0;

    he_test::seeded_source random(1);
    const auto c = scheme::encryptor(*key).encrypt(mpz_int(12345), random);
    spnn::bytes stored(key->ciphertext_bytes());
    scheme::store(*key, c, stored);
    fuzz::holds(scheme::load(*key, stored) == c, "an accepted key encrypts");
    return 0;
}
