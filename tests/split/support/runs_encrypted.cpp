#include <split/support/runs_by.hpp>
#include <split/support/schemes.hpp>

namespace test {

run_result run_encrypted(ring r, const run_request& request) { return run_over<encrypted>(r, request); }

run_result run_encrypted_in_the_clear(ring r, const run_request& request) {
    spnn::require<spnn::usage_error>(r == ring::z2k_64, "run_encrypted_in_the_clear: compiled for z2k<64> only");
    return run_by<not_encrypted<spnn::z2k<64>>>(request);
}

}  // namespace test
