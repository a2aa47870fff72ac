#include <spnn/share/pairwise.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <support/matrices.hpp>
#include <support/statistics.hpp>

#include <doctest/doctest.h>

#include <utility>

namespace {

namespace share = spnn::share;
using share::use;
using spnn::purpose;
using spnn::step_id;

// A user of the room with streams of its own.
enum class other_use : std::uint8_t { features = 200, weights, batch };
constexpr spnn::crypto::uses_of room_of(other_use) { return spnn::crypto::uses_of::outsourced; }
using spnn::element;
using spnn::mersenne61;
using spnn::usage_error;
using spnn::z2k;

// The keys of all holders; every pair has one of its own.
template <spnn::Ring R>
std::vector<share::pairwise_keys<R>> keys_of(std::size_t holders) {
    std::vector<share::pairwise_keys<R>> all;
    for (std::size_t i = 0; i < holders; ++i) {
        all.emplace_back(i, holders);
        for (std::size_t j = 0; j < holders; ++j)
            if (i != j)
                all[i].insert(j, spnn::crypto::single_use_key(test::seed_of(100 * std::min(i, j) + std::max(i, j))));
    }
    return all;
}

TEST_CASE_TEMPLATE("share/pairwise: zero shares cancel in the sum over all holders", R, z2k<32>, z2k<64>, z2k<128>,
                   mersenne61) {
    for (std::size_t k = 2; k <= 5; ++k) {
        auto keys = keys_of<R>(k);
        for (const step_id at :
             {step_id{purpose::train, 1}, step_id{purpose::train, 2}, step_id{purpose::predict, 2}}) {
            const auto zero = test::constant<element<R>>(30, 40, R::zero());
            auto total = zero;
            for (std::size_t i = 0; i < k; ++i) {
                auto own = zero;
                keys[i].add_zero_share(own, at);
                CHECK(test::looks_uniform(own));
                spnn::add_to<R>(total, own);
                CHECK(test::same(total, zero) == (i + 1 == k));  // no fewer than all cancel
            }
        }
    }
}

TEST_CASE_TEMPLATE("share/pairwise: a zero share is added to what is there", R, z2k<64>, mersenne61) {
    auto keys = keys_of<R>(3), again = keys_of<R>(3);
    const auto x = test::random_elements<R>(3, 4, 9);
    auto masked = x, mask = test::constant<element<R>>(3, 4, R::zero());
    keys[1].add_zero_share(masked, {purpose::train, 1});
    again[1].add_zero_share(mask, {purpose::train, 1});
    CHECK(test::same(test::difference<R>(masked, x), mask));
}

TEST_CASE_TEMPLATE("share/pairwise: masks are the words of the stream that is named, one after the other", R, z2k<32>,
                   z2k<64>, z2k<128>, mersenne61) {
    using shape = std::pair<std::size_t, std::size_t>;
    for (const auto& [m, n] : {shape{1, 1}, shape{16, 16}, shape{257, 3}, shape{300, 40}}) {
        const step_id at{purpose::train, 3};
        auto masks = test::constant<element<R>>(m, n, R::zero());
        const auto draw = [&](spnn::crypto::stream_name name) {
            auto stream = spnn::crypto::single_use_key(test::seed_of(7)).open(name);
            spnn::fill_uniform<R>(stream, spnn::elements(masks));
        };
        const auto x = test::random_elements<R>(m, n, 5);
        for (std::size_t self = 0; self < 2; ++self) {
            share::pairwise_keys<R> keys(self, 2);
            keys.insert(1 - self, spnn::crypto::single_use_key(test::seed_of(7)));
            auto masked = x;
            keys.add_zero_share(masked, at);
            draw({use::zero_share, 0, at});
            CHECK(test::same(self == 0 ? test::difference<R>(masked, x) : test::difference<R>(x, masked), masks));
            auto kept = x;
            keys.keep_own_share(kept, other_use::weights, at);
            draw({other_use::weights, static_cast<std::uint8_t>(self + 1), at});
            CHECK(test::same(test::difference<R>(x, kept), masks));
        }
    }
}

TEST_CASE_TEMPLATE("share/pairwise: every step has other masks", R, z2k<32>, mersenne61) {
    auto keys = keys_of<R>(2);
    const auto zero = test::constant<element<R>>(5, 5, R::zero());
    std::vector<spnn::matrix<element<R>>> masks;
    for (const step_id at : {step_id{purpose::train, 1}, step_id{purpose::train, 2}, step_id{purpose::evaluate, 1}}) {
        masks.push_back(zero);
        keys[0].add_zero_share(masks.back(), at);
    }
    CHECK_FALSE(test::same(masks[0], masks[1]));
    CHECK_FALSE(test::same(masks[0], masks[2]));
    CHECK_FALSE(test::same(masks[1], masks[2]));
    auto late = zero;
    CHECK_THROWS_AS(keys[0].add_zero_share(late, {purpose::train, 2}), usage_error);
}

TEST_CASE_TEMPLATE("share/pairwise: the owner's share and what the others hold sum to the value", R, z2k<32>, z2k<64>,
                   z2k<128>, mersenne61) {
    for (std::size_t k = 2; k <= 5; ++k) {
        auto keys = keys_of<R>(k);
        std::uint64_t step = 0;
        for (const auto what : {other_use::features, other_use::weights, other_use::batch})
            for (std::size_t owner = 0; owner < k; ++owner) {
                const step_id at{purpose::train, ++step};
                const auto value = test::constant<element<R>>(30, 40, R::one());
                auto own = value;
                keys[owner].keep_own_share(own, what, at);
                CHECK(test::looks_uniform(own));
                auto total = own;
                for (std::size_t other = 0; other < k; ++other) {
                    if (other == owner) continue;
                    const auto& part = keys[other].share_of(owner, what, at, 30, 40);
                    CHECK(test::looks_uniform(part));
                    spnn::add_to<R>(total, part);
                }
                CHECK(test::same(total, value));
            }
    }
}

TEST_CASE("share/pairwise: at one step all holders may share values of the same kind") {
    using R = z2k<64>;
    auto keys = keys_of<R>(3);
    const step_id at{purpose::train, 1};
    for (std::size_t self = 0; self < 3; ++self) {
        auto own = test::constant<element<R>>(2, 2, 5);
        CHECK_NOTHROW(keys[self].keep_own_share(own, other_use::weights, at));
        for (std::size_t owner = 0; owner < 3; ++owner)
            if (owner != self)
                CHECK_NOTHROW(static_cast<void>(keys[self].share_of(owner, other_use::weights, at, 2, 2)));
        CHECK_THROWS_AS(keys[self].keep_own_share(own, other_use::weights, at), usage_error);
    }
}

TEST_CASE("share/pairwise: without a key there is no mask") {
    using R = z2k<64>;
    CHECK_THROWS_AS(share::pairwise_keys<R>(2, 2), usage_error);
    CHECK_THROWS_AS(share::pairwise_keys<R>(0, 256), usage_error);
    CHECK_NOTHROW(share::pairwise_keys<R>(254, 255));
    share::pairwise_keys<R> keys(0, 3);
    keys.insert(1, spnn::crypto::single_use_key(test::seed_of(1)));
    CHECK(keys.self() == 0);
    CHECK(keys.holders() == 3);
    auto x = test::constant<element<R>>(2, 2, 0);
    CHECK_THROWS_WITH_AS(keys.add_zero_share(x, {purpose::train, 1}), "pairwise_keys: no key with holder 3",
                         usage_error);
}

}  // namespace
