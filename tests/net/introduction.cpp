#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/introduction.hpp>
#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
using spnn::data_error;
using spnn::protocol_error;

const net::introduction bank{"fraud", "bank", "server", "training"};

TEST_CASE("net/introduction: comes back as it was; shorter, longer and oversized bytes are refused") {
    const auto raw = bank.store();
    CHECK(net::introduction::load(raw) == bank);
    for (std::size_t size = 0; size < raw.size(); ++size)
        CHECK_THROWS_AS(static_cast<void>(net::introduction::load(std::span(raw).first(size))), data_error);
    auto longer = raw;
    longer.push_back(std::byte{0});
    CHECK_THROWS_AS(static_cast<void>(net::introduction::load(longer)), data_error);
    auto wordy = bank;
    wordy.purpose.assign(201, 'x');
    CHECK_THROWS_WITH_AS(static_cast<void>(net::introduction::load(wordy.store())), doctest::Contains("purpose"),
                         data_error);
}

TEST_CASE("net/introduction: the caller learns the judge's answer, the listener who called") {
    for (const std::string refusal : {"", "you are early"}) {
        auto ends = net::make_memory_pair();
        auto listening = std::async(std::launch::async, [&] {
            return net::answer_introduction(
                ends.second, [&](const net::introduction& i) { return i == bank ? refusal : "somebody else"; },
                laws::patient());
        });
        if (refusal.empty())
            CHECK_NOTHROW(net::introduce(ends.first, bank, laws::patient()));
        else
            CHECK_THROWS_WITH_AS(net::introduce(ends.first, bank, laws::patient()),
                                 "server refuses the connection: you are early", protocol_error);
        const auto [caller, answer] = listening.get();
        CHECK(caller == bank);
        CHECK(answer == refusal);
    }
}

TEST_CASE("net/introduction: bytes that are none are answered with what is wrong, and never reach the judge") {
    auto ends = net::make_memory_pair();
    auto listening = std::async(std::launch::async, [&] {
        return net::answer_introduction(
            ends.second,
            [](const net::introduction&) -> std::string {
                CHECK(false);
                return "";
            },
            laws::patient());
    });
    net::channel<net::memory_transport> caller(std::move(ends.first), "server");
    caller.send_bytes<net::introduction_message>(0, spnn::bytes(3));
    const auto answer = caller.receive_bytes<net::admission_message>(0, 1024);
    CHECK_FALSE(answer.empty());
    CHECK(listening.get().second.find("run") != std::string::npos);
}

TEST_CASE("net/introduction: a refusal reaches the caller's log as plain text only") {
    auto ends = net::make_memory_pair();
    auto listening = std::async(std::launch::async, [&] {
        return net::answer_introduction(
            ends.second, [](const net::introduction&) { return std::string("a\nb\x1b[2J"); }, laws::patient());
    });
    CHECK_THROWS_WITH_AS(net::introduce(ends.first, bank, laws::patient()), "server refuses the connection: a?b?[2J",
                         protocol_error);
    listening.get();
}

TEST_CASE("net/introduction: the transport goes on being usable afterwards") {
    auto ends = net::make_memory_pair();
    auto listening = std::async(std::launch::async, [&] {
        net::answer_introduction(ends.second, [](const net::introduction&) { return std::string(); }, laws::patient());
    });
    net::introduce(ends.first, bank, laws::patient());
    listening.get();
    laws::send_all(ends.first, laws::pattern(100));
    CHECK((laws::receive_all(ends.second, 100) == laws::pattern(100)));
}

}  // namespace
