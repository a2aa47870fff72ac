// testing/laws/transport.hpp: the laws of Transport (net/transport.hpp), for any model, as checks of doctest.
//
//     laws::transport([] { return net::make_memory_pair(); });
//
// make_pair() gives two fresh connected ends. `buffer_bound`: more bytes than a link may ever hold that nobody
// reads. No law depends on speed: short deadlines are only ever used to see that a wait ends with its deadline.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/net/decorator/metered.hpp>
#include <spnn/net/transport.hpp>

#include <doctest/doctest.h>

#include <future>
#include <optional>

namespace SPNN_NAMESPACE::testing::laws {

// Deadlines that never matter where all goes well, and that are there to pass.
inline deadline patient() { return deadline::after(std::chrono::seconds(60)); }
inline deadline brief() { return deadline::after(std::chrono::milliseconds(40)); }

// Bytes that show a loss, a swap or a repetition: a small counter-based sequence with a long period.
inline bytes pattern(std::size_t size, std::uint32_t salt = 0) {
    bytes out(size);
    for (std::size_t i = 0; i < size; ++i) {
        const auto x = (static_cast<std::uint32_t>(i) + salt * 977U) * 2654435761U;
        out[i] = static_cast<std::byte>(x >> 24);
    }
    return out;
}

// Sends and flushes.
template <net::Transport T>
void send_all(T& end, std::span<const std::byte> data, deadline until = patient()) {
    end.send(data, until);
    end.flush(until);
}

// Receives so many bytes.
template <net::Transport T>
bytes receive_all(T& end, std::size_t size, deadline until = patient()) {
    bytes in(size);
    end.receive(in, until);
    return in;
}

// Sends `data` in pieces of all small sizes.
template <net::Transport T>
void send_in_pieces(T& end, std::span<const std::byte> data) {
    for (std::size_t size = 0; !data.empty(); size = (size + 7) % 1500) {
        const auto piece = data.first(std::min(size, data.size()));
        end.send(piece, patient());
        if (size % 3 == 0) end.flush(patient());
        data = data.subspan(piece.size());
    }
    end.flush(patient());
}

// Receives so many bytes in pieces of other sizes.
template <net::Transport T>
bytes receive_in_pieces(T& end, std::size_t size) {
    bytes in(size);
    std::span<std::byte> left(in);
    for (std::size_t piece = 1; !left.empty(); piece = (piece * 3 + 1) % 4001) {
        const auto head = left.first(std::min(piece, left.size()));
        end.receive(head, patient());
        left = left.subspan(head.size());
    }
    return in;
}

// Bytes arrive complete and in order, both ways at once, however calls cut them.
template <class MakePair>
void transport_keeps_order(MakePair make_pair) {
    auto ends = make_pair();
    auto& a = ends.first;
    auto& b = ends.second;
    const auto forth = pattern(300'000, 1);
    const auto back = pattern(300'000, 2);
    auto sending_a = std::async(std::launch::async, [&] { send_in_pieces(a, forth); });
    auto sending_b = std::async(std::launch::async, [&] { send_in_pieces(b, back); });
    auto at_b = std::async(std::launch::async, [&] { return receive_in_pieces(b, forth.size()); });
    CHECK(receive_in_pieces(a, back.size()) == back);
    CHECK(at_b.get() == forth);
    sending_a.get();
    sending_b.get();
}

// Two ends that both send 16 MiB, then both receive, do not block each other.
template <class MakePair>
void transport_lets_both_send_first(MakePair make_pair) {
    auto ends = make_pair();
    auto& a = ends.first;
    auto& b = ends.second;
    const auto from_a = pattern(16 << 20, 3);
    const auto from_b = pattern(16 << 20, 4);
    auto other = std::async(std::launch::async, [&] {
        send_all(b, from_b);
        return receive_all(b, from_a.size()) == from_a;
    });
    send_all(a, from_a);
    CHECK((receive_all(a, from_b.size()) == from_b));
    CHECK(other.get());
}

// What does not come is an error at the deadline, and no sooner.
template <class MakePair>
void transport_receive_ends_at_deadline(MakePair make_pair) {
    auto ends = make_pair();
    auto& a = ends.first;
    auto& b = ends.second;
    send_all(a, pattern(10));
    const deadline until = brief();
    bytes in(11);
    CHECK_THROWS_AS(b.receive(in, until), transport_error);
    CHECK(until.passed());
}

// What has arrived is given out even when the deadline has passed.
template <class MakePair>
void transport_gives_what_is_there(MakePair make_pair) {
    auto ends = make_pair();
    auto& a = ends.first;
    auto& b = ends.second;
    send_all(a, pattern(3));
    CHECK((receive_all(b, 1) == bytes(1, pattern(3)[0])));  // waits until the bytes are there
    const deadline past(deadline::clock::now() - std::chrono::seconds(1));
    bytes in(2);
    CHECK_NOTHROW(b.receive(in, past));
    CHECK(in[1] == pattern(3)[2]);
    CHECK_NOTHROW(b.receive(std::span<std::byte>(), past));
}

// A link that nobody reads takes no more than `buffer_bound` bytes, and then the sender waits until its deadline.
template <class MakePair>
void transport_send_ends_at_deadline(MakePair make_pair, std::size_t buffer_bound) {
    auto ends = make_pair();
    const auto piece = pattern(1 << 20);
    std::size_t accepted = 0;
    bool refused = false;
    while (!refused && accepted <= buffer_bound) {
        const deadline until = brief();
        try {
            ends.first.send(piece, until);
            accepted += piece.size();
        } catch (const transport_error&) {
            refused = true;
            CHECK(until.passed());
        }
    }
    CHECK_MESSAGE(refused, "a link that nobody reads took ", accepted, " bytes");
}

// An end that is destroyed lets the other drain what was sent, then fails its calls.
template <class MakePair>
void transport_drains_after_close(MakePair make_pair) {
    auto ends = make_pair();
    auto& a = ends.first;
    auto& b = ends.second;
    const auto data = pattern(100'000);
    std::optional closing(std::move(a));
    send_all(*closing, data);
    closing.reset();
    CHECK((receive_all(b, data.size()) == data));
    bytes one(1);
    CHECK_THROWS_AS(b.receive(one, patient()), transport_error);
    const auto send_on = [&] {
        for (int i = 0; i < 10'000; ++i) send_all(b, data);  // a kernel may take the first ones
    };
    CHECK_THROWS_AS(send_on(), transport_error);
}

// An end that waits is woken by the other's destruction, long before its deadline of a minute.
template <class MakePair>
void transport_close_wakes(MakePair make_pair) {
    const auto waits = [&](auto wait) {
        auto ends = make_pair();
        std::optional closing(std::move(ends.first));
        const deadline limit = patient();
        auto waiting = std::async(std::launch::async, [&] { wait(ends.second, limit); });
        CHECK(waiting.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout);
        closing.reset();
        CHECK_THROWS_AS(waiting.get(), transport_error);
        CHECK_FALSE(limit.passed());
    };
    waits([](auto& end, deadline limit) { receive_all(end, 1, limit); });
    waits([](auto& end, deadline limit) {
        const auto piece = pattern(1 << 20);
        for (;;) end.send(piece, limit);
    });
}

// An end can be moved; one that is assigned to ends its former link.
template <class MakePair>
void transport_survives_moves(MakePair make_pair) {
    auto ends = make_pair();
    auto& a = ends.first;
    auto& b = ends.second;
    send_all(a, pattern(50));
    auto moved = std::move(a);
    auto others = make_pair();
    others.second = std::move(moved);  // ends its former link
    bytes one(1);
    CHECK_THROWS_AS(others.first.receive(one, patient()), transport_error);
    send_all(others.second, pattern(50, 1));
    CHECK((receive_all(b, 50) == pattern(50)));
    CHECK((receive_all(b, 50) == pattern(50, 1)));
}

// What goes in comes out, byte for byte and message for message, as net::metered counts.
template <class MakePair>
void transport_agrees_with_the_meter(MakePair make_pair) {
    auto ends = make_pair();
    auto& a = ends.first;
    auto& b = ends.second;
    const auto at_a = std::make_shared<net::meter>();
    const auto at_b = std::make_shared<net::meter>();
    net::metered counted_a(std::move(a), at_a);
    net::metered counted_b(std::move(b), at_b);
    std::uint64_t total = 0;
    for (std::size_t size = 0; size < 5000; size += 499) {
        send_all(counted_a, pattern(size));
        CHECK((receive_all(counted_b, size) == pattern(size)));
        total += size;
    }
    CHECK(at_a->bytes_sent == total);
    CHECK(at_a->bytes_received == 0);
    CHECK(at_a->messages_sent == 10);  // the empty one does not count
    CHECK(at_b->bytes_received == total);
    CHECK(at_b->bytes_sent == 0);
    CHECK(at_b->messages_sent == 0);
}

// All laws.
template <class MakePair>
void transport(MakePair make_pair, std::size_t buffer_bound = std::size_t{80} << 20) {
    transport_keeps_order(make_pair);
    transport_lets_both_send_first(make_pair);
    transport_receive_ends_at_deadline(make_pair);
    transport_gives_what_is_there(make_pair);
    transport_send_ends_at_deadline(make_pair, buffer_bound);
    transport_drains_after_close(make_pair);
    transport_close_wakes(make_pair);
    transport_survives_moves(make_pair);
    transport_agrees_with_the_meter(make_pair);
}

}  // namespace SPNN_NAMESPACE::testing::laws
