// support/hostile.hpp: a party that does not follow the protocol: its end of a link, in between.
//
// The party itself is the library's own, and speaks as it always does. This transport, around its end of a link, cuts
// what it sends into messages and does one deed: changes one message, says it twice, in another's place or not at all,
// falls silent, or never stops. Whatever is sent has the right sequence number and a tag that fits, unless the deed
// says otherwise, so that it gets past the checksum, which is no protection against anybody.

#pragma once

#include <spnn/crypto/derive.hpp>
#include <spnn/crypto/poly1305.hpp>
#include <spnn/net/piped.hpp>
#include <spnn/net/trace.hpp>
#include <spnn/session/messages.hpp>
#include <spnn/split/messages.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace test {

// The checksum key of a session, from what its two ends said first: as session/session.hpp makes it.
[[nodiscard]] inline spnn::crypto::seed link_key(const spnn::bytes& low_hello, const spnn::bytes& high_hello) {
    return spnn::crypto::derive_seed("spnn link", {low_hello, high_hello});
}

enum class act {
    nothing,
    change,   // the message is sent as `change` leaves it
    lie,      // so is every later one
    repeat,   // it is said twice
    replay,   // in its place the first one of the link is said again
    swap,     // it is said behind the next one
    lose,     // it is left out, and the next one numbered in its place
    mute,     // from here on nothing more is said on this link; the party goes on
    vanish,   // from here on the party is gone, but its links stay open
    halve,    // half of it is sent; then the party is gone, but its links stay open
    close,    // half of it is sent; then the party is gone, and its links are closed
    trickle,  // it is sent byte by byte, with a rest after each
    flood,    // it is said again and again, for as long as one wait may take; then the party is gone
    flood_on  // the same, each time for the next step
};

struct deed {
    act what = act::nothing;
    std::size_t message = 0;  // of those that the link's end sends, counted from 0
    std::string name{};       // for reports: "rows 0"
    std::function<void(spnn::net::traced_message&)> change{};
};

// What the hostile end of one link shares with its test.
template <class T>
struct hostile_end {
    deed what;
    bool is_low = true;                             // of the two ends of a session (session/session.hpp)
    bool stays = false;                             // keeps the link open when the party is gone
    bool was_done = false;                          // the deed has been done, and has changed something
    bool knows_the_checksum = true;                 // every tag of the party itself was the one expected
    std::size_t count = 0;                          // messages of the party, before any deed
    std::vector<spnn::net::traced_message> said{};  // the first 256 of them
    std::optional<T> kept_open{};
};

template <spnn::net::CuttableTransport T>
class hostile {
public:
    using shared = std::shared_ptr<hostile_end<T>>;

    hostile(T inner, shared end) : inner_(std::make_unique<T>(std::move(inner))), end_(std::move(end)) {}
    hostile(hostile&&) = default;
    hostile& operator=(hostile&&) = default;
    ~hostile() {
        if (inner_ && end_->stays) end_->kept_open.emplace(std::move(*inner_));
    }

    void send(std::span<const std::byte> data, spnn::deadline) { ours_.insert(ours_.end(), data.begin(), data.end()); }

    void flush(spnn::deadline until) {
        while (auto next = first_message(ours_)) speak(std::move(*next), until);
        live().flush(until);
    }

    void receive(std::span<std::byte> data, spnn::deadline until) {
        live().receive(data, until);
        if (!their_hello_.empty() || session_ != 0) return;
        theirs_.insert(theirs_.end(), data.begin(), data.end());
        while (auto next = first_message(theirs_))
            if (next->message.header.kind == spnn::session::hello::id) their_hello_ = next->message.payload;
    }

    [[nodiscard]] spnn::net::link_cutter cutter() const { return inner_->cutter(); }

private:
    using message = spnn::net::traced_message;
    struct tagged {
        test::hostile<T>::message message;
        spnn::crypto::tag tag;
    };

    // Takes the first message off the stream, if all of it is there.
    [[nodiscard]] static std::optional<tagged> first_message(spnn::bytes& stream) {
        constexpr auto head = spnn::net::message_header::wire_bytes;
        if (stream.size() < head) return std::nullopt;
        tagged next;
        next.message.header = spnn::net::load_header(stream);
        const auto size = next.message.header.payload_bytes;
        if (stream.size() - head < size || stream.size() - head - size < spnn::net::tag_bytes) return std::nullopt;
        const auto payload = stream.begin() + head, tag = payload + static_cast<std::ptrdiff_t>(size),
                   end = tag + spnn::net::tag_bytes;
        next.message.payload.assign(payload, tag);
        std::copy(tag, end, next.tag.begin());
        stream.erase(stream.begin(), end);
        return next;
    }

