#include <spnn/core/finite.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

namespace {

using limits = std::numeric_limits<float>;

TEST_CASE("core/finite: finite numbers are told from the others") {
    const std::vector<float> finite{0, -0.0F, 1, -limits::max(), limits::denorm_min()};
    CHECK(spnn::all_finite(finite));
    CHECK(spnn::all_finite({}));
    for (const float bad : {limits::infinity(), -limits::infinity(), limits::quiet_NaN(), limits::signaling_NaN()})
        for (std::size_t at = 0; at < finite.size(); ++at) {
            auto some = finite;
            some[at] = bad;
            CHECK_FALSE(spnn::all_finite(some));
        }
}

TEST_CASE("core/finite: one value that is none is found anywhere in a long array, whatever its sign and payload") {
    for (const float bad :
         {limits::infinity(), -limits::infinity(), limits::quiet_NaN(), -limits::quiet_NaN(), limits::signaling_NaN()})
        for (std::size_t at = 0; at < 67; ++at) {
            std::vector<float> some(67, -limits::max());
            CHECK(spnn::all_finite(some));
            some[at] = bad;
            CHECK_FALSE(spnn::all_finite(some));
        }
}

TEST_CASE("core/finite: the first value that is none is named by its row and column, never by itself") {
    auto x = spnn::zeros<float>(3, 2);
    CHECK_NOTHROW(spnn::require_finite(x, "features"));
    CHECK_NOTHROW(spnn::require_finite(spnn::zeros<float>(0, 0), "features"));
    x(2, 0) = -limits::infinity();
    x(2, 1) = limits::quiet_NaN();
    CHECK_THROWS_WITH_AS(spnn::require_finite(x, "holder_2: features"),
                         "holder_2: features, row 3, column 1: not a number or infinite; clean the column",
                         spnn::range_error);
    x(0, 1) = limits::quiet_NaN();
    CHECK_THROWS_WITH_AS(spnn::require_finite(x, "holder_2: features"),
                         "holder_2: features, row 1, column 2: not a number or infinite; clean the column",
                         spnn::range_error);
}

}  // namespace
