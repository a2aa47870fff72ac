// net/detail/byte_pipe.hpp: one direction of a link: a bounded queue of bytes between two threads.
//
// A ring of fixed capacity; its pages cost memory only once they are touched, and an empty ring starts over at its
// front, so short exchanges stay in cache. Bytes are copied in and out outside the lock. They become visible to
// the reader at flush, when the writer ends, or in pieces of 128 KiB, so that a message wakes a waiting reader once
// and a forgotten flush shows.
//
// A side that may wait calls write or read. A side that must not (the thread that serves a socket) takes the room or
// the bytes that are there, and is called when there are some again. When one side ends, the other drains
// what is there and then fails with the reason. cut() makes both fail at once.
//
// A pipe may begin with a limit below its capacity, until limit_no_more(): so that of a stranger no more is taken in
// than has to be.
//
// Keys and seeds pass here when a session begins. So the first MiB of a pipe is overwritten with zeros as it is taken,
// and the whole ring when the pipe goes. In between, later bytes lie in the ring until others take their place. Not
// covered are the copies beyond the ring: buffers of the kernel, of Boost.Asio and OpenSSL, slices of gRPC, buffers of
// MPI, and what the reader copied out, which is its own to wipe.

#pragma once

#include <spnn/core/deadline.hpp>
#include <spnn/core/error.hpp>
#include <spnn/core/secret.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>

namespace SPNN_NAMESPACE::net::detail {

// [begin_, begin_ + readable_) belongs to the reader, the next staged_ bytes are written but not yet published;
// all positions are modulo the capacity.
class byte_pipe {
public:
    // How many of the first bytes are wiped as they are taken.
    static constexpr std::size_t wiped_bytes = std::size_t{1} << 20;

    static constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

    // `owner` names the transport in errors; at most `limit` bytes are queued at first.
    byte_pipe(std::size_t capacity, std::string owner, std::size_t limit = no_limit)
        : ring_(std::make_unique_for_overwrite<std::byte[]>(capacity)),
          capacity_(capacity),
          limit_(std::min(capacity, limit)),
          owner_(std::move(owner)) {
        require<usage_error>(limit_ > 0, owner_, ": a queue of 0 bytes, expected at least 1");
    }
    byte_pipe(const byte_pipe&) = delete;
    byte_pipe& operator=(const byte_pipe&) = delete;
    ~byte_pipe() { wipe(ring_.get(), touched_); }

    [[nodiscard]] const std::string& owner() const { return owner_; }

    // From here on the capacity is the limit.
    void limit_no_more() {
        const std::lock_guard lock(mutex_);
        limit_ = capacity_;
        announce_room();
    }

    // Sides that may wait.

    void write(std::span<const std::byte> in, deadline until) {
        while (!in.empty()) {
            const auto room = await_room(until);
            const auto head = in.first(std::min({in.size(), piece, room.size()}));
            std::memcpy(room.data(), head.data(), head.size());
            in = in.subspan(head.size());
            const std::lock_guard lock(mutex_);
            stage(head.size());
            if (staged_ >= piece) publish();
        }
    }

    void flush() {
        const std::lock_guard lock(mutex_);
        publish();
    }

    void read(std::span<std::byte> out, deadline until) {
        while (!out.empty()) {
            const auto there = await_bytes(until);
            const auto head = there.first(std::min({out.size(), piece, there.size()}));
            std::memcpy(out.data(), head.data(), head.size());
            out = out.subspan(head.size());
            take(head.size());
        }
    }

    // Sides that must not wait. `again` is called from the other side's thread after a call that
    // gave nothing, once.

    // Bytes to take, in one run; none: there are none now.
    [[nodiscard]] std::span<const std::byte> readable() {
        const std::lock_guard lock(mutex_);
        reader_asks_ = readable_ == 0;
        return head();
    }
    void take(std::size_t count) {
        const std::lock_guard lock(mutex_);
        const auto secrets = std::min(count, to_wipe_);
        wipe(ring_.get() + begin_, secrets);
        to_wipe_ -= secrets;
        begin_ = (begin_ + count) % capacity_;
        readable_ -= count;
        announce_room();
    }
    // Room to fill, in one run; none: there is none now.
    [[nodiscard]] std::span<std::byte> writable() {
        const std::lock_guard lock(mutex_);
        writer_asks_ = used() >= limit_;
        return gap();
    }
    void filled(std::size_t count) {
        const std::lock_guard lock(mutex_);
        stage(count);
        publish();
    }
    // Called under a lock: must do no more than wake somebody. Also called when the other side ends.
    void when_readable(std::function<void()> again) {
        const std::lock_guard lock(mutex_);
        on_bytes_ = std::move(again);
    }
    void when_writable(std::function<void()> again) {
        const std::lock_guard lock(mutex_);
        on_room_ = std::move(again);
    }

