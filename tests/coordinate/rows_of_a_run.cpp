#include <spnn/coordinate/rows_of_a_run.hpp>

#include <doctest/doctest.h>

namespace {

namespace coordinate = spnn::coordinate;

struct words {
    std::string terms{};
};
struct proposal_of_rows {
    coordinate::alignment_mode alignment = coordinate::alignment_mode::in_order;
    double test_fraction = 0.25;
    std::uint64_t split_seed = 7;
    bool predict_only = false;
    words plan{};
};

TEST_CASE("coordinate/rows_of_a_run: the plan of a session says how rows are chosen, before what else is agreed") {
    proposal_of_rows p;
    const std::string rows = "alignment in_order, test_fraction 0.25, split_seed 7, predict_only false";
    CHECK(coordinate::plan_of(p).terms == rows);
    p.plan.terms = "loans of 2025";
    CHECK(coordinate::plan_of(p).terms == rows + ", loans of 2025");
    p.split_seed = 8;
    CHECK(coordinate::plan_of(p).terms != rows + ", loans of 2025");
}

}  // namespace
