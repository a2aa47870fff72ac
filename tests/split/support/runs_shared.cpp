#include <spnn/split/first_layer/shared.hpp>

#include <split/support/runs_by.hpp>

namespace test {

namespace {

template <class R>
using first = split::shared<R>;

}  // namespace

run_result run_shared(ring r, const run_request& request) { return run_over<first>(r, request); }

}  // namespace test
