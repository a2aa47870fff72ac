#include <spnn/split/detail/fitting.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace split = spnn::split;
using test::error_of;
using test::random_reals;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

TEST_CASE("split/detail/fitting: the tables of all holders, each by its holder") {
    split::plan p;
    p.columns = {2, 3};
    std::vector<spnn::matrix<float>> tables{random_reals(4, 2, 1), random_reals(4, 3, 2)};
    CHECK_NOTHROW(split::detail::require_tables(p, tables, 4, "features"));
    CHECK(split::detail::require_predictable(p, tables, "features") == 4);
    tables[1](3, 1) = nan;
    CHECK(error_of<spnn::range_error>([&] { split::detail::require_predictable(p, tables, "f"); }) ==
          "f of holder_2, row 4, column 2: not a number or infinite; clean the column");
    tables[1] = random_reals(5, 3, 2);
    CHECK(error_of<spnn::usage_error>([&] { split::detail::require_predictable(p, tables, "f"); }) ==
          "f of holder_2 are 5x3, expected 4x3");
    tables.pop_back();
    CHECK(error_of<spnn::usage_error>([&] { split::detail::require_tables(p, tables, 4, "f"); }) ==
          "f of 1 holders, the plan names 2");
    tables = {random_reals(0, 2, 1), random_reals(0, 3, 2)};
    CHECK(error_of<spnn::usage_error>([&] { split::detail::require_predictable(p, tables, "f"); }) ==
          "f have 0 rows, expected 1 to 2^32 - 1");
}

}  // namespace
