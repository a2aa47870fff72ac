#include <spnn/net/channel.hpp>

#include <net/messages.hpp>
#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/decorator/faulty.hpp>
#include <spnn/net/decorator/metered.hpp>
#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
namespace crypto = spnn::crypto;
using namespace net_tests;
using spnn::bytes;
using spnn::matrix;
using spnn::protocol_error;
using spnn::transport_error;
using spnn::usage_error;
using link = net::channel<net::memory_transport>;

constexpr std::uint64_t session = 0x1122334455667788;
constexpr auto minute = std::chrono::seconds(60);

crypto::seed key(unsigned char first = 0) {
    crypto::block raw{};
    for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::byte>(first + i);
    return crypto::seed(raw);
}

template <class T>
matrix<T> counting(std::size_t rows, std::size_t columns, T first) {
    auto x = spnn::make_matrix<T>(rows, columns);
    for (auto& value : spnn::elements(x)) value = first++;
    return x;
}

template <class T>
bool same(const matrix<T>& a, const matrix<T>& b) {
    return a.shape() == b.shape() && std::ranges::equal(spnn::elements(a), spnn::elements(b));
}

struct two_sides {
    link alice;  // the low side
    link bob;
};

// Two channels in one session.
two_sides connect(std::chrono::milliseconds timeout = minute) {
    auto ends = net::make_memory_pair();
    two_sides sides{link(std::move(ends.first), "bob", timeout), link(std::move(ends.second), "alice", timeout)};
    sides.alice.start_session(session, key(), true);
    sides.bob.start_session(session, key(), false);
    return sides;
}

// What alice puts on the wire when she does `act` in a fresh session.
template <class Act>
bytes wire_of(Act act) {
    auto ends = net::make_memory_pair();
    const auto counts = std::make_shared<net::meter>();
    net::channel alice(net::metered(std::move(ends.first), counts), "bob");
    alice.start_session(session, key(), true);
    act(alice);
    return laws::receive_all(ends.second, counts->bytes_sent);
}

// A bob who is about to receive exactly these bytes; the other end is closed unless it is kept.
struct bob_reading {
    explicit bob_reading(std::span<const std::byte> wire, std::chrono::milliseconds timeout = minute)
        : bob_reading(wire, timeout, net::make_memory_pair()) {}

    std::optional<net::memory_transport> far_end;
    link bob;

private:
    bob_reading(std::span<const std::byte> wire, std::chrono::milliseconds timeout,
                std::pair<net::memory_transport, net::memory_transport> ends)
        : far_end(std::move(ends.first)), bob(std::move(ends.second), "alice", timeout) {
        bob.start_session(session, key(), false);
        laws::send_all(*far_end, wire);
    }
};

TEST_CASE("net/channel: matrices of every width arrive as they were sent, both ways") {
    auto [alice, bob] = connect();
    alice.send<words>(1, counting<std::uint32_t>(3, 4, 0xfffffff0));
    alice.send<floats>(2, counting<float>(1, 5, -2.5F));
    alice.send<shares>(3, counting<std::uint64_t>(5, 1, ~std::uint64_t{0} - 2));
    const auto wide = counting<spnn::uint128>(2, 2, (spnn::uint128{0x0123456789abcdef} << 64) | ~std::uint64_t{0});
    alice.send<wide_shares>(4, wide);
    alice.send_bytes<blob>(5, laws::pattern(1000));
    alice.send_bytes<blob>(5, {});
    alice.send<words>(std::numeric_limits<std::uint64_t>::max(), spnn::zeros<std::uint32_t>(0, 7));
    CHECK(same(bob.receive<words>(1, 3, 4), counting<std::uint32_t>(3, 4, 0xfffffff0)));
    CHECK(same(bob.receive<floats>(2, 1, 5), counting<float>(1, 5, -2.5F)));
    CHECK(same(bob.receive<shares>(3, 5, 1), counting<std::uint64_t>(5, 1, ~std::uint64_t{0} - 2)));
    CHECK(same(bob.receive<wide_shares>(4, 2, 2), wide));
    CHECK((bob.receive_bytes<blob>(5, 1000) == laws::pattern(1000)));
    CHECK(bob.receive_bytes<blob>(5, 0).empty());
    CHECK(bob.receive<words>(std::numeric_limits<std::uint64_t>::max(), 0, 7).size() == 0);

    bob.send<words>(9, counting<std::uint32_t>(2, 2, 1));
    CHECK(same(alice.receive<words>(9, 2, 2), counting<std::uint32_t>(2, 2, 1)));
    CHECK_FALSE(alice.poisoned());
    CHECK_FALSE(bob.poisoned());
    CHECK(alice.peer() == "bob");
}

