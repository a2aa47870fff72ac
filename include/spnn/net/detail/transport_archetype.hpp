// net/detail/transport_archetype.hpp: the least a transport can be. Layers are checked against it, so that
// none asks more of its inner transport than the concept grants.

#pragma once

#include <spnn/net/transport.hpp>

namespace SPNN_NAMESPACE::net::detail {

class transport_archetype {
public:
    transport_archetype(transport_archetype&&) = default;
    transport_archetype& operator=(transport_archetype&&) = default;

    void send(std::span<const std::byte>, deadline);
    void receive(std::span<std::byte>, deadline);
    void flush(deadline);
};

static_assert(Transport<transport_archetype>);

}  // namespace SPNN_NAMESPACE::net::detail
