// net/decorator/metered.hpp: a transport that counts what passes through it.
//
// Only what the inner transport has taken or delivered is counted; a message is a flush after at least one
// byte. The meter is shared, so it outlives the transport and may add up several links.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/net/detail/transport_archetype.hpp>
#include <spnn/net/piped.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace SPNN_NAMESPACE::net {

// What passed, over all links that share it.
struct meter {
    // May be read while the links are in use.
    std::atomic<std::uint64_t> bytes_sent = 0;
    std::atomic<std::uint64_t> bytes_received = 0;
    std::atomic<std::uint64_t> messages_sent = 0;
};

template <class T>
class metered {
    static_assert(is_transport<T>());

public:
    // usage_error without a meter.
    metered(T inner, std::shared_ptr<meter> counts) : inner_(std::move(inner)), counts_(std::move(counts)) {
        require<usage_error>(counts_ != nullptr, "metered: meter is null");
    }

    void send(std::span<const std::byte> data, deadline until) {
        inner_.send(data, until);
        counts_->bytes_sent += data.size();
        in_message_ = in_message_ || !data.empty();
    }
    void receive(std::span<std::byte> data, deadline until) {
        inner_.receive(data, until);
        counts_->bytes_received += data.size();
    }
    void flush(deadline until) {
        inner_.flush(until);
        if (std::exchange(in_message_, false)) ++counts_->messages_sent;
    }

    [[nodiscard]] link_cutter cutter() const
        requires CuttableTransport<T>
    {
        return inner_.cutter();
    }

private:
    T inner_;
    std::shared_ptr<meter> counts_;
    bool in_message_ = false;
};

static_assert(Transport<metered<detail::transport_archetype>>);

}  // namespace SPNN_NAMESPACE::net
