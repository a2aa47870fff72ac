#include <spnn/session/in_process.hpp>

#include <doctest/doctest.h>

#include <atomic>

namespace {

namespace net = spnn::net;
namespace session = spnn::session;
using session::party;
using namespace std::chrono_literals;

struct word : net::message_kind<0x70, "word", std::uint8_t> {};

const std::vector<party> three{{"server"}, {"holder", 0}, {"holder", 1}};
constexpr auto star = [](const party& a, const party& b) { return a.name() == "server" || b.name() == "server"; };

TEST_CASE(
    "session/in_process: each party plays in a thread of its own over its own links, and what it sent is counted") {
    session::memory_links link;
    std::atomic<int> heard = 0;
    const auto sent = session::run_in_process(three, star, link, 10s, [&](party who, auto links) {
        if (who == three[0]) {
            for (auto& [peer, channel] : links) heard += channel.template receive<word>(0, 1, 1).data()[0];
            return;
        }
        CHECK_FALSE(links.has(who == three[1] ? three[2] : three[1]));
        auto said = spnn::make_matrix<std::uint8_t>(1, 1);
        said.data()[0] = static_cast<std::uint8_t>(who.number + 1);
        links.to(three[0]).template send<word>(0, said);
    });
    CHECK(heard == 3);
    CHECK(sent.at("server").messages_sent == 0);
    CHECK(sent.at("holder_1").messages_sent == 1);
    CHECK(sent.at("holder_2").bytes_sent == net::message_bytes(1));
}

TEST_CASE("session/in_process: the failure that is a cause is thrown, not those of the peers that wait for it") {
    session::memory_links link;
    const auto run = [&] {
        static_cast<void>(session::run_in_process(three, star, link, 10s, [&](party who, auto links) {
            if (who == three[1]) throw spnn::usage_error("out of paper");
            if (who == three[2]) return;
            for (auto& [peer, channel] : links) static_cast<void>(channel.template receive<word>(0, 1, 1));
        }));
    };
    CHECK_THROWS_WITH_AS(run(), "out of paper", spnn::usage_error);
}

}  // namespace
