// net/trace.hpp: the record of everything a party sent and received over a link, and its messages.
//
// Tests use it to say exactly which values a role has seen. A trace holds payloads in full: it belongs in
// tests and in investigations with made-up data, never in a production run.

#pragma once

#include <spnn/net/message.hpp>

#include <mutex>
#include <utility>

namespace SPNN_NAMESPACE::net {

// As seen by the end that keeps the trace.
enum class direction { sent, received };

// The bytes of one call.
struct trace_entry {
    // Which way they went, and what they are.
    direction way;
    bytes data;
};

// What passed, call by call, in order. Safe to use from several threads.
class trace {
public:
    // Appends a call.
    void add(direction way, std::span<const std::byte> data) {
        const std::lock_guard lock(mutex_);
        entries_.push_back({way, bytes(data.begin(), data.end())});
    }

    // All calls so far.
    [[nodiscard]] std::vector<trace_entry> entries() const {
        const std::lock_guard lock(mutex_);
        return entries_;
    }

    // All bytes that went one way, in order.
    [[nodiscard]] bytes stream(direction way) const {
        const std::lock_guard lock(mutex_);
        bytes all;
        for (const auto& entry : entries_)
            if (entry.way == way) all.insert(all.end(), entry.data.begin(), entry.data.end());
        return all;
    }

private:
    mutable std::mutex mutex_;
    std::vector<trace_entry> entries_;
};

// A message found in a trace.
struct traced_message {
    // What it says of itself, and its values as bytes.
    message_header header;
    bytes payload;
};

// The messages in `stream`, which must start and end at a message boundary; tags are dropped unchecked.
// data_error where the bytes are no message.
[[nodiscard]] inline std::vector<traced_message> split_messages(std::span<const std::byte> stream) {
    std::vector<traced_message> messages;
    byte_reader reader(stream);
    while (reader.left() > 0) {
        const auto header = load_header(reader.take(message_header::wire_bytes, "message header"));
        require<data_error>(header.magic == message_header::magic_number, "message ", messages.size(), ": magic is ",
                            header.magic, ", expected ", message_header::magic_number);
        const auto payload = reader.take(header.payload_bytes, "message payload");
        messages.push_back({header, bytes(payload.begin(), payload.end())});
        static_cast<void>(reader.take(tag_bytes, "message tag"));
    }
    return messages;
}

// The payload of a message as values of type T; data_error when it is no whole number of them.
template <Scalar T>
[[nodiscard]] std::vector<T> payload_values(const traced_message& message) {
    std::vector<T> values(message.payload.size() / sizeof(T));
    byte_reader reader(message.payload);
    reader.array(std::span<T>(values), "payload");
    reader.finish("payload");
    return values;
}

}  // namespace SPNN_NAMESPACE::net
