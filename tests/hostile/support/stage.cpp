#include <hostile/support/stage.hpp>

#include <spnn/split/parties.hpp>

#include <support/together.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace hostile_tests {

namespace {

// Ends the program, with a word on where, when it is not called off in time.
class watchdog {
public:
    watchdog(const std::string& what, milliseconds patience)
        : thread_([what, patience](const std::stop_token& called_off) {
              std::mutex mutex;
              std::condition_variable_any off;
              std::unique_lock lock(mutex);
              off.wait_for(lock, called_off, patience, [] { return false; });
              if (called_off.stop_requested()) return;
              std::fprintf(stderr, "hostile: does not end: %s\n", what.c_str());
              std::abort();
          }) {}

private:
    std::jthread thread_;
};

}  // namespace

std::pair<transport, transport> stage::link(const std::string& a, const std::string& b) {
    auto [near, far] = net::make_memory_pair(queue_bytes);
    // As session/session.hpp tells the two ends of a link apart; other links have no session.
    const auto one = spnn::split::party_named(a), other = spnn::split::party_named(b);
    const bool is_low = !one || !other || *one < *other;
    auto first = wrap({a, b}, std::move(near), is_low);
    return {std::move(first), wrap({b, a}, std::move(far), !is_low)};
}

transport stage::wrap(const lane& where, net::memory_transport plain, bool is_low) {
    if (where.first != villain_.who) return plain;
    auto own = std::make_shared<end>();
    if (villain_.to.empty() || villain_.to == where.second) own->what = villain_.what;
    own->is_low = is_low;
    own->stays = villain_.stays;
    ends_[where] = own;
    return test::hostile(std::move(plain), own);
}

bool outcome::has_failed(const std::string& who) const {
    const auto [first, last] = ends.equal_range(who);
    return std::any_of(first, last, [](const auto& end) { return end.second.failure != nullptr; });
}

outcome perform(const scene& play, const villain& of, milliseconds timeout, const std::string& what,
                milliseconds patience) {
    const watchdog ends_it(what, patience);
    fuzz::forget_peak_of_all_threads();
    const auto before = fuzz::memory_of_all_threads().live;
    const auto start = std::chrono::steady_clock::now();
    outcome result;
    stage set(of);
    {
        const auto parties = play(set, timeout);
        std::vector<std::function<void()>> plays;
        std::vector<std::ptrdiff_t> heap(parties.size());
        for (std::size_t i = 0; i < parties.size(); ++i)
            plays.emplace_back([&, i] {
                const struct measure {
                    std::ptrdiff_t& into;
                    ~measure() { into = fuzz::memory_of_this_thread().peak; }
                } until_the_end{heap[i]};
                parties[i].second();
            });
        const auto failures = test::failures_of(plays);
        for (std::size_t i = 0; i < parties.size(); ++i)
            result.ends.emplace(parties[i].first, party_end{failures[i], heap[i]});
    }
    result.took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
    result.heap_of_all = fuzz::memory_of_all_threads().peak - before;
    result.links = set.ends();
    return result;
}

}  // namespace hostile_tests
