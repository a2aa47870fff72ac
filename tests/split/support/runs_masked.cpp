#include <spnn/split/first_layer/masked.hpp>

#include <split/support/runs_by.hpp>

namespace test {

namespace {

template <class R>
using first = split::masked<R>;

}  // namespace

run_result run_masked(ring r, const run_request& request) { return run_over<first>(r, request); }

}  // namespace test
