// A transport of one's own: one end of a connected Unix-domain socket, made of poll, send and recv.
//
// A socket holds little, and two parties may both send much before either reads. So send puts the bytes into a bounded
// queue, and a thread of its own hands them to the socket.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/net/transport.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

class unix_transport {
public:
    // [functions]
    // Takes the descriptor over. After fork, never before: a thread does not come along.
    explicit unix_transport(int descriptor) : end_(std::make_unique<open_end>(descriptor)) {}

    void send(std::span<const std::byte> data, spnn::deadline until) { end_->put(data, until); }
    void flush(spnn::deadline) {}  // the thread waits for nothing
    void receive(std::span<std::byte> data, spnn::deadline until) {
        constexpr std::chrono::milliseconds most = std::chrono::hours(1);
        while (!data.empty()) {
            pollfd socket{end_->descriptor, POLLIN, 0};
            const auto left = std::min(std::chrono::ceil<std::chrono::milliseconds>(until.left()), most);
            const bool ready = ::poll(&socket, 1, static_cast<int>(left.count())) != 0;
            spnn::require<spnn::transport_error>(ready, "unix socket: nothing to receive before the deadline");
            const auto got = ::recv(end_->descriptor, data.data(), data.size(), MSG_DONTWAIT);
            if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
            spnn::require<spnn::transport_error>(got > 0, "unix socket: cannot receive, the other end is closed");
            data = data.subspan(static_cast<std::size_t>(got));
        }
    }
    // [/functions]

private:
    static constexpr std::size_t most_waiting = std::size_t{32} << 20;

    struct open_end {
        const int descriptor;
        std::mutex mutex;
        std::condition_variable changed;
        spnn::bytes waiting;  // sent, but not yet in the socket
        bool broken = false;
        std::atomic<bool> closing = false;
        std::thread writer{[this] { write_all(); }};

        explicit open_end(int connected) : descriptor(connected) {}
        ~open_end() {
            {
                const std::lock_guard lock(mutex);
                closing = true;
            }
            changed.notify_all();
            writer.join();
            ::close(descriptor);
        }

        void put(std::span<const std::byte> data, spnn::deadline until) {
            std::unique_lock lock(mutex);
            const bool in_time =
                changed.wait_until(lock, until.at(), [&] { return broken || waiting.size() < most_waiting; });
            spnn::require<spnn::transport_error>(in_time, "unix socket: no room before the deadline of send");
            spnn::require<spnn::transport_error>(!broken, "unix socket: cannot send, the other end is closed");
            waiting.insert(waiting.end(), data.begin(), data.end());
            changed.notify_all();
        }

        void write_all() {
            std::unique_lock lock(mutex);
            for (;;) {
                changed.wait(lock, [&] { return closing || !waiting.empty(); });
                if (waiting.empty()) return;
                const auto now = std::exchange(waiting, {});
                changed.notify_all();
                lock.unlock();
                const bool done = write(now);
                lock.lock();
                if (done) continue;
                broken = true;
                return changed.notify_all();
            }
        }

        // False when the other end is gone, or when this one is to go and the other does not read.
        bool write(std::span<const std::byte> now) const {
            while (!now.empty()) {
                pollfd socket{descriptor, POLLOUT, 0};
                if (::poll(&socket, 1, 5'000) == 0 && closing) return false;
                const auto gone = ::send(descriptor, now.data(), now.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
                if (gone < 0 && errno != EAGAIN && errno != EINTR) return false;
                if (gone > 0) now = now.subspan(static_cast<std::size_t>(gone));
            }
            return true;
        }
    };

    std::unique_ptr<open_end> end_;
};

static_assert(spnn::net::Transport<unix_transport>);
