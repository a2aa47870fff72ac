#include <spnn/net/transport.hpp>

#include <spnn/net/detail/transport_archetype.hpp>

#include <doctest/doctest.h>

#include <span>

namespace {

namespace net = spnn::net;
using spnn::deadline;

struct complete {
    void send(std::span<const std::byte>, deadline) {}
    void receive(std::span<std::byte>, deadline) {}
    void flush(deadline) {}
};

struct without_deadlines {
    void send(std::span<const std::byte>) {}
    void receive(std::span<std::byte>) {}
    void flush() {}
};

struct returns_a_count : complete {
    std::size_t receive(std::span<std::byte> in, deadline) { return in.size(); }
};

struct without_flush {
    void send(std::span<const std::byte>, deadline) {}
    void receive(std::span<std::byte>, deadline) {}
};

struct immovable : complete {
    immovable(immovable&&) = delete;
};

TEST_CASE("net/transport: the concept asks for three functions with deadlines, and a move") {
    CHECK(net::Transport<complete>);
    CHECK(net::Transport<net::detail::transport_archetype>);
    CHECK_FALSE(net::Transport<without_deadlines>);
    CHECK_FALSE(net::Transport<returns_a_count>);  // receive fills the span or throws, so there is no count
    CHECK_FALSE(net::Transport<without_flush>);
    CHECK_FALSE(net::Transport<immovable>);
    CHECK_FALSE(std::copyable<net::detail::transport_archetype>);  // a layer must not need a copy
}

}  // namespace
