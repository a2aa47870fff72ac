// The counting operator new of every fuzzer.

#include <support/memory.hpp>

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace fuzz {

memory_count& memory_of_this_thread() {
    thread_local memory_count count;
    return count;
}

namespace {

constexpr std::size_t largest_request = std::size_t{1} << 30;

void* taken(void* at) {
    if (at == nullptr) return nullptr;
    auto& count = memory_of_this_thread();
    count.live += static_cast<std::ptrdiff_t>(malloc_usable_size(at));
    count.peak = std::max(count.peak, count.live);
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
    if (at != nullptr) memory_of_this_thread().live -= static_cast<std::ptrdiff_t>(malloc_usable_size(at));
    std::free(at);
}

}  // namespace
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
