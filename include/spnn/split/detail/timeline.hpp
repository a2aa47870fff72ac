// split/detail/timeline.hpp: when the messages of a run arrive, if computing took no time.
//
// Each party has a clock. A message leaves when its sender's clock and the wire allow, and sets its receiver's clock to
// its arrival at the earliest. Messages of one direction of a link follow one another at the link's bandwidth; links do
// not disturb one another. With no bandwidth limit and a latency of 1, the latest clock is the length of the longest
// chain of messages of which each waits for the one before it: the rounds of the run.
// Lamport, "Time, clocks, and the ordering of events in a distributed system", CACM 1978.

#pragma once

#include <spnn/net/cost.hpp>
#include <spnn/split/party.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <vector>

namespace spnn::inline SPNN_ABI::split::detail {

class timeline {
public:
    // Of a run with that many holders, all clocks at 0.
    timeline(std::size_t holders, double seconds_per_byte, double latency)
        : holders_(holders),
          seconds_per_byte_(seconds_per_byte),
          latency_(latency),
          clock_(holders + others),
          wire_free_((holders + others) * (holders + others)) {}

    // A message that `to` waits for before it sends anything that comes later.
    void send(party from, party to, const net::wire_cost& message) {
        auto& clock = clock_[index(to)];
        clock = std::max(clock, arrival(from, to, message));
    }
    // A message that `to` waits for only later, when it takes it: the first posted first.
    void post(party from, party to, const net::wire_cost& message) {
        posted_[index(from) * clock_.size() + index(to)].push_back(arrival(from, to, message));
    }
    void take(party from, party to) {
        auto& waiting = posted_[index(from) * clock_.size() + index(to)];
        auto& clock = clock_[index(to)];
        clock = std::max(clock, waiting.front());
        waiting.pop_front();
    }
    // As send, from each holder to each other, all sent before any is received.
    void exchange(const net::wire_cost& message) {
        auto after = clock_;
        for (std::size_t i = 0; i < holders_; ++i)
            for (std::size_t j = 0; j < holders_; ++j)
                if (i != j)
                    after[others + j] = std::max(after[others + j], arrival(the_holder(i), the_holder(j), message));
        clock_ = std::move(after);
    }

    // When the last message arrives.
    [[nodiscard]] double latest() const { return *std::max_element(clock_.begin(), clock_.end()); }

private:
    static constexpr std::size_t others = 3;  // server, labeler, dealer

    [[nodiscard]] static std::size_t index(party who) {
        switch (who.role) {
            case role::server: return 0;
            case role::labeler: return 1;
            case role::dealer: return 2;
            default: return others + who.number;
        }
    }

    double arrival(party from, party to, const net::wire_cost& message) {
        auto& free = wire_free_[index(from) * clock_.size() + index(to)];
        free = std::max(free, clock_[index(from)]) + static_cast<double>(message.bytes) * seconds_per_byte_;
        return free + latency_;
    }

    std::size_t holders_;
    double seconds_per_byte_, latency_;
    std::vector<double> clock_, wire_free_;             // by party; by sender and receiver
    std::map<std::size_t, std::deque<double>> posted_;  // arrivals that are not taken yet, likewise
};

}  // namespace spnn::inline SPNN_ABI::split::detail
