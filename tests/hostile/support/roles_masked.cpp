#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/split/first_layer/masked.hpp>

#include <hostile/support/play_role.hpp>

namespace hostile_tests {

void play_masked(split::party who, const run_request& request, own_links links, const split::party_options& options) {
    play_role<split::masked<spnn::mersenne61>>(who, request, std::move(links), options);
}

}  // namespace hostile_tests
