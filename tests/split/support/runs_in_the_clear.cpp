#include <spnn/split/first_layer/in_the_clear.hpp>

#include <split/support/runs_by.hpp>

namespace test {

namespace {

template <class R>
using first = split::in_the_clear<R>;

}  // namespace

run_result run_in_the_clear(ring r, const run_request& request) { return run_over<first>(r, request); }

}  // namespace test