TEST_CASE("net/channel: bit patterns of floats survive, those of no number too") {
    auto [alice, bob] = connect();
    auto x = spnn::make_matrix<float>(1, 4);
    x(0, 0) = std::numeric_limits<float>::quiet_NaN();
    x(0, 1) = -0.0F;
    x(0, 2) = std::numeric_limits<float>::denorm_min();
    x(0, 3) = -std::numeric_limits<float>::infinity();
    alice.send<floats>(0, x);
    const auto y = bob.receive<floats>(0, 1, 4);
    CHECK(std::ranges::equal(std::as_bytes(spnn::elements(y)), std::as_bytes(spnn::elements(std::as_const(x)))));
}

TEST_CASE("net/channel: the bytes on the wire are those of an implementation written apart") {
    // Computed with OpenSSL's AES-128-ECB and Poly1305 in Python integers, from the description of the format.
    const auto before_session = unhex(
        "53504e4e0201000000000000000000000000000000000000050000000000000001000000010000000400000000000000"
        "090000009fa7783b79bad11640ae3329891ee7dd");
    const auto fourth_of_high_side = unhex(
        "53504e4e02010000887766554433221103000000000000004d0000000000000002000000030000001800000000000000"
        "0100000002000000030000000400000005000000ffffffff93a8370f627c03c3a078ba98a9c14b5b");
    auto ends = net::make_memory_pair();
    link bob(std::move(ends.first), "alice");
    bob.send<words>(5, counting<std::uint32_t>(1, 1, 9));
    CHECK((laws::receive_all(ends.second, before_session.size()) == before_session));

    bob.start_session(session, key(), false);
    for (std::uint64_t i = 0; i < 3; ++i) bob.send_bytes<blob>(i, {});
    laws::receive_all(ends.second, 3 * net::message_bytes(0));
    auto x = counting<std::uint32_t>(2, 3, 1);
    x(1, 2) = 0xffffffff;
    bob.send<words>(77, x);
    CHECK((laws::receive_all(ends.second, fourth_of_high_side.size()) == fourth_of_high_side));
}

TEST_CASE("net/channel: large messages, both sides sending first from one thread") {
    auto [alice, bob] = connect();
    const auto x = counting<std::uint64_t>(5000, 80, 3);  // 3.2 MB
    const auto y = counting<std::uint64_t>(16385, 1, 5);  // 8 bytes more than a piece
    alice.send<shares>(1, x);
    bob.send<shares>(1, y);
    CHECK(same(alice.receive<shares>(1, 16385, 1), y));
    CHECK(same(bob.receive<shares>(1, 5000, 80), x));
}

