#include <spnn/testing/laws/ring.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;

namespace {

enum class ring_fault { none, reduces_once_too_little, lifts_the_largest_down };

// The integers modulo 251, right but for one fault.
template <ring_fault F>
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
    static constexpr value_type add(value_type a, value_type b) {
        return F == ring_fault::reduces_once_too_little && a + b == 251 ? value_type{251} : reduce(a + b);
    }
    static constexpr value_type sub(value_type a, value_type b) { return reduce(a - b); }
    static constexpr value_type neg(value_type a) { return reduce(-a); }
    static constexpr value_type mul(value_type a, value_type b) { return reduce(a * b); }
    static constexpr value_type from_signed(signed_type s) { return reduce(s); }
    static constexpr signed_type to_signed(value_type a) {
        return a > (F == ring_fault::lifts_the_largest_down ? 124 : 125) ? a - 251 : a;
    }
    static constexpr signed_type max_signed() { return 125; }
};

}  // namespace

TEST_CASE("testing/laws/ring: a right ring passes") { laws::ring<modulo_251<ring_fault::none>>(); }

TEST_CASE("testing/laws/ring: a sum that is no element is caught" * doctest::should_fail()) {
    laws::ring<modulo_251<ring_fault::reduces_once_too_little>>();
}

TEST_CASE("testing/laws/ring: a lift that is wrong at its end is caught" * doctest::should_fail()) {
    laws::ring<modulo_251<ring_fault::lifts_the_largest_down>>();
}
