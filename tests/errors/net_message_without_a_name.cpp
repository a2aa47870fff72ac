// error: no matching (member )?function for call to .*send
#include <spnn/net/channel.hpp>
#include <spnn/net/transport/memory.hpp>

struct nameless {
    static constexpr std::uint16_t id = 1;
#ifdef CONTROL
    static constexpr std::string_view name = "named";
#endif
    using value_type = float;
};

void send(spnn::net::channel<spnn::net::memory_transport>& peer, const spnn::matrix<float>& x) {
    peer.send<nameless>(0, x);
}
