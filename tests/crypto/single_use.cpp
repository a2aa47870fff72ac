#include <spnn/crypto/single_use.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace crypto = spnn::crypto;
using crypto::stream_name;
using spnn::purpose;
using spnn::step_id;
using spnn::usage_error;

// Streams of two rooms: of the first number, of some, and of the last that there can be.
enum class use : std::uint8_t { mask = 160, share = 161, nonce = 255 };
enum class other_use : std::uint8_t { mask = 32, share = 33 };
constexpr crypto::uses_of room_of(use) { return crypto::uses_of::outsourced; }
constexpr crypto::uses_of room_of(other_use) { return crypto::uses_of::split; }

constexpr std::array all_uses{use::mask, use::share, use::nonce};
constexpr std::array all_purposes{purpose::train, purpose::evaluate, purpose::predict};
constexpr std::uint64_t last_step = step_id::step_limit - 1;

TEST_CASE("crypto/single_use: two names never share a stream number") {
    std::set<std::uint64_t> numbers;
    std::size_t names = 0;
    for (const auto what : all_uses)
        for (const unsigned owner : {0U, 1U, 2U, 127U, 255U})
            for (const auto why : all_purposes)
                for (const std::uint64_t step :
                     {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{255}, std::uint64_t{1} << 32, last_step}) {
                    numbers.insert(stream_name{what, static_cast<std::uint8_t>(owner), {why, step}}.number());
                    ++names;
                }
    CHECK(numbers.size() == names);
    CHECK_FALSE(numbers.contains(0));
}

TEST_CASE("crypto/single_use: the number can be taken apart again, so packing loses nothing") {
    for (const auto what : all_uses)
        for (const auto why : all_purposes) {
            const step_id at{why, 0x12'3456'789a};
            const auto number = stream_name{what, 77, at}.number();
            CHECK((number >> 56) == static_cast<std::uint64_t>(what));
            CHECK(((number >> 48) & 0xff) == 77);
            CHECK(((number >> 40) & 0xff) == static_cast<std::uint64_t>(why));
            CHECK((number & last_step) == at.step);
            // Steps count up through all epochs: the epoch has no part in the number.
            CHECK(stream_name{what, 77, {why, at.step, 9}}.number() == number);
        }
}

TEST_CASE("crypto/single_use: a step beyond 2^40 has no name") {
    CHECK_NOTHROW(static_cast<void>(stream_name{use::nonce, 0, {purpose::train, last_step}}.number()));
    CHECK_THROWS_AS(static_cast<void>(stream_name{use::nonce, 0, {purpose::train, last_step + 1}}.number()),
                    usage_error);
    crypto::single_use_key key(test::seed_of(1));
    CHECK_THROWS_AS(static_cast<void>(key.open({use::nonce, 0, {purpose::train, last_step + 1}})), usage_error);
}

TEST_CASE("crypto/single_use: a stream is handed out once, and steps only count up") {
    crypto::single_use_key key(test::seed_of(1));
    const auto open = [&](use what, unsigned owner, purpose why, std::uint64_t step) {
        static_cast<void>(key.open({what, static_cast<std::uint8_t>(owner), {why, step}}));
    };
    open(use::mask, 0, purpose::train, 5);
    CHECK_THROWS_AS(open(use::mask, 0, purpose::train, 5), usage_error);
    CHECK_THROWS_AS(open(use::mask, 0, purpose::train, 4), usage_error);
    CHECK_THROWS_AS(open(use::mask, 0, purpose::train, 0), usage_error);
    CHECK_NOTHROW(open(use::mask, 0, purpose::train, 6));
    CHECK_THROWS_AS(open(use::mask, 0, purpose::train, 5), usage_error);
    // Every other name has a count of its own.
    CHECK_NOTHROW(open(use::share, 0, purpose::train, 5));
    CHECK_NOTHROW(open(use::mask, 1, purpose::train, 5));
    CHECK_NOTHROW(open(use::mask, 0, purpose::predict, 5));
    CHECK_NOTHROW(open(use::nonce, 1, purpose::train, 0));
    CHECK_THROWS_AS(open(use::nonce, 1, purpose::train, 0), usage_error);
}

