// core/ring.hpp: what a finite ring is to this library.
//
// A ring is a stateless policy: its elements are plain unsigned integers, so a vector of elements stays a
// vector of integers. Signed numbers live in it by the centred lift: the elements 0, 1, ..., up to half the
// modulus are themselves, the others are negative.
//
// Laws (testing/laws/ring.hpp checks them for any model):
//   add and mul are associative and commutative, mul distributes over add;
//   zero and one are neutral; add(a, neg(a)) == zero(); sub(a, b) == add(a, neg(b));
//   to_signed(from_signed(s)) == s for every s with |s| <= max_signed();
//   from_signed is a homomorphism as long as nothing exceeds max_signed();
//   load(store(a)) == a; is_element(word) tells whether a word from the wire is an element.
//
// Models: z2k<32>, z2k<64>, z2k<128> (core/ring/z2k.hpp), mersenne61 (core/ring/mersenne61.hpp).

#pragma once

#include <spnn/core/abi.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>

namespace SPNN_NAMESPACE {

template <class R>
concept Ring = std::regular<typename R::value_type> &&
               requires(typename R::value_type a, typename R::value_type b, typename R::signed_type s) {
                   { R::name } -> std::convertible_to<std::string_view>;
                   { R::bits } -> std::convertible_to<int>;  // floor(log2(modulus)), or k for Z_2^k
                   // Whether a random word is a uniform element.
                   { R::every_word_is_an_element } -> std::convertible_to<bool>;
                   { R::is_element(a) } -> std::same_as<bool>;
                   { R::zero() } -> std::same_as<typename R::value_type>;
                   { R::one() } -> std::same_as<typename R::value_type>;
                   { R::add(a, b) } -> std::same_as<typename R::value_type>;
                   { R::sub(a, b) } -> std::same_as<typename R::value_type>;
                   { R::neg(a) } -> std::same_as<typename R::value_type>;
                   { R::mul(a, b) } -> std::same_as<typename R::value_type>;
                   { R::from_signed(s) } -> std::same_as<typename R::value_type>;
                   { R::to_signed(a) } -> std::same_as<typename R::signed_type>;
                   { R::max_signed() } -> std::same_as<typename R::signed_type>;
               };

// The element of R that a ring R works on, in words the rest of the library uses.
template <Ring R>
using element = typename R::value_type;

// Bytes of one element on the wire.
template <Ring R>
inline constexpr std::size_t element_bytes = sizeof(element<R>);

}  // namespace SPNN_NAMESPACE
