// net/cost.hpp: what a step of a protocol costs on the wire, as numbers the compiler can compute.
//
// A step states its cost beside its code; tests hold a meter to the statement:
//     constexpr wire_cost per_batch = holders * message_cost<masked_product>(m, h) + message_cost<gradient>(m, h);

#pragma once

#include <spnn/net/message.hpp>

namespace SPNN_NAMESPACE::net {

// What is sent over one link or several.
struct wire_cost {
    // Bytes with headers and tags, and messages.
    std::uint64_t bytes = 0;
    std::uint64_t messages = 0;

    bool operator==(const wire_cost&) const = default;

    // The cost of both, and of `count` times the same.
    constexpr wire_cost& operator+=(const wire_cost& other) {
        bytes += other.bytes;
        messages += other.messages;
        return *this;
    }
    friend constexpr wire_cost operator+(wire_cost a, const wire_cost& b) { return a += b; }
    friend constexpr wire_cost operator*(std::uint64_t count, const wire_cost& cost) {
        return {count * cost.bytes, count * cost.messages};
    }
    friend constexpr wire_cost operator*(const wire_cost& cost, std::uint64_t count) { return count * cost; }
};

// One message of kind M with rows x columns values; for send_bytes, rows is 1 and columns the bytes.
template <Message M>
[[nodiscard]] constexpr wire_cost message_cost(std::uint64_t rows, std::uint64_t columns) {
    return {message_bytes(rows * columns * sizeof(typename M::value_type)), 1};
}

}  // namespace SPNN_NAMESPACE::net
