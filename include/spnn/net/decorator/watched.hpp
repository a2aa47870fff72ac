// net/decorator/watched.hpp: a transport that says whom its party is waiting for.
//
// All links of a party share one `activity`. Another thread can read there which peer the party has been waiting for
// and since when; after a failure it names the peer whose link failed.

#pragma once

#include <spnn/core/deadline.hpp>
#include <spnn/net/detail/transport_archetype.hpp>
#include <spnn/net/piped.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace SPNN_NAMESPACE::net {

// What a party is waiting for; any thread may ask.
class activity {
public:
    // A wait: for whom, and since when.
    struct state {
        std::string peer;                     // empty: this party is at work
        deadline::clock::time_point since{};  // when it began
    };

    // A wait for `peer` begins; it has ended well.
    void begin(const std::string& peer) {
        const std::lock_guard lock(mutex_);
        now_ = {peer, deadline::clock::now()};
    }
    void end() {
        const std::lock_guard lock(mutex_);
        now_.peer.clear();
    }
    // The wait that goes on, or that failed.
    [[nodiscard]] state now() const {
        const std::lock_guard lock(mutex_);
        return now_;
    }

private:
    mutable std::mutex mutex_;
    state now_;
};

template <class T>
class watched {
    static_assert(is_transport<T>());

public:
    // The link to `peer`; usage_error without an activity.
    watched(T inner, std::string peer, std::shared_ptr<activity> shared)
        : inner_(std::move(inner)), peer_(std::move(peer)), activity_(std::move(shared)) {
        require<usage_error>(activity_ != nullptr, "watched: activity is null");
    }

    void send(std::span<const std::byte> data, deadline until) {
        during([&] { inner_.send(data, until); });
    }
    void receive(std::span<std::byte> data, deadline until) {
        during([&] { inner_.receive(data, until); });
    }
    void flush(deadline until) {
        during([&] { inner_.flush(until); });
    }

    [[nodiscard]] link_cutter cutter() const
        requires CuttableTransport<T>
    {
        return inner_.cutter();
    }

private:
    // A call that fails leaves its mark.
    template <class Call>
    void during(Call&& call) {
        activity_->begin(peer_);
        call();
        activity_->end();
    }

    T inner_;
    std::string peer_;
    std::shared_ptr<activity> activity_;
};

static_assert(Transport<watched<detail::transport_archetype>>);

}  // namespace SPNN_NAMESPACE::net
