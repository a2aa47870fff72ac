// he/additive.hpp: what an additively homomorphic encryption scheme is to this library.
//
// A scheme S turns non-negative integers below 2^plaintext_bits() into ciphertexts that anyone can add under
// the encryption. It is a stateless policy; keys and tables live in its nested types.
//
// Laws (testing/laws/additive_he.hpp checks them for any model); every sum and product below stays under
// 2^plaintext_bits():
//   decrypt(encrypt(a)) == a;
//   decrypt(add(encrypt(a), encrypt(b))) == a + b;      decrypt(add_plain(encrypt(a), b)) == a + b;
//   decrypt(scale(encrypt(a), b)) == a * b;
//   rerandomise changes the bytes of a ciphertext and keeps its plaintext;
//   load(store(c)) is c, in exactly ciphertext_bytes() bytes; load refuses every other length and every value
//   that is no ciphertext, with a protocol_error; so does load_public_key.
//   An encryptor is immutable: any number of threads may use one, each with its own source of randomness.
//
// Many at a time: he/batch.hpp, for every model; a model that is faster on several items says so by members named
// there.
//
// `is_private` says whether a ciphertext hides anything. Only `add` of two ciphertexts and `rerandomise` hide
// what was done: whoever sees a ciphertext before and after add_plain or scale can learn the plaintext operand.
//
// Models: paillier (he/paillier/paillier.hpp), in_the_clear (he/in_the_clear.hpp).

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/random.hpp>

#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>

namespace SPNN_NAMESPACE::he {

template <class S>
concept AdditiveHe =
    std::copyable<typename S::public_key> && std::movable<typename S::secret_key> &&
    !std::copy_constructible<typename S::secret_key> && std::copyable<typename S::plaintext> &&
    std::copyable<typename S::ciphertext> &&
    std::constructible_from<typename S::encryptor, const typename S::public_key&> &&
    requires(const typename S::public_key& pub, const typename S::secret_key& sec,
             const typename S::encryptor& encryptor, const typename S::plaintext& m, const typename S::ciphertext& c,
             some_random_source& random, std::size_t bits, std::span<std::byte> out, std::span<const std::byte> in) {
        { S::name } -> std::convertible_to<std::string_view>;
        { S::is_private } -> std::convertible_to<bool>;
        { S::plaintext_bits_of(bits) } -> std::same_as<std::size_t>;    // known from the key's length alone,
        { S::ciphertext_bytes_of(bits) } -> std::same_as<std::size_t>;  // so that traffic can be told in advance
        { S::generate_keys(bits, random).pub } -> std::convertible_to<typename S::public_key>;
        { S::generate_keys(bits, random).sec } -> std::convertible_to<typename S::secret_key>;
        { pub.key_bits() } -> std::same_as<std::size_t>;
        { pub.plaintext_bits() } -> std::same_as<std::size_t>;
        { pub.ciphertext_bytes() } -> std::same_as<std::size_t>;
        { encryptor.encrypt(m, random) } -> std::same_as<typename S::ciphertext>;
        { encryptor.rerandomise(c, random) } -> std::same_as<typename S::ciphertext>;
        { S::add(pub, c, c) } -> std::same_as<typename S::ciphertext>;
        { S::add_plain(pub, c, m) } -> std::same_as<typename S::ciphertext>;
        { S::scale(pub, c, m) } -> std::same_as<typename S::ciphertext>;
        { S::decrypt(sec, c) } -> std::same_as<typename S::plaintext>;
        { S::store(pub, c, out) } -> std::same_as<void>;
        { S::load(pub, in) } -> std::same_as<typename S::ciphertext>;
        { S::store_public_key(pub) } -> std::same_as<bytes>;
        { S::load_public_key(in) } -> std::same_as<typename S::public_key>;
    };

// True for an AdditiveHe; for anything else the compiler says what it lacks. Stands first in what takes a scheme from
// the user.
template <class S>
[[nodiscard]] consteval bool is_additive_he() {
    static_assert(
        requires {
            typename S::public_key;
            typename S::secret_key;
            typename S::plaintext;
            typename S::ciphertext;
            typename S::encryptor;
        }, "cipher: needs the types public_key, secret_key, plaintext, ciphertext and encryptor (he/additive.hpp)");
    using key = typename S::public_key;
    using cipher = typename S::ciphertext;
    using plain = typename S::plaintext;
    static_assert(
        requires(const key& pub, const cipher& c) { S::add(pub, c, c); },
        "cipher: this scheme has no add(public_key, ciphertext, ciphertext)");
    static_assert(
        requires(const key& pub, const cipher& c, const plain& m) { S::add_plain(pub, c, m); },
        "cipher: this scheme has no add_plain(public_key, ciphertext, plaintext)");
    static_assert(
        requires(const key& pub, const cipher& c, const plain& m) { S::scale(pub, c, m); },
        "cipher: this scheme has no scale(public_key, ciphertext, plaintext)");
    static_assert(
        requires(const typename S::encryptor& by, const plain& m, some_random_source& g) { by.encrypt(m, g); },
        "cipher: its encryptor has no encrypt(plaintext, random)");
    static_assert(
        requires(const typename S::secret_key& sec, const cipher& c) { S::decrypt(sec, c); },
        "cipher: this scheme has no decrypt(secret_key, ciphertext)");
    static_assert(!std::copy_constructible<typename S::secret_key>, "cipher: its secret_key must not be copyable");
    static_assert(AdditiveHe<S>, "cipher: this scheme lacks something that he/additive.hpp asks of every scheme");
    return true;
}

// A cipher for sums of an AdditiveHe, declared here for who names it before he/packed.hpp is there to be used.
struct factoring_key_sizes;
template <AdditiveHe S, class KeySizes = factoring_key_sizes>
struct packed;

}  // namespace SPNN_NAMESPACE::he
