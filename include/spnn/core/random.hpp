// core/random.hpp: what a source of random bytes is, and uniform ring elements from one.
//
// Laws (testing/laws/random.hpp): fill(out) writes every byte of out; two sources in the same state give the
// same bytes; filling in pieces gives what one fill gives, for sources that say `is_stream`.
// `is_cryptographic` states that the bytes cannot be told from uniform ones; everything that hides a secret
// demands it at compile time.
//
// Models: crypto::os_random, crypto::prg.

#pragma once

#include <spnn/core/ring.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <type_traits>

namespace SPNN_NAMESPACE {

template <class G>
concept RandomSource = requires(G& g, std::span<std::byte> out) {
    { g.fill(out) } -> std::same_as<void>;
    { G::is_cryptographic } -> std::convertible_to<bool>;
};

// A source whose bytes may hide a secret.
template <class G>
concept CryptographicRandomSource = RandomSource<G> && G::is_cryptographic;

// Stands for any source of randomness where a concept must name one; never called.
struct some_random_source {
    // What a source has.
    static constexpr bool is_cryptographic = true;
    void fill(std::span<std::byte> out);
};

// True for a CryptographicRandomSource; for anything else the compiler says what is wrong with it. Stands first in
// what takes a source from the user and hides a secret with it.
template <class G>
[[nodiscard]] consteval bool may_hide_secrets() {
    static_assert(RandomSource<G>,
                  "random source: needs void fill(std::span<std::byte>) and static constexpr bool is_cryptographic");
    static_assert(G::is_cryptographic,
                  "random source: this one is not cryptographic, and its bytes would have to hide a secret; take "
                  "spnn::crypto::os_random, or a spnn::crypto::prg with a seed from it");
    return true;
}

// Fills `out` with independent uniform elements of R: the words of the source one after the other, of which a ring with
// words that are no elements keeps the bits it needs and passes over those that still are none. How many it passes over
// is public, since it depends on the source alone: two holders of one seed stay in step. From a stream, pieces give
// what one call gives.
template <Ring R, RandomSource G>
void fill_uniform(G& random, std::span<element<R>> out) {
    random.fill(std::as_writable_bytes(out));
    if constexpr (!R::every_word_is_an_element) {
        constexpr auto mask = static_cast<element<R>>((element<R>{1} << (R::bits + 1)) - 1);
        for (auto& x : out) x &= mask;
        const auto end = std::remove_if(out.begin(), out.end(), [](element<R> x) { return !R::is_element(x); });
        if (end != out.end()) fill_uniform<R>(random, std::span<element<R>>(end, out.end()));
    }
}

}  // namespace SPNN_NAMESPACE
