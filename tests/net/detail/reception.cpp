#include <spnn/net/detail/reception.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <map>
#include <vector>

namespace {

using spnn::net::detail::reception;

// Callers that stay until they are stopped.
class room {
public:
    explicit room(const reception::limits& l) : reception_(l) {}

    void enter(const std::string& source, int number, std::function<void(reception::place&)> first = {}) {
        ++here_;
        std::atomic<bool> begun = false;
        reception_.answer(source, [&, number, first](reception::place& at, const std::stop_token& stop) {
            if (first) first(at);
            begun = true;
            begun.notify_all();
            while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            const std::lock_guard lock(mutex_);
            dropped_.push_back(number);
            --here_;
        });
        begun.wait(false);
    }
    std::vector<int> dropped() {
        const std::lock_guard lock(mutex_);
        return dropped_;
    }
    int here() const { return here_; }
    reception& inside() { return reception_; }

private:
    std::mutex mutex_;
    std::vector<int> dropped_;
    std::atomic<int> here_ = 0;
    reception reception_;
};

constexpr auto long_time = std::chrono::seconds(60);

TEST_CASE("net/detail/reception: when all places are taken, the oldest silent caller makes room") {
    room r({3, 3, long_time});
    for (int i = 0; i < 3; ++i) r.enter("", i);  // sources that are not known share no limit
    CHECK(r.dropped().empty());
    for (int i = 3; i < 10; ++i) {
        r.enter("", i);
        CHECK(r.here() == 3);
        CHECK(r.dropped().back() == i - 3);
    }
}

TEST_CASE("net/detail/reception: the authenticated stay longer, and whoever has settled is not dropped") {
    room r({3, 3, long_time});
    r.enter("a", 0, [](reception::place& at) { CHECK(at.settle()); });
    r.enter("a", 1, [](reception::place& at) { at.is_authenticated(); });
    r.enter("a", 2);
    r.enter("a", 3);
    CHECK(r.dropped() == std::vector{2});
    r.enter("a", 4);
    CHECK(r.dropped() == std::vector{2, 3});
    r.enter("a", 5, [](reception::place& at) { at.is_authenticated(); });
    r.enter("a", 6);
    CHECK(r.dropped() == std::vector{2, 3, 4, 1});
}

TEST_CASE("net/detail/reception: a source that has all its places makes room among its own") {
    room r({8, 2, long_time});
    r.enter("a", 0);
    r.enter("b", 1);
    for (int i = 2; i < 6; ++i) r.enter("b", i);
    CHECK(r.dropped() == std::vector{1, 2, 3});
    r.enter("a", 6);
    r.enter("a", 7);
    CHECK(r.dropped() == std::vector{1, 2, 3, 0});
}

TEST_CASE("net/detail/reception: nobody stays beyond his time, and who was dropped cannot settle") {
    reception r({3, 3, std::chrono::milliseconds(1)});
    std::atomic<bool> settled = true, over = false;
    r.answer("a", [&](reception::place& at, const std::stop_token& stop) {
        while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        settled = at.settle();
        over = true;
    });
    while (!over) r.sweep();
    CHECK_FALSE(settled);
}

TEST_CASE("net/detail/reception: places are free again when their callers have been answered") {
    reception r({2, 2, long_time});
    std::atomic<int> answered = 0;
    for (int i = 0; i < 100; ++i) r.answer("a", [&](reception::place&, const std::stop_token&) { ++answered; });
    while (answered < 100) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(answered == 100);
}

}  // namespace
