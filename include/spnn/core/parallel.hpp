// core/parallel.hpp: a loop over independent items on several threads.
//
// Items are dealt in contiguous blocks, so which thread computes an item never changes what is computed.

#pragma once

#include <spnn/core/error.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE {

// Where blocks of work run. Derive from it to give the library threads of your own.
class work_pool {
public:
    virtual ~work_pool() = default;
    // How many blocks a loop is worth cutting into.
    [[nodiscard]] virtual std::size_t size() const = 0;
    // Calls block(0) .. block(blocks - 1), each once, on any threads in any order, and returns when all have ended.
    // Called by several threads at once. A block throws nothing and may wait for no other.
    virtual void run(std::size_t blocks, const std::function<void(std::size_t)>& block) = 0;
};

namespace detail {

// The calling thread and others, which wait for work between calls. A caller takes blocks of its own call alone, so a
// loop inside a loop cannot lock up.
class thread_pool final : public work_pool {
public:
    // Makes a thread that runs `body`.
    using starter = std::function<std::jthread(std::function<void()> body)>;

    // With `threads` threads, the caller's among them; error when the system grants fewer. `start` is for tests.
    explicit thread_pool(
        std::size_t threads, const starter& start = [](auto body) { return std::jthread(std::move(body)); }) {
        try {
            while (size() < threads) helpers_.push_back(start([this] { help(); }));
        } catch (const std::exception& e) {  // the system's, or of memory
            const auto started = size();
            end();
            throw error(text("workers: ", started, " of ", threads, " threads could be started (", e.what(),
                             "): ask for fewer, or raise the limits on threads and memory"));
        }
    }
    ~thread_pool() override { end(); }

    [[nodiscard]] std::size_t size() const override { return helpers_.size() + 1; }

    void run(std::size_t blocks, const std::function<void(std::size_t)>& block) override {
        job own{&block, blocks};
        std::unique_lock lock(mutex_);
        jobs_.push_back(&own);
        work_.notify_all();
        while (own.taken < own.blocks) take(own, lock);
        done_.wait(lock, [&] { return own.done == own.blocks; });
    }

private:
    // The helpers end, each after the block it is at.
    void end() {
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        work_.notify_all();
        helpers_.clear();
    }

    struct job {
        const std::function<void(std::size_t)>* block;
        std::size_t blocks;
        std::size_t taken = 0, done = 0;
    };

    // Runs the next block of a job that has one.
    void take(job& from, std::unique_lock<std::mutex>& lock) {
        const auto number = from.taken++;
        if (from.taken == from.blocks) std::erase(jobs_, &from);
        lock.unlock();
        (*from.block)(number);
        lock.lock();
        if (++from.done == from.blocks) done_.notify_all();  // the job's owner may end it from here on
    }

    void help() {
        std::unique_lock lock(mutex_);
        for (;;) {
            work_.wait(lock, [&] { return over_ || !jobs_.empty(); });
            if (over_) return;
            take(*jobs_.front(), lock);
        }
    }

    std::mutex mutex_;
    std::condition_variable work_, done_;
    std::vector<job*> jobs_;  // those with blocks that nobody has taken
    bool over_ = false;
    std::vector<std::jthread> helpers_;
};

}  // namespace detail

// Threads for independent work, stated as a number, the calling thread among them, or as a pool of the user's own.
// Copies share them.
class workers {
public:
    // Threads that may be asked for.
    static constexpr std::size_t most_threads = 4096;

    // usage_error for no thread, and for more than most_threads; error, which says how many could be had, when the
    // system does not grant them all.
    explicit(false) workers(std::size_t threads = 1) {
        require<usage_error>(threads >= 1 && threads <= most_threads, "workers: ", threads, " threads, expected 1 to ",
                             most_threads);
        if (threads > 1) pool_ = std::make_shared<detail::thread_pool>(threads);
    }
    // usage_error for no pool.
    explicit(false) workers(std::shared_ptr<work_pool> pool) : pool_(std::move(pool)) {
        require<usage_error>(pool_ != nullptr, "workers: there is no pool");
    }

    // How many threads there are.
    [[nodiscard]] std::size_t size() const { return pool_ ? pool_->size() : 1; }

    // Calls body(i) for every i in [0, count). The first exception of the lowest block is rethrown after all have
    // ended.
    template <class Body>
    void for_each(std::size_t count, Body&& body) const {
        const std::size_t blocks = std::min(size(), count);
        if (blocks <= 1) {
            for (std::size_t i = 0; i < count; ++i) body(i);
            return;
        }
        std::vector<std::exception_ptr> failures(blocks);
        pool_->run(blocks, [&](std::size_t block) {
            try {
                for (std::size_t i = count * block / blocks; i < count * (block + 1) / blocks; ++i) body(i);
            } catch (...) {
                failures[block] = std::current_exception();
            }
        });
        for (const auto& failure : failures)
            if (failure) std::rethrow_exception(failure);
    }

private:
    std::shared_ptr<work_pool> pool_;
};

// Calls body(i) for every i in [0, count) on these threads (workers::for_each).
template <class Body>
void parallel_for(const workers& threads, std::size_t count, Body&& body) {
    threads.for_each(count, std::forward<Body>(body));
}

}  // namespace SPNN_NAMESPACE
