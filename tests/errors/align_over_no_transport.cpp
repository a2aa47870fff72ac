// error: transport: this type has no flush\(spnn::deadline\)
#include <spnn/align/in_order.hpp>

struct never_sent {
    void send(std::span<const std::byte>, spnn::deadline);
    void receive(std::span<std::byte>, spnn::deadline);
#ifdef CONTROL
    void flush(spnn::deadline);
#endif
};

auto rows() {
    const spnn::align::group<never_sent> peers;
    return spnn::align::in_order({}, peers, {}).rows;
}
