// net/channel.hpp: typed messages to and from one peer, over any transport.
//
// Both sides name the kind, the step and the shape of every message beforehand. What arrives must agree in
// every header field, and its tag must fit, or the channel throws and is poisoned: each later call throws,
// destruction alone is legal. So peers that have lost step, or a garbled byte, fail at the first wrong message,
// and nothing is allocated for a message before its header has been found right.
//
// On the wire: the header and payload of net/message.hpp, then a tag, Poly1305 over both. Its one-time key is
// 32 bytes of the AES-CTR stream of the session's checksum key: stream 0 in the direction of the low side's
// messages, stream 1 in the other, two blocks a message in sequence. Before start_session the session is 0, the
// key is public (zeros), and both directions use stream 0.
//
// Assumed: the transport authenticates the peer and protects the bytes (TLS). The tag is a checksum keyed per
// session, against peers of different sessions and faults in between; it is no substitute for that.
//
// A channel is movable. One thread at a time uses it.

#pragma once

#include <spnn/core/tensor.hpp>
#include <spnn/crypto/poly1305.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/net/message.hpp>
#include <spnn/net/transport.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace SPNN_NAMESPACE::net {

template <class T>
class channel {
    static_assert(is_transport<T>());

public:
    // `peer` names the other side in errors; `timeout` bounds every single send and receive.
    channel(T transport, std::string peer, std::chrono::milliseconds timeout = std::chrono::seconds(60))
        : transport_(std::move(transport)), peer_(std::move(peer)), timeout_(timeout) {}

    // From here on messages belong to `session` (not 0, never one this key was used for) and both sequence
    // numbers start at 0. Both sides share the key; exactly one of them is the low side.
    void start_session(std::uint64_t session, const crypto::seed& key, bool low_side) {
        require_sound("session start");
        require<usage_error>(session != 0 && session != session_, peer_, ": session number ", session,
                             " is not a new one");
        session_ = session;
        sending_ = {crypto::prg(key, low_side ? 0 : 1), 0};
        receiving_ = {crypto::prg(key, low_side ? 1 : 0), 0};
    }

    // Sends x as one message and flushes. Waits while the transport's queue is full.
    template <Message M, class Value>
    void send(std::uint64_t step, const matrix<Value>& x) {
        send<M>(step, x, 0, rows(x));
    }

    // Sends the rows [from, from + count) of x as one message and flushes.
    template <Message M, class Value>
    void send(std::uint64_t step, const matrix<Value>& x, std::size_t from, std::size_t count) {
        static_assert(std::same_as<Value, typename M::value_type>, "send: the elements of x must be of M::value_type");
        require<usage_error>(from <= rows(x) && count <= rows(x) - from, "send: rows ", from, " to ", from + count,
                             " of ", rows(x));
        send_message(form_of<M>, step, count, columns(x),
                     std::as_bytes(elements(x).subspan(from * columns(x), count * columns(x))));
    }

    // The next message: kind M, this step, exactly rows x columns values. protocol_error or transport_error.
    // A peer that has `steps` steps of work to do before it sends may take that many timeouts.
    template <Message M>
    [[nodiscard]] matrix<typename M::value_type> receive(std::uint64_t step, std::size_t rows, std::size_t columns,
                                                         std::size_t steps = 1) {
        matrix<typename M::value_type> x;
        receive<M>(step, rows, columns, x, steps);
        return x;
    }

    // The same into x, which takes the shape rows x columns and keeps its memory when it suffices; unspecified after an
    // error.
    template <Message M>
    void receive(std::uint64_t step, std::size_t rows, std::size_t columns, matrix<typename M::value_type>& x,
                 std::size_t steps = 1) {
        const deadline until =
            deadline::after(std::chrono::duration<double, std::milli>(timeout_) * static_cast<double>(steps));
        const auto raw = receive_header(form_of<M>, step, rows, columns, until);
        resize(x, rows, columns);
        receive_payload(form_of<M>, step, raw, std::as_writable_bytes(elements(x)), until);
    }

    // A message of bytes: a 1 x size matrix on the wire, fewer than 2^32 of them.
    template <Message M>
    void send_bytes(std::uint64_t step, std::span<const std::byte> data) {
        static_assert(std::same_as<typename M::value_type, std::byte>, "send_bytes: M::value_type must be std::byte");
        send_message(form_of<M>, step, 1, data.size(), data);
    }

    // The next message: kind M, this step, at most max_bytes bytes. protocol_error or transport_error.
    template <Message M>
    [[nodiscard]] bytes receive_bytes(std::uint64_t step, std::size_t max_bytes) {
        static_assert(std::same_as<typename M::value_type, std::byte>,
                      "receive_bytes: M::value_type must be std::byte");
        return receive_bytes_of(form_of<M>, step, max_bytes);
    }

    // The other side's name; the session, 0 before its start; whether the channel is poisoned; what carries it.
    [[nodiscard]] const std::string& peer() const { return peer_; }
    [[nodiscard]] std::uint64_t session() const { return session_; }
    [[nodiscard]] bool poisoned() const { return poisoned_; }
    [[nodiscard]] T& transport() { return transport_; }

private:
    // One direction: the stream of its one-time keys, and the number of its next message.
    struct lane {
        crypto::prg keys;
        std::uint64_t sequence;
    };

    using checksum_key = secret<std::array<std::byte, 32>>;

