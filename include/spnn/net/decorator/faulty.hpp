// net/decorator/faulty.hpp: a transport that goes wrong once, at a stated place, so that a test can show what the
// protocol above it does then.
//
// The fault strikes what this end sends; bytes and messages (a flush after at least one byte) are counted from
// zero since construction. The same plan on the same traffic does the same: nothing here is random but
// random_fault, which is a function of its seed. One thread at a time may use an end with this layer.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/error.hpp>
#include <spnn/net/detail/transport_archetype.hpp>
#include <spnn/net/piped.hpp>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

namespace SPNN_NAMESPACE::net {

// What may go wrong.
enum class fault {
    none,      // nothing does
    drop,      // the connection breaks in front of byte `at_byte`
    flip,      // bit `bit` of byte `at_byte` arrives inverted
    truncate,  // the rest of the message from byte `at_byte` on is lost, later messages are not
    stall,     // from byte `at_byte` on nothing is taken any more: send waits for its deadline
    reorder,   // message `message` arrives behind the one after it
    repeat,    // message `message` arrives twice
};

// What goes wrong, and where.
struct fault_plan {
    // Which fault; the byte it strikes, counted from 0.
    fault kind = fault::none;
    std::uint64_t at_byte = 0;
    unsigned bit = 0;           // 0 to 7
    std::uint64_t message = 0;  // counted from 0
};

// Some fault within the first `bytes_sent` bytes and `messages_sent` messages, both at least one.
[[nodiscard]] inline fault_plan random_fault(std::uint64_t seed, std::uint64_t bytes_sent,
                                             std::uint64_t messages_sent) {
    require<usage_error>(bytes_sent > 0 && messages_sent > 0, "random_fault: no traffic to strike: ", bytes_sent,
                         " bytes, ", messages_sent, " messages");
    const auto draw = [&seed] {  // splitmix64 (Steele, Lea, Flood 2014)
        seed += 0x9e3779b97f4a7c15U;
        std::uint64_t z = seed;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    };
    fault_plan plan;
    plan.kind = static_cast<fault>(1 + draw() % 6);
    plan.at_byte = draw() % bytes_sent;
    plan.bit = static_cast<unsigned>(draw() % 8);
    plan.message = draw() % messages_sent;
    return plan;
}

template <class T>
class faulty {
    static_assert(is_transport<T>());

public:
    // usage_error for a bit above 7.
    faulty(T inner, fault_plan plan) : inner_(std::move(inner)), plan_(plan) {
        require<usage_error>(plan.bit < 8, "faulty: bit is ", plan.bit, ", expected 0 to 7");
    }

    void send(std::span<const std::byte> data, deadline until) {
        const std::uint64_t first = sent_;
        sent_ += data.size();
        in_message_ = in_message_ || !data.empty();
        const bool reached = plan_.at_byte < sent_;
        const bool struck = reached && plan_.at_byte >= first;
        const auto before = data.first(struck    ? static_cast<std::size_t>(plan_.at_byte - first)
                                       : reached ? 0
                                                 : data.size());
        const bool marked = messages_ == plan_.message;

        if (plan_.kind == fault::drop && reached) return drop(before, until);
        if (plan_.kind == fault::stall && reached) return stall(before, until);
        if (plan_.kind == fault::flip && struck) return flip(data, before.size(), until);
        if (plan_.kind == fault::truncate) {
            losing_ = losing_ || struck;
            return live().send(losing_ ? before : data, until);
        }
        if ((plan_.kind == fault::reorder || plan_.kind == fault::repeat) && marked)
            kept_.insert(kept_.end(), data.begin(), data.end());
        if (plan_.kind == fault::reorder && marked) return;
        live().send(data, until);
    }

    void receive(std::span<std::byte> data, deadline until) { live().receive(data, until); }

    void flush(deadline until) {
        if (std::exchange(in_message_, false)) {
            const std::uint64_t last = plan_.kind == fault::reorder ? plan_.message + 1 : plan_.message;
            if (messages_++ == last) live().send(std::exchange(kept_, {}), until);
        }
        losing_ = false;
        live().flush(until);
    }

    [[nodiscard]] link_cutter cutter() const
        requires CuttableTransport<T>
    {
        return inner_->cutter();
    }

private:
    T& live() {
        require<transport_error>(inner_.has_value(), "faulty link: the connection is broken");
        return *inner_;
    }

    void drop(std::span<const std::byte> before, deadline until) {
        live().send(before, until);
        live().flush(until);
        inner_.reset();
        live();
    }

    void stall(std::span<const std::byte> before, deadline until) {
        live().send(before, until);
        live().flush(until);
        std::this_thread::sleep_until(until.at());
        throw transport_error("faulty link: nothing was taken before the deadline of send");
    }

    void flip(std::span<const std::byte> data, std::size_t at, deadline until) {
        bytes garbled(data.begin(), data.end());
        garbled[at] ^= std::byte{1} << plan_.bit;
        live().send(garbled, until);
    }

    std::optional<T> inner_;
    fault_plan plan_;
    std::uint64_t sent_ = 0;
    std::uint64_t messages_ = 0;
    bool in_message_ = false;
    bool losing_ = false;
    bytes kept_;
};

static_assert(Transport<faulty<detail::transport_archetype>>);

}  // namespace SPNN_NAMESPACE::net
