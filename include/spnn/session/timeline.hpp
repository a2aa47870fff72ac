// session/timeline.hpp: when the messages of a run arrive, if computing took no time.
//
// Each party has a clock. A message leaves when its sender's clock and the wire allow, and sets its receiver's clock to
// its arrival at the earliest. Messages of one direction of a link follow one another at the link's bandwidth; links do
// not disturb one another. With no bandwidth limit and a latency of 1, the latest clock is the length of the longest
// chain of messages of which each waits for the one before it: the rounds of the run.
// Lamport, "Time, clocks, and the ordering of events in a distributed system", CACM 1978.

#pragma once

#include <spnn/net/cost.hpp>
#include <spnn/session/party.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <span>
#include <vector>

namespace SPNN_NAMESPACE::session {

class timeline {
public:
    // Of a run of these parties, all clocks at 0. Bytes follow one another at so many seconds a byte; a message arrives
    // `latency` seconds after its last.
    timeline(std::span<const party> parties, double seconds_per_byte, double latency)
        : seconds_per_byte_(seconds_per_byte),
          latency_(latency),
          clock_(parties.size()),
          wire_free_(parties.size() * parties.size()) {
        for (const auto& who : parties) numbers_.emplace(who, numbers_.size());
    }

    // A message that `to` waits for before it sends anything that comes later.
    void send(party from, party to, const net::wire_cost& message) {
        const auto receiver = number(to);
        clock_[receiver] = std::max(clock_[receiver], arrival(number(from), receiver, message));
    }
    // A message that `to` waits for only later, when it takes it: the first posted first.
    void post(party from, party to, const net::wire_cost& message) {
        posted_[{number(from), number(to)}].push_back(arrival(number(from), number(to), message));
    }
    // Waits for the next message that was posted.
    void take(party from, party to) {
        auto& waiting = posted_[{number(from), number(to)}];
        auto& clock = clock_[number(to)];
        clock = std::max(clock, waiting.front());
        waiting.pop_front();
    }
    // As send, from each of these parties to each other, all sent before any is received.
    void exchange(std::span<const party> among, const net::wire_cost& message) {
        std::vector<std::size_t> numbers;
        for (const auto& who : among) numbers.push_back(number(who));
        auto after = clock_;
        for (const auto from : numbers)
            for (const auto to : numbers)
                if (from != to) after[to] = std::max(after[to], arrival(from, to, message));
        clock_ = std::move(after);
    }

    // When the last message arrives, in seconds.
    [[nodiscard]] double latest() const { return *std::max_element(clock_.begin(), clock_.end()); }

private:
    [[nodiscard]] std::size_t number(const party& who) const { return numbers_.at(who); }

    double arrival(std::size_t from, std::size_t to, const net::wire_cost& message) {
        auto& free = wire_free_[from * clock_.size() + to];
        free = std::max(free, clock_[from]) + static_cast<double>(message.bytes) * seconds_per_byte_;
        return free + latency_;
    }

    double seconds_per_byte_, latency_;
    std::map<party, std::size_t> numbers_;
    std::vector<double> clock_, wire_free_;                                     // by party; by sender and receiver
    std::map<std::pair<std::size_t, std::size_t>, std::deque<double>> posted_;  // arrivals not taken yet, likewise
};

}  // namespace SPNN_NAMESPACE::session
