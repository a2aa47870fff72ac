// split/support/tally.hpp: links that count what each party sends after its set-up, and how long it waits for others in
// messages: what split/cost.hpp and split/estimate.hpp say beforehand.

#pragma once

#include <spnn/net/cost.hpp>
#include <spnn/net/transport/memory.hpp>
#include <spnn/session/messages.hpp>
#include <spnn/session/party.hpp>
#include <spnn/share/triples/dealer.hpp>
#include <spnn/split/messages.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>

namespace test {

// Of one party, over all its links. Hops: how many messages one after the other it has waited for.
struct tally {
    spnn::net::wire_cost sent;
    std::uint64_t hops = 0;
};

[[nodiscard]] inline bool is_set_up(std::uint16_t kind) {
    return kind == spnn::session::hello::id || kind == spnn::session::key_half::id ||
           kind == spnn::session::run_nonces::id || kind == spnn::session::agreement::id ||
           kind == spnn::split::public_key::id || kind == spnn::share::triple_seed::id;
}

// Carries with each message of a run, but not of its set-up, the hops before it and itself (Lamport's clock).
class tallied {
public:
    tallied(spnn::net::memory_transport inner, std::shared_ptr<tally> own)
        : inner_(std::move(inner)), own_(std::move(own)) {}

    void send(std::span<const std::byte> data, spnn::deadline until) {
        if (data.empty()) return;
        if (!in_message_) {
            in_set_up_ = is_set_up(spnn::net::load_header(data.first(spnn::net::message_header::wire_bytes)).kind);
            own_->sent.messages += in_set_up_ ? 0 : 1;
        }
        in_message_ = true;
        own_->sent.bytes += in_set_up_ ? 0 : data.size();
        const std::array<std::uint64_t, 2> frame{in_set_up_ ? 0 : own_->hops + 1, data.size()};
        inner_.send(std::as_bytes(std::span(frame)), until);
        inner_.send(data, until);
    }
    void receive(std::span<std::byte> data, spnn::deadline until) {
        while (!data.empty()) {
            if (left_ == 0) {
                std::array<std::uint64_t, 2> frame{};
                inner_.receive(std::as_writable_bytes(std::span(frame)), until);
                own_->hops = std::max(own_->hops, frame[0]);
                left_ = frame[1];
            }
            const auto head = data.first(std::min<std::size_t>(left_, data.size()));
            inner_.receive(head, until);
            left_ -= head.size();
            data = data.subspan(head.size());
        }
    }
    void flush(spnn::deadline until) {
        inner_.flush(until);
        in_message_ = false;
    }

private:
    spnn::net::memory_transport inner_;
    std::shared_ptr<tally> own_;
    std::size_t left_ = 0;
    bool in_message_ = false, in_set_up_ = false;
};
static_assert(spnn::net::Transport<tallied>);

// The tallies of all parties of a run whose links it makes.
class tallies {
public:
    [[nodiscard]] std::pair<tallied, tallied> link(spnn::split::party a, spnn::split::party b) {
        auto [near, far] = spnn::net::make_memory_pair();
        return {tallied(std::move(near), of(a)), tallied(std::move(far), of(b))};
    }

    [[nodiscard]] spnn::net::wire_cost sent_by(spnn::split::party who) const { return all_.at(who)->sent; }
    // By all parties together.
    [[nodiscard]] spnn::net::wire_cost sent() const {
        spnn::net::wire_cost sum;
        for (const auto& [who, own] : all_) sum += own->sent;
        return sum;
    }
    // The longest chain of messages of which each waits for the one before it.
    [[nodiscard]] std::uint64_t rounds() const {
        std::uint64_t longest = 0;
        for (const auto& [who, own] : all_) longest = std::max(longest, own->hops);
        return longest;
    }

private:
    [[nodiscard]] std::shared_ptr<tally> of(spnn::split::party who) {
        auto& own = all_[who];
        if (!own) own = std::make_shared<tally>();
        return own;
    }

    std::map<spnn::split::party, std::shared_ptr<tally>> all_;
};

}  // namespace test