    // Ends.

    void end_writing(const std::string& reason) {
        const std::lock_guard lock(mutex_);
        publish();
        if (writer_end_.empty()) writer_end_ = reason;
        wake();
    }
    void end_reading(const std::string& reason) {
        const std::lock_guard lock(mutex_);
        if (reader_end_.empty()) reader_end_ = reason;
        wake();
    }
    void cut(const std::string& reason) {
        const std::lock_guard lock(mutex_);
        if (cut_.empty()) cut_ = reason;
        wake();
    }

    // The writer has ended and everything has been taken, or the link was cut: nothing more will come.
    [[nodiscard]] bool exhausted() {
        const std::lock_guard lock(mutex_);
        return !cut_.empty() || (!writer_end_.empty() && readable_ == 0);
    }
    [[nodiscard]] bool writer_has_ended() {
        const std::lock_guard lock(mutex_);
        return !writer_end_.empty();
    }
    [[nodiscard]] bool reader_has_ended() {
        const std::lock_guard lock(mutex_);
        return !reader_end_.empty();
    }
    // Nothing more is taken in until something is taken out.
    [[nodiscard]] bool is_full() {
        const std::lock_guard lock(mutex_);
        return used() >= limit_;
    }
    [[nodiscard]] bool is_cut() {
        const std::lock_guard lock(mutex_);
        return !cut_.empty();
    }

private:
    friend struct byte_pipe_ring;  // of the tests: what lies in the ring
    static constexpr std::size_t piece = 128 * 1024;

    std::span<std::byte> await_room(deadline until) {
        std::unique_lock lock(mutex_);
        if (used() >= limit_) publish();
        const bool ready = room_.wait_until(lock, until.at(),
                                            [&] { return !cut_.empty() || !reader_end_.empty() || used() < limit_; });
        require<transport_error>(cut_.empty(), owner_, ": ", cut_);
        require<transport_error>(ready, owner_, ": no room in the queue before the deadline of send");
        require<transport_error>(reader_end_.empty(), owner_, ": cannot send, ", reader_end_);
        return gap();
    }

    std::span<const std::byte> await_bytes(deadline until) {
        std::unique_lock lock(mutex_);
        const bool ready =
            bytes_.wait_until(lock, until.at(), [&] { return !cut_.empty() || !writer_end_.empty() || readable_ > 0; });
        require<transport_error>(cut_.empty(), owner_, ": ", cut_);
        require<transport_error>(ready, owner_, ": nothing to receive before the deadline");
        require<transport_error>(readable_ > 0, owner_, ": cannot receive, ", writer_end_);
        return head();
    }

    // The free bytes and the readable ones, as far as they lie in one run.
    [[nodiscard]] std::span<std::byte> gap() {
        if (used() == 0) begin_ = 0;
        if (used() >= limit_) return {};
        const std::size_t at = (begin_ + used()) % capacity_;
        return {ring_.get() + at, std::min(limit_ - used(), capacity_ - at)};
    }
    [[nodiscard]] std::span<const std::byte> head() const {
        return {ring_.get() + begin_, std::min(readable_, capacity_ - begin_)};
    }

    // The next `count` bytes of the gap are written.
    void stage(std::size_t count) {
        touched_ = std::max(touched_, (begin_ + used()) % capacity_ + count);
        staged_ += count;
    }

    void publish() {
        if (staged_ == 0) return;
        readable_ += staged_;
        staged_ = 0;
        bytes_.notify_one();
        if (std::exchange(reader_asks_, false) && on_bytes_) on_bytes_();
    }

    void announce_room() {
        room_.notify_one();
        if (std::exchange(writer_asks_, false) && on_room_) on_room_();
    }

    void wake() {
        bytes_.notify_all();
        room_.notify_all();
        if (on_bytes_) on_bytes_();
        if (on_room_) on_room_();
    }

    [[nodiscard]] std::size_t used() const { return readable_ + staged_; }

    std::unique_ptr<std::byte[]> ring_;
    std::size_t capacity_;
    std::size_t limit_;        // not above the capacity
    std::size_t touched_ = 0;  // bytes at the front of the ring that have ever been written
    std::size_t to_wipe_ = wiped_bytes;
    std::string owner_;
    std::mutex mutex_;
    std::condition_variable room_;
    std::condition_variable bytes_;
    std::size_t begin_ = 0;
    std::size_t readable_ = 0;
    std::size_t staged_ = 0;
    std::string writer_end_, reader_end_, cut_;  // why; empty: not so
    bool reader_asks_ = false, writer_asks_ = false;
    std::function<void()> on_bytes_, on_room_;
};

}  // namespace SPNN_NAMESPACE::net::detail
