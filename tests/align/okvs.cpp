#include <spnn/align/okvs.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <set>

namespace {

namespace align = spnn::align;
using align::okvs;
using spnn::uint128;
using list = std::vector<uint128>;

list uniform(std::size_t n, std::uint64_t seed) {
    list all(n);
    auto random = test::random_of(seed);
    random.fill(std::as_writable_bytes(std::span(all)));
    return all;
}

list counting(std::size_t n, uint128 from = 0) {
    list all(n);
    for (auto& x : all) x = from++;
    return all;
}

list decoded(const okvs& store, const list& keys) {
    list values(keys.size());
    store.decode(keys, values);
    return values;
}

TEST_CASE("align/okvs: every key has its value, from one key to tens of thousands") {
    for (const std::size_t n : {0U, 1U, 2U, 63U, 64U, 65U, 175U, 192U, 193U, 300U, 1000U, 2560U, 5000U, 40000U}) {
        CAPTURE(n);
        auto random = test::random_of(n);
        const auto values = uniform(n, n + 1);
        for (const auto& keys : {uniform(n, n + 2), counting(n), counting(n, uint128{1} << 100)}) {
            const auto store = okvs::encode(keys, values, random);
            CHECK((decoded(store, keys) == values));
            CHECK(store.table().size() == okvs::columns_for(n));
        }
    }
}

TEST_CASE("align/okvs: other keys give other values, and all of them different") {
    auto random = test::random_of(1);
    const auto keys = counting(1000), values = uniform(1000, 2);
    const auto store = okvs::encode(keys, values, random);
    const auto others = decoded(store, counting(3000, 1000));
    std::set<uint128> seen(values.begin(), values.end());
    for (const auto value : others) CHECK(seen.insert(value).second);
}

TEST_CASE("align/okvs: equal values at all keys still give other values elsewhere, and a table without zeros") {
    auto random = test::random_of(3);
    const list keys = counting(500), zeros(500, 0);
    const auto store = okvs::encode(keys, zeros, random);
    CHECK((decoded(store, keys) == zeros));
    for (const auto value : decoded(store, counting(2000, 500))) CHECK(value != 0);
    CHECK(std::ranges::count(store.table(), uint128{0}) == 0);
}

TEST_CASE("align/okvs: the table is new each time, its bits are even, and it does not depend on the order of keys") {
    auto random = test::random_of(4), again = test::random_of(4);
    auto keys = counting(2000), values = uniform(2000, 5);
    const auto first = okvs::encode(keys, values, random), second = okvs::encode(keys, values, random);
    CHECK(first.seed() != second.seed());
    std::size_t equal = 0, ones = 0;
    for (std::size_t i = 0; i < first.table().size(); ++i) {
        equal += first.table()[i] == second.table()[i];
        for (uint128 left = first.table()[i]; left != 0; left &= left - 1) ++ones;
    }
    CHECK(equal == 0);
    const auto bits = static_cast<double>(first.table().size() * 128);
    CHECK(std::abs(static_cast<double>(ones) - bits / 2) < 5 * std::sqrt(bits) / 2);  // five standard deviations

    std::ranges::reverse(keys);
    std::ranges::reverse(values);
    const auto mirrored = okvs::encode(keys, values, again);
    CHECK(mirrored.seed() == first.seed());
    CHECK(std::ranges::equal(mirrored.table(), first.table()));
}

TEST_CASE("align/okvs: a store built of seed and table of another gives the same values") {
    auto random = test::random_of(6);
    const auto keys = counting(300), values = uniform(300, 7);
    const auto store = okvs::encode(keys, values, random);
    const okvs copy(300, store.seed(), {store.table().begin(), store.table().end()});
    CHECK((decoded(copy, keys) == values));
    auto seed = store.seed();
    seed[0] ^= std::byte{1};
    const okvs other(300, seed, {store.table().begin(), store.table().end()});
    CHECK((decoded(other, keys) != values));
}

TEST_CASE("align/okvs: any table of the right length can be read; another length is refused") {
    for (const std::size_t keys : {1U, 1000U}) {
        const auto columns = okvs::columns_for(keys);
        const okvs store(keys, {}, uniform(columns, 8));
        CHECK(decoded(store, counting(5000)).size() == 5000);
        CHECK_THROWS_AS(okvs(keys, {}, list(columns - 1)), spnn::usage_error);
        CHECK_THROWS_AS(okvs(keys, {}, list(columns + 1)), spnn::usage_error);
        CHECK_THROWS_AS(okvs(keys, {}, list()), spnn::usage_error);
    }
}

TEST_CASE("align/okvs: a key that stands twice and lists of unequal length are refused") {
    auto random = test::random_of(9);
    auto keys = counting(100);
    keys[99] = 3;
    CHECK(test::contains(
        test::error_of<spnn::usage_error>([&] { static_cast<void>(okvs::encode(keys, uniform(100, 1), random)); }),
        "a key stands twice"));
    CHECK_THROWS_AS(static_cast<void>(okvs::encode(keys, uniform(99, 1), random)), spnn::usage_error);
    list room(5);
    CHECK_THROWS_AS(okvs(1, {}, list(256)).decode(keys, room), spnn::usage_error);
}

// How many of `runs` systems with this band have no solution.
template <std::size_t Band>
std::size_t failures(std::size_t keys, std::size_t runs) {
    auto random = test::random_of(Band);
    std::size_t failed = 0;
    for (std::size_t i = 0; i < runs; ++i)
        failed += !align::band_okvs<Band>::try_encode(uniform(keys, 2 * i), uniform(keys, 2 * i + 1), random,
                                                      [](std::size_t) {});
    return failed;
}

TEST_CASE("align/okvs: failures vanish exponentially with the width of the band") {
    const auto at_24 = failures<24>(2000, 200), at_40 = failures<40>(2000, 200), at_128 = failures<128>(2000, 200);
    CHECK(at_24 > 20);
    CHECK(2 * at_40 < at_24);
    CHECK(at_128 == 0);
}

TEST_CASE("align/okvs: another seed is tried after a failure") {
    auto random = test::random_of(10);
    std::size_t failed_first = 0;
    for (std::uint64_t i = 0; i < 50; ++i) {
        const auto keys = uniform(2000, 3 * i), values = uniform(2000, 3 * i + 1);
        auto same = test::random_of(1000 + i);
        auto again = test::random_of(1000 + i);
        failed_first += !align::band_okvs<24>::try_encode(keys, values, same, [](std::size_t) {});
        const auto store = align::band_okvs<24>::encode(keys, values, again);
        list got(keys.size());
        store.decode(keys, got);
        CHECK((got == values));
    }
    CHECK(failed_first > 0);
}

TEST_CASE("align/okvs: a million keys" * doctest::test_suite("slow")) {
    auto random = test::random_of(11);
    const auto keys = counting(1'000'000), values = uniform(1'000'000, 12);
    CHECK((decoded(okvs::encode(keys, values, random), keys) == values));
}

TEST_CASE("align/okvs: a long encode tells of each step once, a repeated attempt only of what is new") {
    auto random = test::random_of(12);
    for (const std::size_t keys : {std::size_t{1}, std::size_t{4096}, std::size_t{4097}, std::size_t{20000}}) {
        std::vector<uint128> some(keys), values(keys);
        std::iota(some.begin(), some.end(), uint128{1});
        std::size_t told = 0;
        static_cast<void>(okvs::encode(some, values, random, [&] { ++told; }));
        CHECK(told == okvs::steps_for(keys));
        CHECK(told == (keys + 4095) / 4096 + (okvs::columns_for(keys) + 4095) / 4096);
    }
    std::vector<uint128> twice(5000, 7), values(5000);  // no attempt can solve it
    values[1] = 1;
    std::size_t told = 0;
    CHECK_THROWS_AS(static_cast<void>(okvs::encode(twice, values, random, [&] { ++told; })), spnn::usage_error);
    CHECK(told <= okvs::steps_for(5000));
}

}  // namespace