TEST_CASE("net/channel: what disagrees with the expectation is named") {
    const auto sent = wire_of([](auto& alice) { alice.template send<words>(7, counting<std::uint32_t>(2, 3, 1)); });
    const auto refuses = [&](const char* message, auto act) {
        bob_reading reading(sent);
        CHECK_THROWS_WITH_AS(act(reading.bob), message, protocol_error);
        CHECK(reading.bob.poisoned());
    };
    refuses("alice, step 8, words: step is 7, expected 8", [](link& bob) { return bob.receive<words>(8, 2, 3); });
    refuses("alice, step 7, floats: kind is 258, expected 259", [](link& bob) { return bob.receive<floats>(7, 2, 3); });
    refuses("alice, step 7, words: rows is 2, expected 3", [](link& bob) { return bob.receive<words>(7, 3, 2); });
    refuses("alice, step 7, words: columns is 3, expected 4", [](link& bob) { return bob.receive<words>(7, 2, 4); });
    refuses("alice, step 7, blob: kind is 258, expected 262",
            [](link& bob) { return bob.receive_bytes<blob>(7, 1000); });
    refuses("alice, step 7, words: session is 1234605616436508552, expected 5", [](link& bob) {
        bob.start_session(5, key(), false);
        return bob.receive<words>(7, 2, 3);
    });
    const std::string garbled =
        "alice, step 7, words: checksum is wrong: garbled bytes, or the peers hold different "
        "session keys";
    refuses(garbled.c_str(), [](link& bob) {  // another key
        bob.start_session(5, key(), false);
        bob.start_session(session, key(1), false);
        return bob.receive<words>(7, 2, 3);
    });
    refuses(garbled.c_str(), [](link& bob) {  // two low sides
        bob.start_session(5, key(), false);
        bob.start_session(session, key(), true);
        return bob.receive<words>(7, 2, 3);
    });
    bob_reading sound(sent);
    CHECK(same(sound.bob.receive<words>(7, 2, 3), counting<std::uint32_t>(2, 3, 1)));
}

TEST_CASE("net/channel: messages replayed, lost or exchanged are noticed") {
    const auto wire = wire_of([](auto& alice) {
        for (std::uint32_t i = 0; i < 3; ++i) alice.template send<words>(4, counting<std::uint32_t>(1, 1, i));
    });
    const std::size_t size = net::message_bytes(4);
    const auto arrives = [&](std::initializer_list<std::size_t> order) {
        bytes stream;
        for (const auto i : order) {
            const auto message = std::span(wire).subspan(i * size, size);
            stream.insert(stream.end(), message.begin(), message.end());
        }
        bob_reading reading(stream);
        std::string failure;
        try {
            for (std::size_t i = 0; i < order.size(); ++i) {
                const auto x = reading.bob.receive<words>(4, 1, 1);
                CHECK(x(0, 0) == i);
            }
        } catch (const protocol_error& caught) {
            failure = caught.what();
        }
        return failure;
    };
    CHECK(arrives({0, 1, 2}).empty());
    CHECK(arrives({0, 0}) == "alice, step 4, words: sequence is 0, expected 1");
    CHECK(arrives({0, 2}) == "alice, step 4, words: sequence is 2, expected 1");
    CHECK(arrives({1, 0}) == "alice, step 4, words: sequence is 1, expected 0");
    CHECK(arrives({0, 1, 2, 1}) == "alice, step 4, words: sequence is 1, expected 3");
}

TEST_CASE("net/channel: a replay with its sequence number mended fails at the checksum") {
    auto wire = wire_of([](auto& alice) { alice.template send<words>(4, counting<std::uint32_t>(1, 1, 6)); });
    auto twice = wire;
    wire[16] = std::byte{1};
    twice.insert(twice.end(), wire.begin(), wire.end());
    bob_reading reading(twice);
    CHECK_NOTHROW(static_cast<void>(reading.bob.receive<words>(4, 1, 1)));
    CHECK_THROWS_AS(static_cast<void>(reading.bob.receive<words>(4, 1, 1)), protocol_error);
}

