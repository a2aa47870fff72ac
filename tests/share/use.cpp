#include <spnn/share/use.hpp>

#include <doctest/doctest.h>

namespace {

using spnn::crypto::uses_of;
using spnn::share::use;

TEST_CASE("share/use: all numbers are of this room's range") {
    static_assert(spnn::crypto::StreamUse<use>);
    CHECK(static_cast<int>(use::zero_share) == static_cast<int>(uses_of::share));
    CHECK(static_cast<int>(use::product_mask) < static_cast<int>(uses_of::split));
}

}  // namespace
