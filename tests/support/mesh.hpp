// support/mesh.hpp: every two of k parties joined by a channel in memory, what each sends metered and traced.

#pragma once

#include <spnn/net/channel.hpp>
#include <spnn/net/cost.hpp>
#include <spnn/net/decorator/metered.hpp>
#include <spnn/net/decorator/traced.hpp>
#include <spnn/net/transport/memory.hpp>

#include <chrono>
#include <map>

namespace test {

namespace net = spnn::net;

class mesh {
public:
    using channel = net::channel<net::metered<net::traced<net::memory_transport>>>;

    explicit mesh(std::size_t parties, std::size_t capacity = std::size_t{64} << 20) {
        for (std::size_t i = 0; i < parties; ++i)
            for (std::size_t j = i + 1; j < parties; ++j) {
                auto ends = net::make_memory_pair(capacity);
                add(i, j, std::move(ends.first));
                add(j, i, std::move(ends.second));
            }
    }

    [[nodiscard]] channel& at(std::size_t self, std::size_t peer) { return ends_.at({self, peer}).channel; }
    // The channels of one party to all the others, in order.
    [[nodiscard]] std::vector<channel*> of(std::size_t self) {
        std::vector<channel*> all;
        for (auto& [key, one] : ends_)
            if (key.first == self) all.push_back(&one.channel);
        return all;
    }

    // What `self` has sent to `peer`.
    [[nodiscard]] net::wire_cost sent(std::size_t self, std::size_t peer) const {
        const auto& meter = *ends_.at({self, peer}).meter;
        return {meter.bytes_sent, meter.messages_sent};
    }
    [[nodiscard]] net::wire_cost sent(std::size_t self) const {
        net::wire_cost sum;
        for (const auto& [key, one] : ends_)
            if (key.first == self) sum += sent(self, key.second);
        return sum;
    }
    [[nodiscard]] std::vector<net::traced_message> messages(std::size_t self, std::size_t peer) const {
        return net::split_messages(ends_.at({self, peer}).trace->stream(net::direction::sent));
    }

private:
    struct link_end {
        std::shared_ptr<net::meter> meter;
        std::shared_ptr<net::trace> trace;
        mesh::channel channel;
    };

    void add(std::size_t self, std::size_t peer, net::memory_transport transport) {
        auto meter = std::make_shared<net::meter>();
        auto trace = std::make_shared<net::trace>();
        net::metered layered(net::traced(std::move(transport), trace), meter);
        ends_.emplace(std::pair(self, peer),
                      link_end{meter, trace, channel(std::move(layered), spnn::text("party_", peer))});
    }

    std::map<std::pair<std::size_t, std::size_t>, link_end> ends_;
};

}  // namespace test