TEST_CASE("net/channel: every flipped bit of a message is detected, in header, payload and tag") {
    const auto matrix_wire =
        wire_of([](auto& alice) { alice.template send<words>(7, counting<std::uint32_t>(2, 3, 1)); });
    const auto bytes_wire = wire_of([](auto& alice) { alice.template send_bytes<blob>(7, laws::pattern(21)); });
    REQUIRE(matrix_wire.size() == 48 + 24 + 16);
    REQUIRE(bytes_wire.size() == 48 + 21 + 16);
    const auto each_flip = [](const bytes& wire, auto receive) {
        for (std::size_t at = 0; at < wire.size(); ++at)
            for (unsigned flip = 1; flip < 256; flip = flip == 128 ? 255 : flip * 2) {
                auto garbled = wire;
                garbled[at] ^= static_cast<std::byte>(flip);
                bob_reading reading(garbled);
                CAPTURE(at);
                CAPTURE(flip);
                // Never transport_error: no flip makes the receiver wait for bytes that do not exist.
                CHECK_THROWS_AS(receive(reading.bob), protocol_error);
                CHECK(reading.bob.poisoned());
                if (flip == 255) break;
            }
    };
    each_flip(matrix_wire, [](link& bob) { return bob.receive<words>(7, 2, 3); });
    each_flip(bytes_wire, [](link& bob) { return bob.receive_bytes<blob>(7, 64); });
}

TEST_CASE("net/channel: a message cut at any length ends in transport_error, open end or closed") {
    const auto wire = wire_of([](auto& alice) { alice.template send<words>(7, counting<std::uint32_t>(2, 3, 1)); });
    for (std::size_t size = 0; size < wire.size(); ++size) {
        const auto part = std::span(wire).first(size);
        bob_reading open(part, std::chrono::milliseconds(2));
        const auto before = spnn::deadline::clock::now();
        CHECK_THROWS_WITH_AS(static_cast<void>(open.bob.receive<words>(7, 2, 3)),
                             "alice, step 7, words: memory transport: nothing to receive before the deadline",
                             transport_error);
        CHECK(spnn::deadline::clock::now() - before >= std::chrono::milliseconds(2));
        CHECK(open.bob.poisoned());

        bob_reading closed(part);
        closed.far_end.reset();
        CHECK_THROWS_WITH_AS(static_cast<void>(closed.bob.receive<words>(7, 2, 3)),
                             "alice, step 7, words: memory transport: cannot receive, the other end is closed",
                             transport_error);
        CHECK(closed.bob.poisoned());
    }
}

TEST_CASE("net/channel: nothing is allocated for a header that is wrong or announces too much") {
    net::message_header header;
    header.kind = blob::id;
    header.session = session;
    header.rows = 1;
    const auto receive = [&](std::size_t most) {
        bob_reading reading(net::store_header(header));
        return reading.bob.receive_bytes<blob>(0, most);
    };
    header.payload_bytes = std::uint64_t{1} << 60;
    CHECK_THROWS_WITH_AS(receive(~std::size_t{0}),
                         "alice, step 0, blob: payload_bytes is 1152921504606846976, expected 0", protocol_error);
    header.columns = 0xffffffff;
    header.payload_bytes = 0xffffffff;
    CHECK_THROWS_WITH_AS(receive(100), "alice, step 0, blob: 4294967295 bytes announced, at most 100 allowed",
                         protocol_error);
    header.columns = 101;
    header.payload_bytes = 101;
    CHECK_THROWS_WITH_AS(receive(100), "alice, step 0, blob: 101 bytes announced, at most 100 allowed", protocol_error);
    // The expected shape would take 2^61 bytes, so bad_alloc here would mean memory was asked for too early.
    header.kind = words::id;
    bob_reading reading(net::store_header(header));
    CHECK_THROWS_AS(static_cast<void>(reading.bob.receive<words>(0, std::size_t{1} << 31, std::size_t{1} << 28)),
                    protocol_error);
}