    // The key and the numbers of a session that begins with this message.
    void enter_session(const message& first) {
        if (first.header.session == session_) return;
        session_ = first.header.session;
        next_number_ = 0;
        key_ = end_->is_low ? link_key(own_hello_, their_hello_) : link_key(their_hello_, own_hello_);
    }

    void speak(tagged next, spnn::deadline until) {
        enter_session(next.message);
        auto& m = next.message;
        if (tag_of(bytes_of(m), m.header.sequence) != next.tag) end_->knows_the_checksum = false;
        if (m.header.kind == spnn::session::hello::id) own_hello_ = m.payload;
        if (!opening_) opening_ = m;
        const auto number = end_->count++;
        if (number < 256) end_->said.push_back(m);
        const auto& todo = end_->what;
        if (todo.what == act::mute && end_->was_done) return;
        const bool is_due = todo.what == act::lie ? number >= todo.message : number == todo.message;
        if (todo.what == act::nothing || !is_due) return pass_on(std::move(m), until);
        end_->was_done = end_->was_done || !todo.change;
        switch (todo.what) {
            case act::change:
            case act::lie: return emit(std::move(m), until, todo.change);
            case act::repeat: emit(m, until); return emit(std::move(m), until);
            case act::replay: return emit(*opening_, until);
            case act::swap: held_ = std::move(m); return;
            case act::lose: return;
            case act::mute: end_->stays = true; return;
            case act::vanish: return leave(true);
            case act::halve: return half(m, until, true);
            case act::close: return half(m, until, false);
            case act::trickle: return trickle(std::move(m), until);
            default: return flood(std::move(m), until, todo.what == act::flood_on);
        }
    }

    void pass_on(message m, spnn::deadline until) {
        emit(std::move(m), until);
        if (held_) emit(*std::exchange(held_, std::nullopt), until);
    }

    void half(message m, spnn::deadline until, bool stays) {
        m.header.sequence = next_number_++;
        const auto whole = bytes_of(m);
        live().send(std::span(whole).first(whole.size() / 2), until);
        live().flush(until);
        leave(stays);
    }

    void trickle(message m, spnn::deadline until) {
        m.header.sequence = next_number_++;
        auto all = bytes_of(m);
        const auto tag = tag_of(all, m.header.sequence);
        all.insert(all.end(), tag.begin(), tag.end());
        const spnn::deadline enough(until.at() + std::chrono::seconds(1));
        for (const auto& one : all) {
            if (enough.passed()) leave(true);
            live().send({&one, 1}, enough);
            live().flush(enough);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    void flood(message m, spnn::deadline until, bool goes_on) {
        end_->stays = true;
        while (!until.passed()) {
            emit(m, until);
            live().flush(until);
            if (goes_on) ++m.header.step;
        }
        leave(true);
    }

    // Ends the party.
    [[noreturn]] void leave(bool stays) {
        end_->stays = stays;
        throw spnn::transport_error("the hostile party has left");
    }

    // Sends a message under the next number, as `change` leaves it.
    void emit(message m, spnn::deadline until, const std::function<void(message&)>& change = {}) {
        const auto number = m.header.sequence = next_number_++;
        if (change) {
            const auto before = m;
            change(m);
            end_->was_done = end_->was_done || m.header != before.header || m.payload != before.payload;
        }
        const auto all = bytes_of(m);
        live().send(all, until);
        live().send(tag_of(all, number), until);
    }

    [[nodiscard]] static spnn::bytes bytes_of(const message& m) {
        const auto head = spnn::net::store_header(m.header);
        spnn::bytes all(head.begin(), head.end());
        all.insert(all.end(), m.payload.begin(), m.payload.end());
        return all;
    }

    // As net/channel.hpp makes it.
    [[nodiscard]] spnn::crypto::tag tag_of(std::span<const std::byte> all, std::uint64_t number) const {
        spnn::crypto::prg stream(key_, session_ == 0 || end_->is_low ? 0 : 1);
        stream.seek(2 * number);
        std::array<std::byte, 32> one_time{};
        stream.fill(one_time);
        spnn::crypto::poly1305 checksum(one_time);
        checksum.update(all);
        return checksum.finish();
    }

    T& live() {
        spnn::require<spnn::transport_error>(inner_ != nullptr, "the hostile party has left");
        return *inner_;
    }

    std::unique_ptr<T> inner_;
    shared end_;
    spnn::bytes ours_, theirs_, own_hello_, their_hello_;
    std::uint64_t session_ = 0, next_number_ = 0;
    spnn::crypto::seed key_{};
    std::optional<message> opening_, held_;
};

}  // namespace test
