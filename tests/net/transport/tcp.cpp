#include <spnn/testing/laws/cuttable_transport.hpp>

#include <spnn/net/transport/tcp.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;

std::pair<net::tcp_transport, net::tcp_transport> make_pair(std::size_t queue_bytes) {
    net::tcp_listener listener({"127.0.0.1", 0}, queue_bytes);
    auto far = std::async(std::launch::async, [&] { return listener.accept(laws::patient()); });
    auto near = net::connect_tcp(listener.at(), laws::patient(), queue_bytes);
    return {std::move(near), far.get()};
}

TEST_CASE("net/transport/tcp: obeys the laws of a transport that can be cut") {
    laws::cuttable_transport(&make_pair, "tcp");
}

TEST_CASE("net/transport/tcp: connecting waits for a listener that starts later") {
    const auto at = net::tcp_listener({"127.0.0.1", 0}).at();  // a port that is free again
    auto connecting = std::async(std::launch::async, [&] { return net::connect_tcp(at, laws::patient()); });
    CHECK(connecting.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout);
    net::tcp_listener listener(at);
    auto far = listener.accept(laws::patient());
    auto near = connecting.get();
    laws::send_all(near, laws::pattern(10));
    CHECK((laws::receive_all(far, 10) == laws::pattern(10)));
}

TEST_CASE("net/transport/tcp: nobody there, nobody coming, a port that is taken: a sentence each") {
    net::tcp_listener listener({"127.0.0.1", 0});
    CHECK_THROWS_WITH_AS(static_cast<void>(listener.accept(laws::brief())), doctest::Contains("nobody has connected"),
                         spnn::transport_error);
    CHECK_THROWS_WITH_AS(net::tcp_listener{listener.at()}, doctest::Contains("cannot listen at 127.0.0.1:"),
                         spnn::transport_error);
    const auto unused = net::tcp_listener({"127.0.0.1", 0}).at();
    CHECK_THROWS_WITH_AS(static_cast<void>(net::connect_tcp(unused, laws::brief())),
                         doctest::Contains("is the other party running"), spnn::transport_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(net::connect_tcp({"no.such.host.invalid", 1}, laws::brief())),
                         doctest::Contains("cannot connect to no.such.host.invalid:1"), spnn::transport_error);
}

}  // namespace
