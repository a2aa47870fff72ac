// Bytes from one thread to another through a ring of fixed size, without a lock. Knows nothing of spnn, so that units
// built for unequal machines can share it.

#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <thread>

class ring_buffer {
public:
    using moment = std::chrono::steady_clock::time_point;

    // False when the reader has gone or nothing moved until then.
    bool write(std::span<const std::byte> data, moment until) {
        while (!data.empty()) {
            const auto at = written_.load(std::memory_order_relaxed);
            const auto room = ring_.size() - (at - read_.load(std::memory_order_acquire));
            const auto size = std::min({data.size(), static_cast<std::size_t>(room), ring_.size() - at % ring_.size()});
            if (size == 0 && !wait(until)) return false;
            std::memcpy(ring_.data() + at % ring_.size(), data.data(), size);
            written_.store(at + size, std::memory_order_release);
            data = data.subspan(size);
        }
        return true;
    }
    // False when the writer has gone and nothing is left, or nothing came until then.
    bool read(std::span<std::byte> data, moment until) {
        while (!data.empty()) {
            const auto at = read_.load(std::memory_order_relaxed);
            const auto there = written_.load(std::memory_order_acquire) - at;
            const auto size =
                std::min({data.size(), static_cast<std::size_t>(there), ring_.size() - at % ring_.size()});
            if (size == 0 && !wait(until)) return false;
            std::memcpy(data.data(), ring_.data() + at % ring_.size(), size);
            read_.store(at + size, std::memory_order_release);
            data = data.subspan(size);
        }
        return true;
    }
    void close() { closed_ = true; }

private:
    bool wait(moment until) const {
        if (closed_ || std::chrono::steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(std::chrono::microseconds(20));
        return true;
    }

    std::array<std::byte, 1 << 20> ring_{};
    std::atomic<std::uint64_t> written_ = 0, read_ = 0;
    std::atomic<bool> closed_ = false;
};

// Both ways between two parties.
struct ring_pair {
    ring_buffer there, back;
};
