// error: (template constraint failure for|constraints not satisfied for)
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
channel* peer = nullptr;
