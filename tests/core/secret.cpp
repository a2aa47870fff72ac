#include <spnn/core/secret.hpp>

#include <doctest/doctest.h>

#include <array>
#include <concepts>
#include <cstdint>
#include <new>
#include <type_traits>

using namespace spnn;

namespace {

using key = std::array<std::uint8_t, 16>;
constexpr key some_key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
constexpr key nothing{};

}  // namespace

TEST_CASE("core/secret: wipe overwrites every byte it is told to and no other") {
    std::array<std::uint8_t, 6> at{9, 9, 9, 9, 9, 9};
    wipe(at.data() + 1, 4);
    CHECK(at == std::array<std::uint8_t, 6>{9, 0, 0, 0, 0, 9});
}

TEST_CASE("core/secret: gives its value only when asked, and starts as zeros") {
    CHECK(secret<key>(some_key).declassify() == some_key);
    CHECK(secret<key>().declassify() == nothing);
    secret<key> changed(some_key);
    changed.declassify()[0] = 77;
    CHECK(changed.declassify()[0] == 77);
}

TEST_CASE("core/secret: moving wipes the source") {
    secret<key> first(some_key);
    secret<key> second(std::move(first));
    CHECK(second.declassify() == some_key);
    CHECK(first.declassify() == nothing);  // NOLINT: what a move leaves behind is the point

    secret<key> third;
    third = std::move(second);
    CHECK(third.declassify() == some_key);
    CHECK(second.declassify() == nothing);

    auto& itself = third;
    third = std::move(itself);
    CHECK(third.declassify() == some_key);
}

TEST_CASE("core/secret: a duplicate is a second owner") {
    secret<key> first(some_key);
    const auto second = first.duplicate();
    first = secret<key>();
    CHECK(second.declassify() == some_key);
}

TEST_CASE("core/secret: destruction wipes the memory") {
    alignas(secret<key>) std::array<unsigned char, sizeof(secret<key>)> memory{};
    auto* held = new (memory.data()) secret<key>(some_key);
    // Read as bytes, through a pointer the compiler cannot follow, since the object is gone afterwards.
    const volatile unsigned char* bytes = memory.data();
    CHECK(bytes[0] == 1);
    held->~secret();
    for (std::size_t i = 0; i < memory.size(); ++i) CHECK(bytes[i] == 0);
}

TEST_CASE("core/secret: cannot be copied, compared or converted by accident") {
    static_assert(!std::is_copy_constructible_v<secret<key>> && !std::is_copy_assignable_v<secret<key>>);
    static_assert(std::is_nothrow_move_constructible_v<secret<key>> && std::is_nothrow_move_assignable_v<secret<key>>);
    static_assert(!std::is_convertible_v<key, secret<key>> && !std::is_convertible_v<secret<key>, key>);
    static_assert(!std::equality_comparable<secret<key>>);
    CHECK(sizeof(secret<key>) == sizeof(key));
}
