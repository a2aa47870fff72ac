// The counting operator new of every fuzzer.

#include <support/memory.hpp>

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace fuzz {

memory_count& memory_of_this_thread() {
    thread_local memory_count count;
    return count;
}

namespace {

std::atomic<std::ptrdiff_t> live_of_all{0}, peak_of_all{0};

void count_for_all(std::ptrdiff_t more) {
    const auto live = live_of_all += more;
    for (auto peak = peak_of_all.load(); live > peak && !peak_of_all.compare_exchange_weak(peak, live);) {
    }
}

constexpr std::size_t largest_request = std::size_t{1} << 30;

void* taken(void* at) {
    if (at == nullptr) return nullptr;
    const auto size = static_cast<std::ptrdiff_t>(malloc_usable_size(at));
    auto& count = memory_of_this_thread();
    count.live += size;
    count.peak = std::max(count.peak, count.live);
    count_for_all(size);
    return at;
}

void* take(std::size_t size) {
    return size > largest_request ? nullptr : taken(std::malloc(std::max<std::size_t>(size, 1)));
}

void* take(std::size_t size, std::align_val_t alignment) {
    const auto step = static_cast<std::size_t>(alignment);
    return size > largest_request ? nullptr : taken(std::aligned_alloc(step, (size + step) / step * step));
}

void* or_throw(void* at) {
    if (at == nullptr) throw std::bad_alloc();
    return at;
}

void give_back(void* at) noexcept {
    if (at != nullptr) {
        const auto size = static_cast<std::ptrdiff_t>(malloc_usable_size(at));
        memory_of_this_thread().live -= size;
        count_for_all(-size);
    }
    std::free(at);
}

}  // namespace

memory_count memory_of_all_threads() { return {live_of_all, peak_of_all}; }

void forget_peak_of_all_threads() { peak_of_all = live_of_all.load(); }

}  // namespace fuzz

void* operator new(std::size_t size) { return fuzz::or_throw(fuzz::take(size)); }
void* operator new[](std::size_t size) { return fuzz::or_throw(fuzz::take(size)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return fuzz::take(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return fuzz::take(size); }
void* operator new(std::size_t size, std::align_val_t a) { return fuzz::or_throw(fuzz::take(size, a)); }
void* operator new[](std::size_t size, std::align_val_t a) { return fuzz::or_throw(fuzz::take(size, a)); }
void operator delete(void* at) noexcept { fuzz::give_back(at); }
void operator delete[](void* at) noexcept { fuzz::give_back(at); }
void operator delete(void* at, std::size_t) noexcept { fuzz::give_back(at); }
void operator delete[](void* at, std::size_t) noexcept { fuzz::give_back(at); }
void operator delete(void* at, const std::nothrow_t&) noexcept { fuzz::give_back(at); }
void operator delete[](void* at, const std::nothrow_t&) noexcept { fuzz::give_back(at); }
void operator delete(void* at, std::align_val_t) noexcept { fuzz::give_back(at); }
void operator delete[](void* at, std::align_val_t) noexcept { fuzz::give_back(at); }
void operator delete(void* at, std::size_t, std::align_val_t) noexcept { fuzz::give_back(at); }
void operator delete[](void* at, std::size_t, std::align_val_t) noexcept { fuzz::give_back(at); }
