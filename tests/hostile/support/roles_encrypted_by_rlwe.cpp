#include <hostile/support/play_role.hpp>
#include <split/support/schemes.hpp>

namespace hostile_tests {

void play_encrypted_by_rlwe(split::party who, const run_request& request, own_links links,
                            const split::party_options& options) {
    play_role<test::encrypted_by_rlwe<spnn::z2k<64>>>(who, request, std::move(links), options);
}

}  // namespace hostile_tests
