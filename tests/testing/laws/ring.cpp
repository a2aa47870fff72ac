#include <spnn/testing/laws/ring.hpp>

#include <support/modulo_251.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;

namespace {

enum class ring_fault { none, reduces_once_too_little, lifts_the_largest_down };

// The integers modulo 251, right but for one fault.
template <ring_fault F>
struct faulty_modulo_251 : test::modulo_251 {
    static constexpr value_type add(value_type a, value_type b) {
        return F == ring_fault::reduces_once_too_little && a + b == 251 ? value_type{251} : test::modulo_251::add(a, b);
    }
    static constexpr signed_type to_signed(value_type a) {
        return F == ring_fault::lifts_the_largest_down && a == 125 ? a - 251 : test::modulo_251::to_signed(a);
    }
};

}  // namespace

TEST_CASE("testing/laws/ring: a right ring passes") { laws::ring<faulty_modulo_251<ring_fault::none>>(); }

TEST_CASE("testing/laws/ring: a sum that is no element is caught" * doctest::should_fail()) {
    laws::ring<faulty_modulo_251<ring_fault::reduces_once_too_little>>();
}

TEST_CASE("testing/laws/ring: a lift that is wrong at its end is caught" * doctest::should_fail()) {
    laws::ring<faulty_modulo_251<ring_fault::lifts_the_largest_down>>();
}
