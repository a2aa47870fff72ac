// fuzz/ciphertext: he::paillier::load and what a holder and the server do with a ciphertext from a peer, and
// load_secret_key.
//
// Input: mode (1: as a secret key), then the bytes.
// Holds: only protocol_error (a secret key: data_error); what is loaded is stored the same; adding an encryption of 5
// to a ciphertext adds 5 to its plaintext; arithmetic in constant time and the textbook's decrypt the same; unpacking
// the plaintext gives values or protocol_error; the only secret key accepted is the right one.

#include <spnn/he/packing.hpp>
#include <spnn/he/paillier/paillier.hpp>

#include <he/paillier/vectors.hpp>
#include <he/sources.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>

namespace {

namespace he = spnn::he;
using boost::multiprecision::mpz_int;
using scheme = he::paillier<mpz_int, he::test_keys_only<>>;
using other = he::paillier<mpz_int, he::test_keys_only<he::arithmetic_vartime<>>>;

template <class S>
const auto& keys() {
    const auto& v = he_test::vector_512;
    static const auto pair = S::keys_from(mpz_int(v.p), mpz_int(v.q), mpz_int(v.x));
    return pair;
}

template <class S>
std::optional<typename S::ciphertext> loaded(std::span<const std::byte> raw) {
    std::optional<typename S::ciphertext> c;
    static_cast<void>(fuzz::refusal<spnn::protocol_error>([&] { c = S::load(keys<S>().pub, raw); }));
    if (!c) return c;
    spnn::bytes stored(raw.size());
    S::store(keys<S>().pub, *c, stored);
    fuzz::holds(std::ranges::equal(stored, raw), "what is loaded is stored the same");
    return c;
}

void as_ciphertext(std::span<const std::byte> raw) {
    const auto c = loaded<scheme>(raw);
    const auto same = loaded<other>(raw);
    fuzz::holds(c.has_value() == same.has_value(), "both arithmetics agree on what a ciphertext is");
    if (!c) return;

    const auto& [pub, sec] = keys<scheme>();
    static const scheme::encryptor encryptor(pub);
    he_test::seeded_source random(1);
    const auto m = scheme::decrypt(sec, *c);
    const auto more = scheme::decrypt(sec, scheme::add(pub, *c, encryptor.encrypt(mpz_int(5), random)));
    fuzz::holds(m < pub.n() && more == (m + 5) % pub.n(), "what is added to the ciphertext is added to its plaintext");
    fuzz::holds(m == other::decrypt(keys<other>().sec, *same), "both arithmetics decrypt the same");

    const auto layout = he::make_slot_layout(pub.plaintext_bits(), 62, 2);
    std::vector<spnn::int128> values(layout.slots);
    static_cast<void>(
        fuzz::refusal<spnn::protocol_error>([&] { he::unpack(layout, m, std::span<spnn::int128>(values)); }));
}

void as_secret_key(std::span<const std::byte> raw) {
    const auto& [pub, sec] = keys<scheme>();
    spnn::bytes right(scheme::secret_key_bytes(pub));
    scheme::store_secret_key(sec, right);
    const auto refused =
        fuzz::refusal<spnn::data_error>([&] { static_cast<void>(scheme::load_secret_key(keys<scheme>().pub, raw)); });
    fuzz::holds(refused.has_value() != std::ranges::equal(raw, right), "only the right secret key is accepted");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    const bool secret = in.byte() & 1;
    secret ? as_secret_key(in.rest()) : as_ciphertext(in.rest());
    return 0;
}
