#include <spnn/testing/errors.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

namespace {

namespace testing = spnn::testing;

TEST_CASE("testing/errors: the text of the error that was meant, and no other") {
    CHECK(testing::error_of<std::runtime_error>([] { throw std::range_error("too far"); }) == "too far");
    CHECK(testing::error_of<std::runtime_error>([] {}).empty());
    CHECK_THROWS_AS(static_cast<void>(testing::error_of<std::runtime_error>([] { throw std::logic_error("mine"); })),
                    std::logic_error);
}

}  // namespace
