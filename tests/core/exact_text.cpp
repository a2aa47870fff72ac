#include <spnn/core/exact_text.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

TEST_CASE("core/exact_text: reads back as the number, and is as short as it can be") {
    for (const double x : {0.0, 0.1, 1.0 / 3, 1e-300, 6.02e23, -2.5, std::numeric_limits<double>::max()})
        CHECK(std::stod(spnn::exact_text(x)) == x);
    CHECK(spnn::exact_text(0.1) == "0.1");
    CHECK(spnn::exact_text(0.1) != spnn::exact_text(0.1 + 1e-17 * 2));
}

}  // namespace
