#include <laws/transport.hpp>

#include <spnn/net/transport/tcp.hpp>

#include <doctest/doctest.h>

namespace {

namespace net = spnn::net;

std::pair<net::tcp_transport, net::tcp_transport> make_pair(std::size_t queue_bytes = net::default_queue_bytes) {
    net::tcp_listener listener({"127.0.0.1", 0}, queue_bytes);
    auto far = std::async(std::launch::async, [&] { return listener.accept(laws::patient()); });
    auto near = net::connect_tcp(listener.at(), laws::patient(), queue_bytes);
    return {std::move(near), far.get()};
}

TEST_CASE("net/transport/tcp: obeys the laws of a transport") {
    laws::transport([] { return make_pair(std::size_t{20} << 20); });
}

TEST_CASE("net/transport/tcp: keeps order through queues smaller than a call") {
    laws::transport_keeps_order([] { return make_pair(1000); });
}

TEST_CASE("net/transport/tcp: what is sent just before closing arrives, though the peer sends on") {
    for (int i = 0; i < 20; ++i) {
        auto ends = make_pair();
        const auto data = laws::pattern(1 << 20);
        auto sending_on = std::async(std::launch::async, [&] {
            try {
                for (int k = 0; k < 1000; ++k) laws::send_all(ends.second, laws::pattern(50'000));
            } catch (const spnn::transport_error&) {
            }
        });
        {
            auto closing = std::move(ends.first);
            laws::send_all(closing, data);
        }
        CHECK((laws::receive_all(ends.second, data.size()) == data));
        sending_on.get();
    }
}

TEST_CASE("net/transport/tcp: a cut link fails at once at both ends, with the reason at the one that was cut") {
    auto ends = make_pair();
    auto waiting = std::async(std::launch::async, [&]() -> std::string {
        try {
            laws::receive_all(ends.first, 1);
        } catch (const spnn::transport_error& e) {
            return e.what();
        }
        return "";
    });
    CHECK(waiting.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout);
    const auto cut = ends.first.cutter();
    cut("holder_2 was lost");
    CHECK(waiting.get() == "tcp: holder_2 was lost");
    CHECK_THROWS_AS(laws::send_all(ends.first, laws::pattern(1)), spnn::transport_error);
    CHECK_THROWS_AS(laws::receive_all(ends.second, 1), spnn::transport_error);
    { const auto gone = std::move(ends.first); }
    CHECK_NOTHROW(cut("again"));
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
