// net/decorator/delayed.hpp: a transport that behaves like a slower and longer wire, to measure a protocol as it
// would run between cities without leaving the machine.
//
// Both ends must be wrapped. Each send travels as a frame: the moment at which its last byte would arrive
// (8 bytes, nanoseconds of the steady clock, which all processes of a machine share), its length (8 bytes),
// the bytes. The receiver withholds a frame until that moment; the sender never waits for the wire. So messages
// in flight overlap as they do on a real link, and each direction has the whole bandwidth. A meter belongs
// outside this layer: inside, it would count the frames.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/net/detail/transport_archetype.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <thread>
#include <utility>

namespace SPNN_NAMESPACE::net {

// How slow and how long the wire is, in each direction.
struct delay {
    std::uint64_t bytes_per_second = 0;   // 0: no limit
    std::chrono::nanoseconds latency{0};  // one way
};

template <class T>
class delayed {
    static_assert(is_transport<T>());

public:
    // This end of the wire; what it sends is delayed, and it waits for what the other end delays.
    delayed(T inner, delay wire) : inner_(std::move(inner)), wire_(wire) {}

    void send(std::span<const std::byte> data, deadline until) {
        if (data.empty()) return;
        wire_free_ = std::max(wire_free_, nanoseconds_now()) + transmission(data.size());
        const auto arrival = (wire_free_ + wire_.latency).count();
        const std::array<std::uint64_t, 2> frame{static_cast<std::uint64_t>(arrival), data.size()};
        inner_.send(std::as_bytes(std::span(frame)), until);
        inner_.send(data, until);
    }

    void receive(std::span<std::byte> data, deadline until) {
        while (!data.empty()) {
            if (frame_left_ == 0) await_frame(until);
            const auto head = data.first(std::min<std::size_t>(frame_left_, data.size()));
            inner_.receive(head, until);
            frame_left_ -= head.size();
            data = data.subspan(head.size());
        }
    }

    void flush(deadline until) { inner_.flush(until); }

private:
    static std::chrono::nanoseconds nanoseconds_now() {
        return std::chrono::duration_cast<std::chrono::nanoseconds>(deadline::clock::now().time_since_epoch());
    }

    [[nodiscard]] std::chrono::nanoseconds transmission(std::size_t size) const {
        if (wire_.bytes_per_second == 0) return std::chrono::nanoseconds::zero();
        const std::chrono::duration<double> seconds(static_cast<double>(size) /
                                                    static_cast<double>(wire_.bytes_per_second));
        return std::chrono::duration_cast<std::chrono::nanoseconds>(seconds);
    }

    void await_frame(deadline until) {
        std::array<std::uint64_t, 2> frame{};
        inner_.receive(std::as_writable_bytes(std::span(frame)), until);
        const std::chrono::nanoseconds since_epoch(static_cast<std::int64_t>(frame[0]));
        const deadline::clock::time_point arrival{std::chrono::duration_cast<deadline::clock::duration>(since_epoch)};
        std::this_thread::sleep_until(std::min(arrival, until.at()));
        require<transport_error>(arrival <= until.at(),
                                 "delayed link: the bytes are still on their way at the deadline of receive");
        frame_left_ = frame[1];
    }

    T inner_;
    delay wire_;
    std::chrono::nanoseconds wire_free_{0};
    std::uint64_t frame_left_ = 0;
};

static_assert(Transport<delayed<detail::transport_archetype>>);

}  // namespace SPNN_NAMESPACE::net
