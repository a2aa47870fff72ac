// error: send_bytes: M::value_type must be std::byte
#include <spnn/net/channel.hpp>
#include <spnn/net/transport/memory.hpp>

struct message {
    static constexpr std::uint16_t id = 1;
    static constexpr std::string_view name = "message";
#ifdef CONTROL
    using value_type = std::byte;
#else
    using value_type = float;
#endif
};

void send(spnn::net::channel<spnn::net::memory_transport>& peer) { peer.send_bytes<message>(0, {}); }
