// he/sum.hpp: what encryption for sums is to this library: several parties encrypt a vector of whole numbers each under
// one public key, anyone adds the ciphertexts up, and the owner of the secret key gets the sum of the vectors and
// nothing else.
//
// A scheme S is a stateless policy; keys and tables live in its nested types. All sizes follow from a layout, which is
// made from numbers that everybody knows (sum_bounds and a level of security), so none of them travels. Values go in
// messages of at most layout.values_a_message() each, so that a chain of parties can work on several at a time.
//
// Laws (testing/laws/sum_he.hpp checks them for any model):
//   the sum of exactly `terms` encryptions of values of at most part_limit in absolute value decrypts to the sum of the
//   values, whatever the coins;
//   what the sum of the ciphertexts says beside that sum is the same for all values that have it: with the same coins
//   and other values of the same sum, it has the same bytes. So a server that decrypts learns the sum alone; add is
//   commutative and associative, bit for bit; load(store(c)) is c, in exactly message_bytes(values) bytes; load refuses
//   every other length and what is no ciphertext with a protocol_error, so does load_public_key, and so does decrypt
//   for what is no such sum; another source of randomness gives other bytes, all values being equal; an encryptor is
//   immutable: any number of threads may use one, and how many work on one message changes no byte.
//
// Each party has to add a *fresh encryption* of its own. The owner of the secret key must decrypt what has `terms`
// parts only, and must not tell anyone what of foreign ciphertexts came out, nor that decrypt has refused one, but by
// ending the session: either is an answer about its key.
//
// Models: rlwe_sum (he/rlwe/sum.hpp); packed<S> for an AdditiveHe S (he/packed.hpp), such as packed<paillier<>> and,
// hiding nothing, packed<in_the_clear<>>.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/parallel.hpp>
#include <spnn/core/random.hpp>
#include <spnn/core/ring/z2k.hpp>

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace SPNN_NAMESPACE::he {

// What is to be added up, known to everybody.
struct sum_bounds {
    uint128 part_limit;  // a value of a party has at most this absolute value
    std::size_t terms;   // exactly so many encryptions make up a sum
    std::size_t values;  // in a vector, as a rule: shorter and longer ones can be encrypted too

    // The largest sum. usage_error: no terms, no values, a part_limit of 0, or a sum beyond 2^126.
    [[nodiscard]] uint128 sum_limit() const {
        require<usage_error>(terms >= 1 && values >= 1 && part_limit >= 1, "sum: ", terms, " terms of ", values,
                             " values, expected at least one each, and a limit above 0");
        require<usage_error>(part_limit <= (uint128{1} << 126) / terms, "sum: the sum of ", terms,
                             " values may be beyond 2^126, which no layout holds");
        return part_limit * terms;
    }
};

// Bits of a number without leading zeros; 0 for 0.
[[nodiscard]] constexpr std::size_t length_of(uint128 x) {
    const auto high = static_cast<std::uint64_t>(x >> 64);
    return static_cast<std::size_t>(high != 0 ? 64 + std::bit_width(high)
                                              : std::bit_width(static_cast<std::uint64_t>(x)));
}

template <class S>
concept SumHe = std::copyable<typename S::layout> && std::equality_comparable<typename S::layout> &&
                std::copyable<typename S::public_key> && std::movable<typename S::secret_key> &&
                !std::copy_constructible<typename S::secret_key> && std::copyable<typename S::ciphertext> &&
                std::constructible_from<typename S::encryptor, const typename S::public_key&> &&
                requires(const sum_bounds& bounds, const typename S::layout& layout, const typename S::public_key& pub,
                         const typename S::secret_key& sec, const typename S::encryptor& encryptor,
                         typename S::ciphertext& into, const typename S::ciphertext& c, some_random_source& random,
                         std::size_t count, std::span<int128> out, std::span<const int128> values,
                         std::span<std::byte> bytes_out, std::span<const std::byte> in, const workers& threads) {
                    { S::name } -> std::convertible_to<std::string_view>;
                    { S::is_private } -> std::convertible_to<bool>;
                    { S::make_layout(bounds, count) } -> std::same_as<typename S::layout>;  // count: bits of security
                    { layout.values_a_message() } -> std::same_as<std::size_t>;
                    { layout.message_bytes(count) } -> std::same_as<std::size_t>;
                    { layout.most_key_bytes() } -> std::same_as<std::size_t>;
                    { S::generate_keys(layout, random).pub } -> std::convertible_to<typename S::public_key>;
                    { S::generate_keys(layout, random).sec } -> std::convertible_to<typename S::secret_key>;
                    { S::store_public_key(pub) } -> std::same_as<bytes>;
                    { S::load_public_key(layout, in) } -> std::same_as<typename S::public_key>;
                    { encryptor.encrypt(values, random, threads) } -> std::same_as<typename S::ciphertext>;
                    { S::add(pub, into, c, threads) } -> std::same_as<void>;
                    { S::store(pub, c, bytes_out, threads) } -> std::same_as<void>;
                    { S::load(pub, count, in, threads) } -> std::same_as<typename S::ciphertext>;
                    { S::decrypt(sec, c, out, threads) } -> std::same_as<void>;
                };

// True for a SumHe; for anything else the compiler says what it lacks. Stands first in what takes a scheme from the
// user.
template <class S>
[[nodiscard]] consteval bool is_sum_he() {
    static_assert(
        requires {
            typename S::layout;
            typename S::public_key;
            typename S::secret_key;
            typename S::ciphertext;
            typename S::encryptor;
        },
        "cipher: needs the types layout, public_key, secret_key, ciphertext and encryptor (he/sum.hpp); "
        "he::packed<S> makes a cipher for sums of an AdditiveHe");
    static_assert(!std::copy_constructible<typename S::secret_key>, "cipher: its secret_key must not be copyable");
    static_assert(SumHe<S>, "cipher: this scheme lacks something that he/sum.hpp asks of every scheme for sums");
    return true;
}

// body(from, count) for each message of so many values: those from number `from` on.
template <class Layout, class Body>
void for_each_message(const Layout& layout, std::size_t values, Body&& body) {
    const std::size_t most = layout.values_a_message();
    for (std::size_t from = 0; from < values; from += most) body(from, std::min(most, values - from));
}

}  // namespace SPNN_NAMESPACE::he
