#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/decorator/watched.hpp>
#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;

TEST_CASE("net/decorator/watched: obeys the laws of a transport") {
    laws::transport([] {
        auto ends = net::make_memory_pair();
        const auto near = std::make_shared<net::activity>(), far = std::make_shared<net::activity>();
        return std::pair(net::watched(std::move(ends.first), "far", near),
                         net::watched(std::move(ends.second), "near", far));
    });
}

TEST_CASE("net/decorator/watched: says whom a party waits for, since when, and after a failure whose link it was") {
    auto first = net::make_memory_pair();
    auto second = net::make_memory_pair();
    const auto shared = std::make_shared<net::activity>();
    net::watched bank(std::move(first.first), "bank", shared);
    net::watched shop(std::move(second.first), "shop", shared);
    CHECK(shared->now().peer.empty());
    laws::send_all(bank, laws::pattern(3));
    CHECK(shared->now().peer.empty());

    const auto before = spnn::deadline::clock::now();
    auto waiting = std::async(std::launch::async, [&] { return laws::receive_all(shop, 2); });
    while (shared->now().peer.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(shared->now().peer == "shop");
    CHECK(shared->now().since >= before);
    laws::send_all(second.second, laws::pattern(2));
    waiting.get();
    CHECK(shared->now().peer.empty());

    CHECK_THROWS_AS(laws::receive_all(bank, 1, laws::brief()), spnn::transport_error);
    CHECK(shared->now().peer == "bank");
}

TEST_CASE("net/decorator/watched: needs an activity, and passes a cut on") {
    auto ends = net::make_memory_pair();
    CHECK_THROWS_AS(net::watched(net::make_memory_pair().first, "far", nullptr), spnn::usage_error);
    net::watched near(std::move(ends.first), "far", std::make_shared<net::activity>());
    near.cutter()("why");
    CHECK_THROWS_WITH_AS(laws::receive_all(near, 1), doctest::Contains("why"), spnn::transport_error);
}

}  // namespace
