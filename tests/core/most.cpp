#include <spnn/core/most.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace most = spnn::most;

TEST_CASE("core/most: sums and products of sizes at their bounds fit 64 bits") {
    constexpr auto limit = std::numeric_limits<std::uint64_t>::max();
    static_assert(most::holders * most::columns <= limit / most::rows);      // values of all tables
    static_assert(most::epochs <= limit / most::rows);                       // rows of all epochs
    static_assert(most::batch * most::columns <= limit / 16);                // bytes of a batch of one holder
    static_assert(most::rows <= std::numeric_limits<std::uint32_t>::max());  // a row's number is a word
}

TEST_CASE("core/most: the last epoch has a name, and no later one") {
    CHECK_NOTHROW(static_cast<void>(spnn::step_id{spnn::purpose::train, 1, most::epochs}.tag()));
    CHECK_THROWS_AS(static_cast<void>(spnn::step_id{spnn::purpose::train, 1, most::epochs + 1}.tag()),
                    spnn::usage_error);
}

}  // namespace
