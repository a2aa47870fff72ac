// Sums of encrypted numbers: two branches send what they took, whoever adds that up sees no amount, and the owner of
// the key sees the sum alone.

#include <spnn/crypto/os_random.hpp>
#include <spnn/he/packing.hpp>
#include <spnn/he/paillier/paillier.hpp>

#include <array>
#include <iostream>

namespace he = spnn::he;
using scheme = he::paillier<>;

int main() {
    spnn::crypto::os_random random;
    // [one]
    const auto keys = scheme::generate_keys(2048, random);  // keys.sec stays here, keys.pub goes to everybody
    const scheme::encryptor encryptor(keys.pub);            // once for a key: it builds a table

    const auto first = encryptor.encrypt(1200, random);
    const auto second = encryptor.encrypt(345, random);
    const auto sum = scheme::add(keys.pub, first, second);
    std::cout << "sum: " << scheme::decrypt(keys.sec, sum) << "\n";
    // [/one]

    // [bytes]
    spnn::bytes sent(keys.pub.ciphertext_bytes());
    scheme::store(keys.pub, sum, sent);
    const auto came = scheme::load(keys.pub, sent);  // protocol_error for bytes that are no ciphertext of this key
    // [/bytes]
    std::cout << "ciphertext: " << sent.size() << " bytes, the same again: " << (came == sum ? "yes" : "no") << "\n";

    // [many]
    // Three signed numbers of at most 32 bits in each plaintext, of which exactly two will be added up.
    const auto layout = he::make_slot_layout(keys.pub.plaintext_bits(), 32, 2);
    const std::array<spnn::int128, 3> monday{10, -20, 30}, tuesday{1, 2, -33};
    const auto both = scheme::add(keys.pub, encryptor.encrypt(he::pack<scheme::plaintext>(layout, monday), random),
                                  encryptor.encrypt(he::pack<scheme::plaintext>(layout, tuesday), random));
    std::array<spnn::int128, 3> sums{};
    he::unpack(layout, scheme::decrypt(keys.sec, both), std::span(sums));
    // [/many]
    std::cout << "packed:";
    for (const auto value : sums) std::cout << " " << static_cast<long>(value);
    std::cout << ", room for " << layout.slots << "\n";
}
