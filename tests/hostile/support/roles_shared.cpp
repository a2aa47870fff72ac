#include <spnn/split/first_layer/shared.hpp>

#include <hostile/support/play_role.hpp>

namespace hostile_tests {

void play_shared(split::party who, const run_request& request, own_links links, const split::party_options& options) {
    play_role<split::shared<>>(who, request, std::move(links), options);
}

}  // namespace hostile_tests
