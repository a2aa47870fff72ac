#include <spnn/split/use.hpp>

#include <doctest/doctest.h>

namespace {

using spnn::crypto::uses_of;
using spnn::split::use;

TEST_CASE("split/use: all numbers are of this room's range") {
    static_assert(spnn::crypto::StreamUse<use>);
    CHECK(static_cast<int>(use::feature_share) == static_cast<int>(uses_of::split));
    CHECK(static_cast<int>(use::nonce) < static_cast<int>(uses_of::mpc));
}

}  // namespace
