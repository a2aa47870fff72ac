// error: send: the elements of x must be of M::value_type
#include <spnn/core/ring/z2k.hpp>
#include <spnn/net/channel.hpp>
#include <spnn/net/transport/memory.hpp>

struct activations {
    static constexpr std::uint16_t id = 1;
    static constexpr std::string_view name = "activations";
    using value_type = float;
};

#ifdef CONTROL
using value = float;
#else
using value = std::uint64_t;  // ring elements are no activations
#endif

void send(spnn::net::channel<spnn::net::memory_transport>& peer, const spnn::matrix<value>& x) {
    peer.send<activations>(0, x);
}
