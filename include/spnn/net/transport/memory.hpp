// net/transport/memory.hpp: two transports joined by queues in memory, for parties that are threads of one
// process, and for tests.
//
// Each direction is a ring buffer of fixed capacity; its pages cost memory only once they are touched, and
// an empty ring starts over at its front, so short exchanges stay in cache. A byte is copied twice: into the
// ring and out of it, both outside the lock. Bytes become visible to the peer at flush, when the sender is
// destroyed, or in pieces of 128 KiB, so that a message wakes a waiting peer once and a forgotten flush shows.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/net/transport.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

namespace spnn::inline SPNN_ABI::net {

namespace detail {

// One direction. [begin_, begin_ + readable_) belongs to the reader, the next staged_ bytes are written but
// not yet published; all positions are modulo the capacity.
class memory_pipe {
public:
    explicit memory_pipe(std::size_t capacity)
        : ring_(std::make_unique_for_overwrite<std::byte[]>(capacity)), capacity_(capacity) {}

    void write(std::span<const std::byte> in, deadline until) {
        while (!in.empty()) {
            const auto gap = claim(in.size(), until);
            std::memcpy(gap.data(), in.data(), gap.size());
            in = in.subspan(gap.size());
            const std::lock_guard lock(mutex_);
            staged_ += gap.size();
            if (staged_ >= piece) publish();
        }
    }

    void flush() {
        const std::lock_guard lock(mutex_);
        publish();
    }

    void read(std::span<std::byte> out, deadline until) {
        while (!out.empty()) {
            const auto head = await(out.size(), until);
            std::memcpy(out.data(), head.data(), head.size());
            out = out.subspan(head.size());
            const std::lock_guard lock(mutex_);
            begin_ = (begin_ + head.size()) % capacity_;
            readable_ -= head.size();
            room_.notify_one();
        }
    }

    void end_writing() {
        const std::lock_guard lock(mutex_);
        publish();
        writer_gone_ = true;
        data_.notify_one();
    }

    void end_reading() {
        const std::lock_guard lock(mutex_);
        reader_gone_ = true;
        room_.notify_one();
    }

private:
    static constexpr std::size_t piece = 128 * 1024;

    // Free bytes in one run, at least one and at most `wanted`.
    std::span<std::byte> claim(std::size_t wanted, deadline until) {
        std::unique_lock lock(mutex_);
        if (used() == 0) begin_ = 0;
        if (used() == capacity_) publish();
        const bool ready = room_.wait_until(lock, until.at(), [&] { return reader_gone_ || used() < capacity_; });
        require<transport_error>(ready, "memory transport: no room in the queue before the deadline of send");
        require<transport_error>(!reader_gone_, "memory transport: cannot send, the other end is closed");
        const std::size_t at = (begin_ + used()) % capacity_;
        return {ring_.get() + at, std::min({wanted, piece, capacity_ - used(), capacity_ - at})};
    }

    // Published bytes in one run, at least one and at most `wanted`.
    std::span<const std::byte> await(std::size_t wanted, deadline until) {
        std::unique_lock lock(mutex_);
        const bool ready = data_.wait_until(lock, until.at(), [&] { return writer_gone_ || readable_ > 0; });
        require<transport_error>(ready, "memory transport: nothing to receive before the deadline");
        require<transport_error>(readable_ > 0, "memory transport: cannot receive, the other end is closed");
        return {ring_.get() + begin_, std::min({wanted, piece, readable_, capacity_ - begin_})};
    }

    void publish() {
        if (staged_ == 0) return;
        readable_ += staged_;
        staged_ = 0;
        data_.notify_one();
    }

    [[nodiscard]] std::size_t used() const { return readable_ + staged_; }

    std::unique_ptr<std::byte[]> ring_;
    std::size_t capacity_;
    std::mutex mutex_;
    std::condition_variable room_;
    std::condition_variable data_;
    std::size_t begin_ = 0;
    std::size_t readable_ = 0;
    std::size_t staged_ = 0;
    bool writer_gone_ = false;
    bool reader_gone_ = false;
};

}  // namespace detail

class memory_transport {
public:
    memory_transport(memory_transport&&) = default;
    memory_transport& operator=(memory_transport&& other) noexcept {
        if (this != &other) {
            close();
            out_ = std::move(other.out_);
            in_ = std::move(other.in_);
        }
        return *this;
    }
    ~memory_transport() { close(); }

    void send(std::span<const std::byte> data, deadline until) { pipe(out_).write(data, until); }
    void receive(std::span<std::byte> data, deadline until) { pipe(in_).read(data, until); }
    void flush(deadline) { pipe(out_).flush(); }

private:
    using shared_pipe = std::shared_ptr<detail::memory_pipe>;
    friend std::pair<memory_transport, memory_transport> make_memory_pair(std::size_t capacity);

    memory_transport(shared_pipe out, shared_pipe in) : out_(std::move(out)), in_(std::move(in)) {}

    static detail::memory_pipe& pipe(const shared_pipe& which) {
        require<usage_error>(which != nullptr, "memory transport: used after it was moved from");
        return *which;
    }

    void close() {
        if (out_) out_->end_writing();
        if (in_) in_->end_reading();
    }

    shared_pipe out_;
    shared_pipe in_;
};

// Two connected ends. `capacity`: bytes that each direction queues before send waits, at least one.
[[nodiscard]] inline std::pair<memory_transport, memory_transport> make_memory_pair(
    std::size_t capacity = std::size_t{64} << 20) {
    require<usage_error>(capacity > 0, "make_memory_pair: capacity is 0 bytes, expected at least 1");
    auto forth = std::make_shared<detail::memory_pipe>(capacity);
    auto back = std::make_shared<detail::memory_pipe>(capacity);
    return {memory_transport(forth, back), memory_transport(back, forth)};
}

static_assert(Transport<memory_transport>);

}  // namespace spnn::inline SPNN_ABI::net