    // The one-time key of the lane's next message.
    static checksum_key next_key(lane& of) {
        checksum_key key;
        of.keys.fill(key.declassify());  // the stream is made for this place
        return key;
    }

    [[nodiscard]] message_header make_header(const message_form& form, const lane& of, std::uint64_t step,
                                             std::size_t rows, std::size_t columns) const {
        constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
        const std::size_t most_values = std::numeric_limits<std::size_t>::max() / form.value_bytes;
        const bool fits = rows <= most && columns <= most && (columns == 0 || rows <= most_values / columns);
        require<usage_error>(fits, form.name, ": a message cannot hold ", rows, "x", columns, " values");
        message_header header;
        header.kind = form.id;
        header.session = session_;
        header.sequence = of.sequence;
        header.step = step;
        header.rows = static_cast<std::uint32_t>(rows);
        header.columns = static_cast<std::uint32_t>(columns);
        header.payload_bytes = std::uint64_t{rows} * columns * form.value_bytes;
        return header;
    }

    void send_message(const message_form& form, std::uint64_t step, std::size_t rows, std::size_t columns,
                      std::span<const std::byte> payload) {
        const auto raw = store_header(make_header(form, sending_, step, rows, columns));
        guarded(form, step, [&] {
            const deadline until = deadline::after(timeout_);
            crypto::poly1305 checksum(next_key(sending_).declassify());
            checksum.update(raw);
            transport_.send(raw, until);
            // In pieces, so that each is still in cache when it is sent and the peer starts on it meanwhile.
            while (!payload.empty()) {
                const auto piece = payload.first(std::min(payload.size(), piece_bytes));
                checksum.update(piece);
                transport_.send(piece, until);
                payload = payload.subspan(piece.size());
            }
            transport_.send(checksum.finish(), until);
            transport_.flush(until);
            ++sending_.sequence;
        });
    }

    // The next header, which must be of this kind, step and shape.
    [[nodiscard]] header_bytes receive_header(const message_form& form, std::uint64_t step, std::size_t rows,
                                              std::size_t columns, deadline until) {
        const auto expected = make_header(form, receiving_, step, rows, columns);
        header_bytes raw;
        guarded(form, step, [&] {
            transport_.receive(raw, until);
            check(form, step, load_header(raw), expected);
        });
        return raw;
    }

    [[nodiscard]] bytes receive_bytes_of(const message_form& form, std::uint64_t step, std::size_t max_bytes) {
        const deadline until = deadline::after(timeout_);
        header_bytes raw;
        bytes data;
        guarded(form, step, [&] {
            transport_.receive(raw, until);
            const auto header = load_header(raw);
            check(form, step, header, make_header(form, receiving_, step, 1, header.columns));
            require<protocol_error>(header.payload_bytes <= max_bytes, where(form, step), header.payload_bytes,
                                    " bytes announced, at most ", max_bytes, " allowed");
            data.resize(header.columns);
        });
        receive_payload(form, step, raw, data, until);
        return data;
    }

    void check(const message_form& form, std::uint64_t step, const message_header& got,
               const message_header& expected) const {
        const auto difference = header_difference(got, expected, form);
        if (!difference.empty()) [[unlikely]]
            throw protocol_error(where(form, step) + difference);
    }

    // Payload and tag of the message whose header is `raw`.
    void receive_payload(const message_form& form, std::uint64_t step, const header_bytes& raw,
                         std::span<std::byte> payload, deadline until) {
        guarded(form, step, [&] {
            crypto::poly1305 checksum(next_key(receiving_).declassify());
            checksum.update(raw);
            while (!payload.empty()) {
                const auto piece = payload.first(std::min(payload.size(), piece_bytes));
                transport_.receive(piece, until);
                checksum.update(piece);
                payload = payload.subspan(piece.size());
            }
            crypto::tag tag;
            transport_.receive(tag, until);
            if (!crypto::equal_constant_time(tag, checksum.finish())) [[unlikely]]
                throw protocol_error(where(form, step) +
                                     "checksum is wrong: garbled bytes, or the peers hold different session keys");
            ++receiving_.sequence;
        });
    }

    // Runs the part of a call that touches the transport; whatever it throws poisons the channel.
    template <class Body>
    void guarded(const message_form& form, std::uint64_t step, Body&& body) {
        require_sound(form.name);
        try {
            body();
        } catch (const transport_error& failure) {
            poisoned_ = true;
            throw transport_error(where(form, step) + failure.what());
        } catch (...) {
            poisoned_ = true;
            throw;
        }
    }

    void require_sound(std::string_view what) const {
        require<protocol_error>(!poisoned_, peer_, ", ", what, ": the channel is poisoned by an earlier failure");
    }

    [[nodiscard]] std::string where(const message_form& form, std::uint64_t step) const {
        return text(peer_, ", ", form.step_text(step), ", ", form.name, ": ");
    }

    static constexpr std::size_t piece_bytes = 128 * 1024;

    T transport_;
    std::string peer_;
    std::chrono::milliseconds timeout_;
    std::uint64_t session_ = 0;
    lane sending_{crypto::prg(crypto::seed{}, 0), 0};
    lane receiving_{crypto::prg(crypto::seed{}, 0), 0};
    bool poisoned_ = false;
};

}  // namespace SPNN_NAMESPACE::net
