#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <new>

// The ring whose memory is given back: had it been wiped?
static struct {
    const std::byte* at;
    std::size_t size;
    bool was_wiped;
} freed{};

void* operator new[](std::size_t size) {
    if (void* made = std::malloc(size)) return made;
    throw std::bad_alloc();
}
void operator delete[](void* at) noexcept {
    if (at != nullptr && at == freed.at)
        freed.was_wiped = std::all_of(freed.at, freed.at + freed.size, [](std::byte b) { return b == std::byte{0}; });
    std::free(at);
}
void operator delete[](void* at, std::size_t) noexcept { operator delete[](at); }

namespace SPNN_NAMESPACE::net::detail {

// What lies in a pipe's ring, to be looked at.
struct byte_pipe_ring {
    static std::span<const std::byte> of(const byte_pipe& pipe) { return {pipe.ring_.get(), pipe.touched_}; }
};

}  // namespace SPNN_NAMESPACE::net::detail

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
using net::detail::byte_pipe;
using net::detail::byte_pipe_ring;
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

TEST_CASE("net/piped: below a limit no more is taken in, for either kind of writer, until it is lifted") {
    byte_pipe pipe(1000, "test", 100);
    int room = 0;
    pipe.when_writable([&] { ++room; });
    CHECK(pipe.writable().size() == 100);
    pipe.write(laws::pattern(100), laws::patient());
    CHECK(pipe.is_full());
    CHECK(pipe.writable().empty());
    CHECK(words_of([&] { pipe.write(laws::pattern(1), laws::brief()); }) ==
          "test: no room in the queue before the deadline of send");
    CHECK(room == 0);
    pipe.limit_no_more();
    CHECK(room == 1);
    CHECK_FALSE(pipe.is_full());
    CHECK(pipe.writable().size() == 900);
    pipe.write(laws::pattern(900), laws::patient());
    CHECK(pipe.is_full());
    spnn::bytes in(100);
    pipe.flush();
    pipe.read(in, laws::patient());
    CHECK(in == laws::pattern(100));
    byte_pipe generous(10, "test", 100);
    CHECK(generous.writable().size() == 10);
}

TEST_CASE("net/piped: lifting the limit wakes a writer that waits") {
    byte_pipe pipe(1000, "test", 10);
    auto writing = std::async(std::launch::async, [&] { pipe.write(laws::pattern(500), laws::patient()); });
    CHECK(writing.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout);
    pipe.limit_no_more();
    writing.get();
    pipe.flush();
    spnn::bytes in(500);
    pipe.read(in, laws::patient());
    CHECK(in == laws::pattern(500));
}

bool holds_nothing(const byte_pipe& pipe) {
    return std::ranges::all_of(byte_pipe_ring::of(pipe), [](std::byte b) { return b == std::byte{0}; });
}

// However they are written and taken, around the end of the ring too. Five zeros stay behind each time, so that the
// ring is never empty and never starts over.
TEST_CASE("net/piped: of the first bytes through a pipe none stay in its ring once they are taken") {
    byte_pipe pipe(3000, "test");
    const spnn::bytes zeros(5);
    pipe.write(zeros, laws::patient());
    std::size_t through = 0;
    for (std::uint32_t turn = 0; through + 2000 <= byte_pipe::wiped_bytes; ++turn) {
        auto data = laws::pattern(10 + turn * 37 % 1990, turn);
        std::ranges::copy(zeros, data.end() - 5);
        if (turn % 2 == 0) {
            pipe.write(data, laws::patient());
            pipe.flush();
        } else {
            for (auto left = std::span(data); !left.empty();) {
                const auto gap = pipe.writable();
                const auto count = std::min(gap.size(), left.size());
                std::copy_n(left.data(), count, gap.data());
                pipe.filled(count);
                left = left.subspan(count);
            }
        }
        CHECK_FALSE(holds_nothing(pipe));
        if (turn % 3 == 0) {
            for (auto left = data.size(); left > 0;) {
                const auto count = std::min(left, pipe.readable().size());
                pipe.take(count);
                left -= count;
            }
        } else {
            spnn::bytes in(data.size());
            pipe.read(in, laws::patient());
            CHECK(std::equal(in.begin() + 5, in.end(), data.begin()));
        }
        CHECK(holds_nothing(pipe));
        through += data.size();
    }
    CHECK(byte_pipe_ring::of(pipe).size() == 3000);

    // Beyond them nothing is spent on wiping until the end.
    for (const std::uint32_t turn : {1U, 2U}) {
        spnn::bytes in(2900);
        pipe.write(laws::pattern(in.size(), turn), laws::patient());
        pipe.flush();
        pipe.read(in, laws::patient());
    }
    CHECK_FALSE(holds_nothing(pipe));
}

TEST_CASE("net/piped: a ring is wiped when it goes, whether its bytes were taken or not") {
    for (const bool early : {true, false}) {
        auto pipe = std::make_unique<byte_pipe>(std::size_t{2} << 20, "test");
        spnn::bytes in(byte_pipe::wiped_bytes);
        if (!early) {
            pipe->write(in, laws::patient());
            pipe->flush();
            pipe->read(in, laws::patient());
        }
        pipe->write(laws::pattern(70'000), laws::patient());
        pipe->flush();
        pipe->read(std::span(in).first(30'000), laws::patient());
        const auto ring = byte_pipe_ring::of(*pipe);
        CHECK(ring.size() >= 70'000);
        CHECK_FALSE(holds_nothing(*pipe));
        freed = {ring.data(), ring.size(), false};
        pipe.reset();
        CHECK(freed.was_wiped);
    }
}

TEST_CASE("net/piped: whether the peer of a link is there") {
    auto ends = net::make_memory_pair(100);
    CHECK(ends.first.peer() == net::presence::there);
    laws::send_all(ends.second, laws::pattern(100));
    CHECK(ends.first.peer() == net::presence::uncertain);  // full
    laws::receive_all(ends.first, 90);
    CHECK(ends.first.peer() == net::presence::there);
    {
        const auto leaving = std::move(ends.second);
    }
    CHECK(ends.first.peer() == net::presence::uncertain);  // words are left
    laws::receive_all(ends.first, 10);
    CHECK(ends.first.peer() == net::presence::left);
    auto others = net::make_memory_pair(100);
    laws::send_all(others.second, laws::pattern(100));
    others.first.cutter()("enough");
    CHECK(others.first.peer() == net::presence::left);
}

}  // namespace
