// error: transport: this type has no receive\(std::span<std::byte>, spnn::deadline\)
#include <spnn/net/channel.hpp>

struct one_way {
    void send(std::span<const std::byte>, spnn::deadline);
#ifdef CONTROL
    void receive(std::span<std::byte>, spnn::deadline);
#else
    void receive(std::span<std::byte>);  // a wait without a deadline
#endif
    void flush(spnn::deadline);
};

using channel = spnn::net::channel<one_way>;
std::size_t size = sizeof(channel);
