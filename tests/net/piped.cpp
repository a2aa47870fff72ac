#include <laws/transport.hpp>

#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace net = spnn::net;
using net::detail::byte_pipe;
using spnn::transport_error;

std::string words_of(auto&& call) {
    try {
        call();
    } catch (const transport_error& e) {
        return e.what();
    }
    return "";
}

TEST_CASE("net/piped: a cut ends waits of both directions at once, and what is there is not given out any more") {
    auto ends = net::make_memory_pair();
    laws::send_all(ends.second, laws::pattern(5));
    auto sending = std::async(std::launch::async, [&] {
        return words_of([&] {
            for (;;) ends.first.send(laws::pattern(1 << 20), laws::patient());
        });
    });
    CHECK(sending.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout);
    ends.first.cutter()("holder_1 was lost");
    CHECK(sending.get() == "memory transport: holder_1 was lost");
    CHECK(words_of([&] { laws::receive_all(ends.first, 1); }) == "memory transport: holder_1 was lost");
    CHECK_FALSE(words_of([&] { laws::receive_all(ends.second, 1); }).empty());
    CHECK_FALSE(words_of([&] { laws::send_all(ends.second, laws::pattern(1)); }).empty());
}

TEST_CASE("net/piped: the first reason stays") {
    auto ends = net::make_memory_pair();
    const auto cut = ends.first.cutter();
    cut("first");
    cut("second");
    CHECK(words_of([&] { laws::receive_all(ends.first, 1); }) == "memory transport: first");
}

TEST_CASE("net/piped: a cutter outlives its transport") {
    net::link_cutter cut;
    {
        auto ends = net::make_memory_pair();
        cut = ends.first.cutter();
    }
    CHECK_NOTHROW(cut("too late"));
}

// The side that must not wait, as a socket's thread uses it.
TEST_CASE("net/piped: a pipe calls a side that found nothing once there is something, once") {
    byte_pipe pipe(100, "test");
    int bytes = 0, room = 0;
    pipe.when_readable([&] { ++bytes; });
    pipe.when_writable([&] { ++room; });
    const auto data = laws::pattern(100);
    pipe.write(std::span(data).first(10), laws::patient());
    pipe.flush();
    CHECK(bytes == 0);  // nobody has asked
    CHECK(pipe.readable().size() == 10);
    pipe.take(10);
    CHECK(pipe.readable().empty());
    pipe.write(std::span(data).first(10), laws::patient());
    CHECK(bytes == 0);
    pipe.flush();
    CHECK(bytes == 1);
    pipe.write(std::span(data).first(10), laws::patient());
    pipe.flush();
    CHECK(bytes == 1);
    pipe.write(std::span(data).first(80), laws::patient());
    pipe.flush();
    CHECK(pipe.writable().empty());
    CHECK(room == 0);
    pipe.take(1);
    CHECK(room == 1);
    pipe.take(1);
    CHECK(room == 1);
}

TEST_CASE("net/piped: bytes written in place come out in order, around the end of the ring") {
    byte_pipe pipe(16, "test");
    std::uint8_t next_in = 0, next_out = 0;
    for (int turn = 0; turn < 200; ++turn) {
        const auto gap = pipe.writable();
        const auto count = std::min<std::size_t>(gap.size(), static_cast<std::size_t>(turn % 7));
        for (std::size_t i = 0; i < count; ++i) gap[i] = static_cast<std::byte>(next_in++);
        pipe.filled(count);
        const auto there = pipe.readable();
        const auto taken = std::min<std::size_t>(there.size(), static_cast<std::size_t>(turn % 5));
        for (std::size_t i = 0; i < taken; ++i) CHECK(there[i] == static_cast<std::byte>(next_out++));
        pipe.take(taken);
    }
    CHECK(next_out > 100);
}

TEST_CASE("net/piped: when the writer ends, the reader drains, is told so, and learns the reason") {
    byte_pipe pipe(100, "test");
    int calls = 0;
    pipe.when_readable([&] { ++calls; });
    pipe.write(laws::pattern(10), laws::patient());
    pipe.end_writing("it has left");
    CHECK(calls > 0);
    CHECK_FALSE(pipe.exhausted());
    spnn::bytes in(10);
    pipe.read(in, laws::patient());
    CHECK(pipe.exhausted());
    CHECK(words_of([&] { pipe.read(in, laws::patient()); }) == "test: cannot receive, it has left");
    pipe.end_reading("so have I");
    CHECK(pipe.reader_has_ended());
    CHECK(words_of([&] { pipe.write(in, laws::patient()); }) == "test: cannot send, so have I");
}

}  // namespace
