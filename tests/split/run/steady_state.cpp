// What the steps of training allocate, at all parties together: counted by this program's own operator new.

#include <split/support/runs.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> allocations{0};
}

void* operator new(std::size_t size) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* p = std::malloc(size == 0 ? 1 : size)) return p;
    throw std::bad_alloc();
}
// Not inlined: GCC would take the free for a mistake where it sees it without the malloc.
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace {

struct counted {
    std::size_t steps, allocations;
};

// Of the second epoch's steps, from the end of its second to the end of its last, which is smaller than the others.
[[nodiscard]] counted steps_of(test::protocol which, bool keep_masked_features = true) {
    auto request = test::small_request(3);
    request.plan.train_rows = 325;
    request.plan.evaluate_rows = 0;
    request.plan.keep_masked_features = keep_masked_features;
    request.table = test::small_table(request.plan.columns, request.plan.train_rows, 1);
    request.predict.clear();
    counted found{};
    std::size_t before = 0;
    request.labels.on_batch = [&](const test::split::batch_report& now) {
        if (now.epoch == 1 && now.batch == 1) before = allocations;
        if (now.epoch == 1 && now.batch + 1 == now.batches) found = {now.batches - 2, allocations - before};
    };
    static_cast<void>(test::run(which, test::ring::z2k_64, request));
    return found;
}

TEST_CASE("split: a step of masked training allocates nothing, at any party") {
    for (const auto which : {test::protocol::in_the_clear, test::protocol::masked}) {
        const auto found = steps_of(which);
        CHECK(found.steps == 39);
        CHECK(found.allocations == 0);
    }
}

// The dealer waits for nobody: while the others are at these steps, it may be at the end of the epoch, where a verdict
// is waited for in a buffer of its own.
TEST_CASE("split: a step of shared training allocates nothing, but at the dealer's end of an epoch") {
    for (const bool keep : {true, false}) {
        const auto found = steps_of(test::protocol::shared, keep);
        CHECK(found.steps == 39);
        CHECK(found.allocations <= 2);
    }
}

}  // namespace
