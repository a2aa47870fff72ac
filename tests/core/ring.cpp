#include <spnn/core/ring.hpp>
#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/core/ring/z2k.hpp>

#include <spnn/testing/laws/ring.hpp>

#include <support/modulo_251.hpp>

#include <doctest/doctest.h>

#include <type_traits>

namespace laws = spnn::testing::laws;
using namespace spnn;

namespace {

using test::modulo_251;

struct without_mul : modulo_251 {
    static constexpr value_type mul(value_type, value_type) = delete;
};

}  // namespace

TEST_CASE("core/ring: the concept takes a ring of one's own, and its laws hold for it") {
    static_assert(Ring<modulo_251>);
    laws::ring<modulo_251>();
}

TEST_CASE("core/ring: the concept refuses what is no ring") {
    static_assert(!Ring<int>);
    static_assert(!Ring<without_mul>);
    static_assert(std::is_same_v<element<z2k<32>>, std::uint32_t>);
    CHECK(element_bytes<modulo_251> == 2);
}
