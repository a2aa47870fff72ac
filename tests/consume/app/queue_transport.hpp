// Two parties of one process: each way a queue of bytes behind a mutex.

#pragma once

#include <spnn/net/transport.hpp>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

class queue_transport {
public:
    [[nodiscard]] static std::pair<queue_transport, queue_transport> make_pair() {
        auto there = std::make_shared<one_way>(), back = std::make_shared<one_way>();
        return {queue_transport(there, back), queue_transport(back, there)};
    }
    queue_transport(queue_transport&&) = default;
    queue_transport& operator=(queue_transport&& other) noexcept {
        if (this != &other) {
            close();
            out_ = std::move(other.out_);
            in_ = std::move(other.in_);
        }
        return *this;
    }
    ~queue_transport() { close(); }

    void send(std::span<const std::byte> data, spnn::deadline until) {
        std::unique_lock lock(out_->mutex);
        out_->wait(lock, until, [&] { return out_->closed || out_->waiting.size() < most_waiting; });
        spnn::require<spnn::transport_error>(!out_->closed, "queue: the other end is gone");
        out_->waiting.insert(out_->waiting.end(), data.begin(), data.end());
        out_->changed.notify_all();
    }
    void flush(spnn::deadline) {}
    void receive(std::span<std::byte> data, spnn::deadline until) {
        std::unique_lock lock(in_->mutex);
        for (auto& byte : data) {
            in_->wait(lock, until, [&] { return in_->closed || !in_->waiting.empty(); });
            spnn::require<spnn::transport_error>(!in_->waiting.empty(), "queue: the other end is gone");
            byte = in_->waiting.front();
            in_->waiting.pop_front();
        }
        in_->changed.notify_all();
    }

private:
    static constexpr std::size_t most_waiting = std::size_t{16} << 20;

    struct one_way {
        std::mutex mutex;
        std::condition_variable changed;
        std::deque<std::byte> waiting;
        bool closed = false;

        template <class Condition>
        void wait(std::unique_lock<std::mutex>& lock, spnn::deadline until, Condition condition) {
            spnn::require<spnn::transport_error>(changed.wait_until(lock, until.at(), condition),
                                                 "queue: nothing happened before the deadline");
        }
        void close() {
            const std::lock_guard lock(mutex);
            closed = true;
            changed.notify_all();
        }
    };

    queue_transport(std::shared_ptr<one_way> out, std::shared_ptr<one_way> in)
        : out_(std::move(out)), in_(std::move(in)) {}

    void close() {
        for (const auto& way : {out_, in_})
            if (way) way->close();
    }

    std::shared_ptr<one_way> out_, in_;
};

static_assert(spnn::net::Transport<queue_transport>);
