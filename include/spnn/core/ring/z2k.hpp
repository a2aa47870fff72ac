// core/ring/z2k.hpp: the integers modulo 2^k for k = 32, 64, 128: what the processor's own words compute.

#pragma once

#include <spnn/core/ring.hpp>

#include <cstdint>
#include <type_traits>

namespace SPNN_NAMESPACE {

// Words of 128 bits, for which the standard has no name.
__extension__ typedef unsigned __int128 uint128;
__extension__ typedef __int128 int128;

namespace detail {

template <int Bits>
struct z2k_words {
    static_assert(Bits == 32 || Bits == 64 || Bits == 128, "z2k<Bits>: Bits must be 32, 64 or 128");
};
template <>
struct z2k_words<32> {
    using unsigned_word = std::uint32_t;
    using signed_word = std::int32_t;
    static constexpr std::string_view name = "z2k<32>";
};
template <>
struct z2k_words<64> {
    using unsigned_word = std::uint64_t;
    using signed_word = std::int64_t;
    static constexpr std::string_view name = "z2k<64>";
};
template <>
struct z2k_words<128> {
    using unsigned_word = uint128;
    using signed_word = int128;
    static constexpr std::string_view name = "z2k<128>";
};

}  // namespace detail

template <int Bits>
struct z2k {
    using value_type = typename detail::z2k_words<Bits>::unsigned_word;
    using signed_type = typename detail::z2k_words<Bits>::signed_word;

    static constexpr std::string_view name = detail::z2k_words<Bits>::name;
    static constexpr int bits = Bits;
    static constexpr bool every_word_is_an_element = true;

    static constexpr bool is_element(value_type) { return true; }
    static constexpr value_type zero() { return 0; }
    static constexpr value_type one() { return 1; }
    static constexpr value_type add(value_type a, value_type b) { return a + b; }
    static constexpr value_type sub(value_type a, value_type b) { return a - b; }
    static constexpr value_type neg(value_type a) { return value_type{0} - a; }
    static constexpr value_type mul(value_type a, value_type b) { return a * b; }
    static constexpr value_type from_signed(signed_type s) { return static_cast<value_type>(s); }
    static constexpr signed_type to_signed(value_type a) { return static_cast<signed_type>(a); }
    static constexpr signed_type max_signed() { return static_cast<signed_type>(~value_type{0} >> 1); }
};

static_assert(Ring<z2k<32>> && Ring<z2k<64>> && Ring<z2k<128>>);

}  // namespace SPNN_NAMESPACE
