// support/tape.hpp: a transport whose peer has said everything beforehand, and right messages around any payload.

#pragma once

#include <spnn/crypto/poly1305.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/net/message.hpp>
#include <spnn/net/transport.hpp>

#include <memory>
#include <utility>

namespace fuzz {

// What came is read from the front; at its end the peer is gone. What is sent is kept.
class tape {
public:
    explicit tape(std::span<const std::byte> came = {}) : held_(std::make_unique<held>()) {
        held_->came.assign(came.begin(), came.end());
    }

    void send(std::span<const std::byte> data, spnn::deadline) {
        held_->sent.insert(held_->sent.end(), data.begin(), data.end());
    }
    void flush(spnn::deadline) {}
    void receive(std::span<std::byte> data, spnn::deadline) {
        spnn::require<spnn::transport_error>(data.size() <= held_->came.size() - held_->at, "tape: at its end");
        std::copy_n(held_->came.data() + held_->at, data.size(), data.data());
        held_->at += data.size();
    }

    [[nodiscard]] std::span<const std::byte> sent() const { return held_->sent; }
    // The part of what came that has been read.
    [[nodiscard]] std::span<const std::byte> read() const { return std::span(held_->came).first(held_->at); }

private:
    struct held {
        spnn::bytes came, sent;
        std::size_t at = 0;
    };
    std::unique_ptr<held> held_;
};

static_assert(spnn::net::Transport<tape>);

// Composes the messages of one direction by the description in net/channel.hpp, apart from the library's sender.
class composer {
public:
    // Before the start of a session: session 0, a key of zeros, stream 0.
    composer() : composer(0, spnn::crypto::seed{}, 0) {}
    composer(std::uint64_t session, const spnn::crypto::seed& key, std::uint64_t stream)
        : session_(session), keys_(key, stream) {}

    // The header of the next message.
    [[nodiscard]] spnn::net::message_header header(std::uint16_t kind, std::uint64_t step, std::uint32_t rows,
                                                   std::uint32_t columns, std::uint64_t payload) const {
        spnn::net::message_header out;
        out.kind = kind;
        out.session = session_;
        out.sequence = sequence_;
        out.step = step;
        out.rows = rows;
        out.columns = columns;
        out.payload_bytes = payload;
        return out;
    }
    template <spnn::net::Message M>
    [[nodiscard]] spnn::net::header_bytes header_of(std::uint64_t step, std::size_t rows, std::size_t columns) const {
        return spnn::net::store_header(header(M::id, step, static_cast<std::uint32_t>(rows),
                                              static_cast<std::uint32_t>(columns),
                                              rows * columns * sizeof(typename M::value_type)));
    }

    // Adds header, payload and a tag that fits both.
    void add(std::span<const std::byte> header, std::span<const std::byte> payload) {
        std::array<std::byte, 32> one_time{};
        keys_.fill(one_time);
        ++sequence_;
        spnn::crypto::poly1305 checksum(one_time);
        for (const auto part : {header, payload}) {
            checksum.update(part);
            wire_.insert(wire_.end(), part.begin(), part.end());
        }
        const auto tag = checksum.finish();
        wire_.insert(wire_.end(), tag.begin(), tag.end());
    }
    template <spnn::net::Message M>
    void add(std::uint64_t step, std::size_t rows, std::size_t columns, std::span<const std::byte> payload) {
        add(header_of<M>(step, rows, columns), payload);
    }

    [[nodiscard]] spnn::bytes& wire() { return wire_; }

private:
    std::uint64_t session_;
    std::uint64_t sequence_ = 0;
    spnn::crypto::prg keys_;
    spnn::bytes wire_;
};

}  // namespace fuzz
