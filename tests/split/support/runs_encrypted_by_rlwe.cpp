#include <split/support/runs_by.hpp>
#include <split/support/schemes.hpp>

namespace test {

run_result run_encrypted_by_rlwe(ring r, const run_request& request) { return run_over<encrypted_by_rlwe>(r, request); }

}  // namespace test
