// Each role of a run in turn does not follow the protocol: the others end in time, with an error of the library where
// they have something to notice, and within their memory.

#include <hostile/support/matrix.hpp>
#include <hostile/support/runs.hpp>

#include <doctest/doctest.h>

namespace {

using namespace hostile_tests;

void check_all(std::size_t per_cell) {
    for (const auto& p : protocols()) {
        matrix_options options;
        options.name = p.name;
        options.villains = p.villains;
        options.per_cell = per_cell;
        options.is_field = p.is_field;
        check_matrix(run_of(p), options);
    }
}

TEST_CASE("hostile/roles: a hostile party of a run harms nobody but the run") { check_all(4); }

TEST_CASE("hostile/roles: many more deeds" * doctest::test_suite("slow")) { check_all(400); }

}  // namespace