TEST_CASE("crypto/single_use: a key that was moved still knows what it gave") {
    crypto::single_use_key first(test::seed_of(1));
    static_cast<void>(first.open({use::nonce, 0, {purpose::train, 3}}));
    crypto::single_use_key second(std::move(first));
    CHECK_THROWS_AS(static_cast<void>(second.open({use::nonce, 0, {purpose::train, 3}})), usage_error);
    CHECK_NOTHROW(static_cast<void>(second.open({use::nonce, 0, {purpose::train, 4}})));
    CHECK_FALSE(std::is_copy_constructible_v<crypto::single_use_key>);
    CHECK_FALSE(std::is_copy_assignable_v<crypto::single_use_key>);
}

TEST_CASE("crypto/single_use: streams depend on key and name, and on nothing else") {
    const auto first_bytes = [](std::uint64_t seed, const stream_name& name) {
        crypto::single_use_key key(test::seed_of(seed));
        auto stream = key.open(name);
        std::array<std::byte, 32> out{};
        stream.fill(out);
        return out;
    };
    const stream_name name{use::mask, 0, {purpose::train, 1}};
    CHECK(first_bytes(1, name) == first_bytes(1, name));
    CHECK(first_bytes(1, name) != first_bytes(2, name));
    CHECK(first_bytes(1, name) != first_bytes(1, {use::mask, 0, {purpose::train, 2}}));
    CHECK(first_bytes(1, name) != first_bytes(1, {use::mask, 0, {purpose::evaluate, 1}}));
    CHECK(first_bytes(1, name) != first_bytes(1, {use::mask, 1, {purpose::train, 1}}));
    CHECK(first_bytes(1, name) != first_bytes(1, {use::share, 0, {purpose::train, 1}}));
}

TEST_CASE("crypto/single_use: a ledger records every stream that is handed out, and no refused one") {
    const auto ledger = std::make_shared<crypto::stream_ledger>();
    crypto::single_use_key one(test::seed_of(1), ledger), two(test::seed_of(2), ledger), twin(test::seed_of(1), ledger);
    const stream_name name{use::share, 0, {purpose::train, 1}};
    static_cast<void>(one.open(name));
    CHECK_THROWS_AS(static_cast<void>(one.open(name)), usage_error);
    REQUIRE(ledger->entries().size() == 1);
    static_cast<void>(two.open(name));
    const auto entries = ledger->entries();
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].stream == name.number());
    CHECK(entries[1].stream == name.number());
    CHECK(entries[0].key != entries[1].key);
    // The same key at its second owner shows as the same key.
    static_cast<void>(twin.open(name));
    CHECK(ledger->entries().back() == entries[0]);
}

TEST_CASE("crypto/single_use: an error names the step, not the key") {
    crypto::single_use_key key(test::seed_of(1));
    static_cast<void>(key.open({use::nonce, 0, {purpose::train, 7}}));
    const auto text =
        test::error_of<usage_error>([&] { static_cast<void>(key.open({use::nonce, 0, {purpose::train, 6}})); });
    CHECK(text == "single-use stream: step 6 comes after step 7, but a mask is used once and steps only count up");
}

TEST_CASE("crypto/single_use: a use beyond the range of its room is refused") {
    for (const unsigned number : {32U, 33U, 63U})
        CHECK_NOTHROW(static_cast<void>(stream_name{static_cast<other_use>(number), 0, {purpose::train, 1}}));
    for (const unsigned number : {0U, 1U, 31U, 64U, 160U, 255U})
        CHECK_THROWS_AS(static_cast<void>(stream_name{static_cast<other_use>(number), 0, {purpose::train, 1}}),
                        usage_error);
}

}  // namespace
