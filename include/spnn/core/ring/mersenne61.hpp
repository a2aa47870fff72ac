// core/ring/mersenne61.hpp: the prime field of 2^61 - 1 elements, for protocols that need inverses or
// evaluation points. Reduction is a shift and an add, since 2^61 = 1 in the field.

#pragma once

#include <spnn/core/ring/z2k.hpp>

namespace SPNN_NAMESPACE {

struct mersenne61 {
    using value_type = std::uint64_t;
    using signed_type = std::int64_t;

    static constexpr std::string_view name = "mersenne61";
    static constexpr int bits = 60;  // every 60-bit word is an element, not every 61-bit word
    static constexpr bool every_word_is_an_element = false;
    static constexpr value_type modulus = (value_type{1} << 61) - 1;  // 2^61 - 1

    static constexpr bool is_element(value_type a) { return a < modulus; }
    static constexpr value_type zero() { return 0; }
    static constexpr value_type one() { return 1; }
    static constexpr value_type add(value_type a, value_type b) { return fold(a + b); }
    static constexpr value_type sub(value_type a, value_type b) { return fold(a + modulus - b); }
    static constexpr value_type neg(value_type a) { return fold(modulus - a); }
    static constexpr value_type mul(value_type a, value_type b) {
        const uint128 product = static_cast<uint128>(a) * b;
        return fold((static_cast<value_type>(product) & modulus) + static_cast<value_type>(product >> 61));
    }
    // a^(p-2), the inverse of a by Fermat; zero for zero.
    static constexpr value_type inverse(value_type a) {
        value_type result = 1;
        for (value_type e = modulus - 2; e != 0; e >>= 1, a = mul(a, a))
            if (e & 1) result = mul(result, a);
        return result;
    }
    static constexpr value_type from_signed(signed_type s) {
        const signed_type r = s % static_cast<signed_type>(modulus);
        return static_cast<value_type>(r < 0 ? r + static_cast<signed_type>(modulus) : r);
    }
    static constexpr signed_type to_signed(value_type a) {
        return a > modulus / 2 ? static_cast<signed_type>(a) - static_cast<signed_type>(modulus)
                               : static_cast<signed_type>(a);
    }
    static constexpr signed_type max_signed() { return static_cast<signed_type>(modulus / 2); }

private:
    // a mod p for a < 2p, without a branch on the value.
    static constexpr value_type fold(value_type a) {
        const value_type reduced = a - modulus;
        const value_type borrow = value_type{0} - (reduced >> 63);
        return reduced + (borrow & modulus);
    }
};

static_assert(Ring<mersenne61>);

}  // namespace SPNN_NAMESPACE
