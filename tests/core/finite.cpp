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

}  // namespace
