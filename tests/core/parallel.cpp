#include <spnn/core/parallel.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>

using namespace spnn;

TEST_CASE("core/parallel: every item is visited once, on any number of threads") {
    for (const std::size_t threads : {0u, 1u, 2u, 3u, 8u})
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
    CHECK(threads_used(3, 100).size() == 3);
    CHECK(threads_used(8, 2).size() == 2);
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
