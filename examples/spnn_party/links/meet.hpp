// A network's links as a linker.

#pragma once

#include "../links.hpp"

#include <spnn/net/meeting.hpp>

#include <memory>

namespace spnn_party {

template <spnn::net::Network N>
[[nodiscard]] linker meet(N network, const config& c, const refusal_log& on_refusal) {
    auto meeting = std::make_shared<spnn::net::meeting<N>>(std::move(network), c.run, c.self, calls_to(c), on_refusal);
    return {[meeting](const std::string& party, const std::string& purpose, spnn::deadline until) {
                return meeting->link(party, purpose, until);
            },
            [meeting](const std::string& reason) { meeting->stop(reason); }};
}

}  // namespace spnn_party