TEST_CASE("net/channel: a poisoned channel refuses everything and says so") {
    auto [alice, bob] = connect();
    alice.send<words>(1, counting<std::uint32_t>(1, 1, 1));
    alice.send<words>(2, counting<std::uint32_t>(1, 1, 2));
    CHECK_THROWS_AS(static_cast<void>(bob.receive<words>(9, 1, 1)), protocol_error);
    REQUIRE(bob.poisoned());
    const char* refusal = "alice, words: the channel is poisoned by an earlier failure";
    CHECK_THROWS_WITH_AS(static_cast<void>(bob.receive<words>(2, 1, 1)), refusal, protocol_error);
    CHECK_THROWS_WITH_AS(bob.send<words>(1, counting<std::uint32_t>(1, 1, 1)), refusal, protocol_error);
    CHECK_THROWS_AS(static_cast<void>(bob.receive_bytes<blob>(2, 9)), protocol_error);
    CHECK_THROWS_AS(bob.send_bytes<blob>(2, {}), protocol_error);
    CHECK_THROWS_AS(bob.start_session(99, key(), true), protocol_error);
    auto moved = std::move(bob);
    CHECK(moved.poisoned());
    CHECK_THROWS_AS(static_cast<void>(moved.receive<words>(2, 1, 1)), protocol_error);
}

TEST_CASE("net/channel: a send that fails names peer and step, and poisons") {
    auto ends = net::make_memory_pair(100);
    link alice(std::move(ends.first), "bob", std::chrono::milliseconds(5));
    CHECK_THROWS_WITH_AS(alice.send_bytes<blob>(3, bytes(200)),
                         "bob, step 3, blob: memory transport: no room in the queue before the deadline of send",
                         transport_error);
    CHECK(alice.poisoned());

    auto others = net::make_memory_pair();
    link carol(std::move(others.first), "dave");
    {
        const auto gone = std::move(others.second);
    }
    CHECK_THROWS_WITH_AS(carol.send_bytes<blob>(4, bytes(1)),
                         "dave, step 4, blob: memory transport: cannot send, the other end is closed", transport_error);
    CHECK(carol.poisoned());
}

TEST_CASE("net/channel: the caller's mistakes are told and do not poison") {
    auto [alice, bob] = connect();
    CHECK_THROWS_WITH_AS(static_cast<void>(alice.receive<words>(0, std::size_t{1} << 32, 1)),
                         "words: a message cannot hold 4294967296x1 values", usage_error);
    CHECK_THROWS_AS(static_cast<void>(alice.receive<words>(0, 1, std::size_t{1} << 32)), usage_error);
    CHECK_THROWS_AS(static_cast<void>(alice.receive<wide_shares>(0, 0xffffffff, 0xffffffff)), usage_error);
    CHECK_THROWS_AS(alice.start_session(0, key(), true), usage_error);
    CHECK_THROWS_AS(alice.start_session(session, key(), true), usage_error);
    CHECK_FALSE(alice.poisoned());
    alice.send<words>(1, counting<std::uint32_t>(1, 1, 1));
    CHECK(same(bob.receive<words>(1, 1, 1), counting<std::uint32_t>(1, 1, 1)));
}

TEST_CASE("net/channel: talks before a session, and a session starts both counters anew") {
    auto ends = net::make_memory_pair();
    link alice(std::move(ends.first), "bob");
    link bob(std::move(ends.second), "alice");
    CHECK(alice.session() == 0);
    alice.send<words>(0, counting<std::uint32_t>(1, 1, 1));
    bob.send<words>(0, counting<std::uint32_t>(1, 1, 2));
    CHECK(same(bob.receive<words>(0, 1, 1), counting<std::uint32_t>(1, 1, 1)));
    // Alice may open the session before bob's greeting has been read; each message keeps its place.
    bob.start_session(1, key(), false);
    bob.send<words>(0, counting<std::uint32_t>(1, 1, 3));
    CHECK(same(alice.receive<words>(0, 1, 1), counting<std::uint32_t>(1, 1, 2)));
    alice.start_session(1, key(), true);
    CHECK(alice.session() == 1);
    CHECK(same(alice.receive<words>(0, 1, 1), counting<std::uint32_t>(1, 1, 3)));
    for (std::uint64_t next = 2; next < 4; ++next) {
        alice.start_session(next, key(static_cast<unsigned char>(next)), true);
        bob.start_session(next, key(static_cast<unsigned char>(next)), false);
        alice.send<words>(7, counting<std::uint32_t>(1, 1, 4));
        CHECK(same(bob.receive<words>(7, 1, 1), counting<std::uint32_t>(1, 1, 4)));
    }
}

