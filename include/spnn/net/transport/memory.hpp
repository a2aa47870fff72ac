// net/transport/memory.hpp: two transports joined by queues in memory, for parties that are threads of one
// process, and for tests.

#pragma once

#include <spnn/net/piped.hpp>

namespace SPNN_NAMESPACE::net {

class memory_transport : public detail::piped_end {
    using piped_end::piped_end;
    friend std::pair<memory_transport, memory_transport> make_memory_pair(std::size_t capacity);
};

// Two connected ends. `capacity`: bytes that each direction queues before send waits, at least one.
[[nodiscard]] inline std::pair<memory_transport, memory_transport> make_memory_pair(
    std::size_t capacity = default_queue_bytes) {
    const auto forth = std::make_shared<detail::byte_pipe>(capacity, "memory transport");
    const auto back = std::make_shared<detail::byte_pipe>(capacity, "memory transport");
    return {memory_transport(forth, back), memory_transport(back, forth)};
}

static_assert(CuttableTransport<memory_transport>);

}  // namespace SPNN_NAMESPACE::net
