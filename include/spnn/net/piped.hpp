// net/piped.hpp: a transport made of two bounded queues, one for each direction.
//
// Whatever moves the bytes between the queues and the peer, the owner's end is the same: the in-memory transport
// joins two ends by their queues; the socket, gRPC and MPI transports let a thread of their own serve them.
// So sending never waits for the peer as long as there is room, and every wait is a wait for a queue.

#pragma once

#include <spnn/net/detail/byte_pipe.hpp>
#include <spnn/net/transport.hpp>

#include <string_view>

namespace SPNN_NAMESPACE::net {

// Cuts a link, from any thread: every call at this end fails with the reason, at once. Harmless when it is gone.
using link_cutter = std::function<void(const std::string& reason)>;

// A transport whose waits another thread can end.
template <class T>
concept CuttableTransport = Transport<T> && requires(const T& t) {
    { t.cutter() } -> std::same_as<link_cutter>;
};

inline constexpr std::size_t default_queue_bytes = std::size_t{64} << 20;  // of each direction

// Whether somebody is still at the other end of a link, as far as this end knows.
enum class presence {
    there,      // or on its way
    uncertain,  // gone; or so much has come that no more is read, which is how a link learns of the end
    left,       // gone, with nothing left to receive
};

// In the error of every call on a link that its peer has refused, by certificate say: trying again does not help.
inline constexpr std::string_view refused_words = "the other end refused the connection";

// A link whose inbox takes in little of what the peer sends until its owner has use for it.
template <class T>
concept ReservedTransport = CuttableTransport<T> && requires(T& t, const T& still) {
    { t.read_ahead() } -> std::same_as<void>;  // from here on as much as its queue can hold
    { still.peer() } -> std::same_as<presence>;
};

namespace detail {

using shared_pipe = std::shared_ptr<byte_pipe>;

class piped_end {
public:
    piped_end(shared_pipe out, shared_pipe in) : out_(std::move(out)), in_(std::move(in)) {}
    piped_end(piped_end&&) = default;
    piped_end& operator=(piped_end&& other) noexcept {
        if (this != &other) {
            close();
            out_ = std::move(other.out_);
            in_ = std::move(other.in_);
        }
        return *this;
    }
    ~piped_end() { close(); }

    void send(std::span<const std::byte> data, deadline until) { pipe(out_).write(data, until); }
    void receive(std::span<std::byte> data, deadline until) { pipe(in_).read(data, until); }
    void flush(deadline) { pipe(out_).flush(); }

    void read_ahead() { pipe(in_).limit_no_more(); }
    [[nodiscard]] presence peer() const {
        if (pipe(in_).exhausted()) return presence::left;
        return pipe(in_).writer_has_ended() || pipe(in_).is_full() ? presence::uncertain : presence::there;
    }

    [[nodiscard]] link_cutter cutter() const {
        return [out = std::weak_ptr(out_), in = std::weak_ptr(in_)](const std::string& reason) {
            if (const auto pipe = out.lock()) pipe->cut(reason);
            if (const auto pipe = in.lock()) pipe->cut(reason);
        };
    }

private:
    static byte_pipe& pipe(const shared_pipe& which) {
        require<usage_error>(which != nullptr, "transport: used after it was moved from");
        return *which;
    }

    void close() {
        if (out_) out_->end_writing("the other end is closed");
        if (in_) in_->end_reading("the other end is closed");
    }

    shared_pipe out_;
    shared_pipe in_;
};

}  // namespace detail

static_assert(ReservedTransport<detail::piped_end>);

}  // namespace SPNN_NAMESPACE::net