TEST_CASE("net/channel: moves in the middle of a session") {
    static_assert(std::movable<link> && !std::copyable<link>);
    auto [alice, bob] = connect();
    alice.send<words>(1, counting<std::uint32_t>(1, 1, 1));
    std::vector<link> links;
    links.push_back(std::move(alice));
    links.push_back(std::move(bob));
    links[0].send<words>(2, counting<std::uint32_t>(1, 1, 2));
    CHECK(same(links[1].receive<words>(1, 1, 1), counting<std::uint32_t>(1, 1, 1)));
    CHECK(same(links[1].receive<words>(2, 1, 1), counting<std::uint32_t>(1, 1, 2)));
    CHECK(links[1].peer() == "alice");
    links.erase(links.begin());
    CHECK_THROWS_AS(static_cast<void>(links[0].receive<words>(3, 1, 1)), transport_error);
}

// A transport whose owner has errors of their own.
struct broken {
    void send(std::span<const std::byte>, spnn::deadline) { throw std::runtime_error("cable on fire"); }
    void receive(std::span<std::byte>, spnn::deadline) { throw std::runtime_error("cable on fire"); }
    void flush(spnn::deadline) {}
};

TEST_CASE("net/channel: foreign exceptions pass through and poison as well") {
    net::channel alice(broken{}, "bob");
    CHECK_THROWS_WITH_AS(alice.send_bytes<blob>(1, {}), "cable on fire", std::runtime_error);
    CHECK(alice.poisoned());
    net::channel carol(broken{}, "bob");
    CHECK_THROWS_WITH_AS(static_cast<void>(carol.receive_bytes<blob>(1, 1)), "cable on fire", std::runtime_error);
    CHECK(carol.poisoned());
}

TEST_CASE("net/channel: whatever goes wrong below, no wrong value comes out and nobody hangs") {
    constexpr std::uint32_t messages = 4;
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        const auto plan = net::random_fault(seed, messages * net::message_bytes(12), messages);
        CAPTURE(seed);
        auto ends = net::make_memory_pair();
        net::channel alice(net::faulty(std::move(ends.first), plan), "bob", std::chrono::milliseconds(3));
        link bob(std::move(ends.second), "alice", std::chrono::milliseconds(3));
        alice.start_session(session, key(), true);
        bob.start_session(session, key(), false);
        std::uint32_t arrived = 0;
        try {
            for (std::uint32_t i = 0; i < messages; ++i) alice.send<words>(i, counting<std::uint32_t>(1, 3, 10 * i));
        } catch (const transport_error&) {
            CHECK(alice.poisoned());
        }
        try {
            for (; arrived < messages; ++arrived) {
                const auto x = bob.receive<words>(arrived, 1, 3);
                CHECK(same(x, counting<std::uint32_t>(1, 3, 10 * arrived)));
            }
        } catch (const spnn::error&) {
            CHECK(bob.poisoned());
        }
        // Only a repetition behind the last message leaves what was sent intact.
        const bool harmless = plan.kind == net::fault::repeat && plan.message == messages - 1;
        CHECK((arrived == messages) == harmless);
        const bool by_message = plan.kind == net::fault::reorder || plan.kind == net::fault::repeat;
        const auto struck = by_message ? plan.message + (plan.kind == net::fault::repeat ? 1 : 0)
                                       : plan.at_byte / net::message_bytes(12);
        CHECK(arrived == std::min<std::uint64_t>(struck, messages));
    }
}

}  // namespace
