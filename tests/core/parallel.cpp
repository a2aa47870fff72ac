#include <spnn/core/parallel.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <cerrno>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>

using namespace spnn;

TEST_CASE("core/parallel: every item is visited once, on any number of threads") {
    for (const std::size_t threads : {1u, 2u, 3u, 8u})
        for (const std::size_t count : {0u, 1u, 2u, 7u, 1000u}) {
            std::vector<std::atomic<int>> visits(count);
            parallel_for(threads, count, [&](std::size_t i) { ++visits[i]; });
            for (const auto& v : visits) CHECK(v == 1);
        }
}

TEST_CASE("core/parallel: uses no more threads than stated, nor more than items, the caller among them") {
    const auto threads_used = [](std::size_t threads, std::size_t count) {
        std::mutex mutex;
        std::set<std::thread::id> ids;
        parallel_for(threads, count, [&](std::size_t) {
            const std::lock_guard lock(mutex);
            ids.insert(std::this_thread::get_id());
        });
        return ids;
    };
    CHECK(threads_used(1, 100) == std::set{std::this_thread::get_id()});
    CHECK(threads_used(3, 100).size() <= 3);
    CHECK(threads_used(8, 2).size() <= 2);
    CHECK(threads_used(4, 100).contains(std::this_thread::get_id()));
}

TEST_CASE("core/parallel: the items of a block are consecutive and in order") {
    std::vector<std::size_t> order;
    parallel_for(1, 5, [&](std::size_t i) { order.push_back(i); });
    CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4});

    std::vector<std::thread::id> worker(10);
    parallel_for(2, 10, [&](std::size_t i) { worker[i] = std::this_thread::get_id(); });
    for (std::size_t i = 1; i < 5; ++i) CHECK(worker[i] == worker[0]);
    for (std::size_t i = 6; i < 10; ++i) CHECK(worker[i] == worker[5]);
}

TEST_CASE("core/parallel: the exception of the lowest block comes out, after all threads have ended") {
    std::atomic<int> finished = 0;
    const auto run = [&] {
        parallel_for(3, 3, [&](std::size_t i) {
            if (i != 1) throw std::runtime_error(std::to_string(i));
            ++finished;
        });
    };
    CHECK_THROWS_WITH_AS(run(), "0", std::runtime_error);
    CHECK(finished == 1);
}

TEST_CASE("core/parallel: all threads of a pool work at the same time") {
    const workers three(3);
    CHECK(three.size() == 3);
    std::barrier together(3);
    for (int round = 0; round < 100; ++round) three.for_each(3, [&](std::size_t) { together.arrive_and_wait(); });
    CHECK_THROWS_WITH_AS(workers(0), "workers: 0 threads, expected 1 to 4096", usage_error);
}

TEST_CASE("core/parallel: a pool whose later thread cannot be started ends those that were, and says how many") {
    std::atomic<int> running = 0;
    const auto start = [&](std::function<void()> body) {
        if (running == 3) throw std::system_error(EAGAIN, std::generic_category());
        ++running;
        return std::jthread([&running, own = std::move(body)] {
            own();
            --running;
        });
    };
    try {
        const detail::thread_pool pool(8, start);
        FAIL("it has started");
    } catch (const error& e) {
        const std::string words = e.what();
        CHECK(words.starts_with("workers: 4 of 8 threads could be started (Resource temporarily unavailable"));
    }
    CHECK(running == 0);
    running = 3;
    CHECK_THROWS_AS(detail::thread_pool(2, start), error);
    CHECK_NOTHROW(detail::thread_pool(1, start));  // the caller's own
}

TEST_CASE("core/parallel: one pool serves several callers at once, and a loop inside a loop") {
    const workers shared(3), copy = shared;
    std::atomic<int> visits = 0;
    const auto call = [&](const workers& by) {
        for (int round = 0; round < 50; ++round)
            by.for_each(7, [&](std::size_t) { by.for_each(3, [&](std::size_t) { ++visits; }); });
    };
    {
        const std::jthread first([&] { call(shared); }), second([&] { call(copy); });
        call(shared);
    }
    CHECK(visits == 3 * 50 * 7 * 3);
}

TEST_CASE("core/parallel: a pool of the user's own runs the blocks") {
    struct backwards final : work_pool {
        std::size_t size() const override { return 4; }
        void run(std::size_t blocks, const std::function<void(std::size_t)>& block) override {
            calls.push_back(blocks);
            while (blocks > 0) block(--blocks);
        }
        std::vector<std::size_t> calls;
    };
    const auto pool = std::make_shared<backwards>();
    std::vector<std::size_t> order;
    parallel_for(workers(pool), 8, [&](std::size_t i) { order.push_back(i); });
    CHECK(order == std::vector<std::size_t>{6, 7, 4, 5, 2, 3, 0, 1});
    CHECK(pool->calls == std::vector<std::size_t>{4});
    CHECK_THROWS_WITH_AS(workers(std::shared_ptr<work_pool>{}), "workers: there is no pool", usage_error);
}
