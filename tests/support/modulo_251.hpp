// support/modulo_251.hpp: a small ring of a user's own.

#pragma once

#include <cstdint>
#include <string_view>

namespace test {

// The integers modulo 251: a ring that the library does not have, which the concept and the laws must take.
struct modulo_251 {
    using value_type = std::uint16_t;
    using signed_type = std::int32_t;
    static constexpr std::string_view name = "modulo 251";
    static constexpr int bits = 7;
    static constexpr bool every_word_is_an_element = false;
    static constexpr value_type reduce(int a) { return static_cast<value_type>(((a % 251) + 251) % 251); }
    static constexpr bool is_element(value_type a) { return a < 251; }
    static constexpr value_type zero() { return 0; }
    static constexpr value_type one() { return 1; }
    static constexpr value_type add(value_type a, value_type b) { return reduce(a + b); }
    static constexpr value_type sub(value_type a, value_type b) { return reduce(a - b); }
    static constexpr value_type neg(value_type a) { return reduce(-a); }
    static constexpr value_type mul(value_type a, value_type b) { return reduce(a * b); }
    static constexpr value_type from_signed(signed_type s) { return reduce(s); }
    static constexpr signed_type to_signed(value_type a) { return a > 125 ? a - 251 : a; }
    static constexpr signed_type max_signed() { return 125; }
};

}  // namespace test
