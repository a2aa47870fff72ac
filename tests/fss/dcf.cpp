#include <spnn/fss/dcf.hpp>

#include <doctest/doctest.h>

#include "fss/support.hpp"
#include "support/errors.hpp"

#include <cmath>
#include <type_traits>

using namespace fss_tests;
namespace fss = spnn::fss;
using fss::dcf_batch;
using fss::dcf_keys;
using fss::dcf_shape;
using fss::payload;

namespace {

std::vector<payload> arbitrary_payloads(const dcf_shape& shape, std::size_t count, std::mt19937_64& random) {
    std::vector<payload> out(count);
    for (auto& beta : out)
        beta = {random() & fss::low_bits(shape.n), random() & fss::low_bits(shape.n),
                random() & fss::low_bits(shape.f)};
    return out;
}

struct dealt {
    dealt(const dcf_shape& of, const fss::hash_key& hash, const std::vector<std::uint64_t>& alpha,
          const std::vector<payload>& beta)
        : batch{of, alpha.size()}, to_both(batch.bytes_to_both()) {
        fss::deal_dcf(batch, hash, alpha, beta, first, second, to_both);
    }
    [[nodiscard]] std::vector<payload> shares(const fss::hash_key& hash, side of,
                                              const std::vector<std::uint64_t>& y) const {
        auto draws = stream_of(of == side::first ? 1 : 2);
        std::vector<payload> out(batch.count);
        dcf_keys(of, batch, hash, to_both).evaluate(draws, y, out);
        CHECK(draws.position() == (of == side::first ? first : second).position());
        return out;
    }

    dcf_batch batch;
    spnn::crypto::prg first = stream_of(1), second = stream_of(2);
    spnn::bytes to_both;
};

// How many sums of both shares are not what they are to be.
std::size_t wrong(const dealt& keys, const fss::hash_key& hash, const std::vector<std::uint64_t>& alpha,
                  const std::vector<payload>& beta, const std::vector<std::uint64_t>& y) {
    const auto one = keys.shares(hash, side::first, y), other = keys.shares(hash, side::second, y);
    const auto& shape = keys.batch.shape;
    const payload masks{fss::low_bits(shape.n), fss::low_bits(shape.n), fss::low_bits(shape.f)};
    std::size_t count = 0;
    for (std::size_t i = 0; i < y.size(); ++i)
        for (std::size_t w = 0; w < 3; ++w) {
            count += ((one[i][w] + other[i][w]) & masks[w]) != (y[i] < alpha[i] ? beta[i][w] : 0);
            count += (one[i][w] & ~masks[w]) != 0 || (other[i][w] & ~masks[w]) != 0;
        }
    return count;
}

// The gate's payloads at the presets of precision, and odd ones.
constexpr dcf_shape shapes[]{{20, 32, 10}, {25, 40, 12}, {22, 40, 10}, {30, 48, 16}, {39, 64, 20},
                             {7, 64, 0},   {63, 64, 64}, {9, 1, 1},    {12, 33, 7},  {10, 56, 17}};

}  // namespace

TEST_CASE(
    "fss/dcf: shares add up to beta below alpha and to zero elsewhere, for all alpha and y of one to eight bits") {
    std::mt19937_64 random(1);
    const fss::hash_key hash(arbitrary_block(random));
    for (unsigned bits = 1; bits <= 8; ++bits) {
        CAPTURE(bits);
        const dcf_shape shape{bits, 40, 12};
        const std::size_t all = std::size_t{1} << bits;
        std::vector<std::uint64_t> alpha, y;
        for (std::size_t a = 0; a < all; ++a)
            for (std::size_t x = 0; x < all; x += bits < 8 ? 1 : 5) {
                alpha.push_back(a);
                y.push_back(x);
            }
        const auto beta = arbitrary_payloads(shape, alpha.size(), random);
        CHECK(wrong(dealt(shape, hash, alpha, beta), hash, alpha, beta, y) == 0);
    }
}

TEST_CASE("fss/dcf: every shape, near alpha and far from it, and every tier gives the same") {
    std::mt19937_64 random(2);
    const auto key = arbitrary_block(random);
    for (const auto& shape : shapes) {
        CAPTURE(shape.bits);
        const auto alpha = arbitrary_words(700, shape.bits, random);
        const auto beta = arbitrary_payloads(shape, 700, random);
        auto y = arbitrary_words(700, shape.bits, random);
        for (std::size_t i = 0; i < y.size(); i += 2) y[i] = (alpha[i] + i / 2 % 3 - 1) & fss::low_bits(shape.bits);
        const fss::hash_key hash(key);
        const dealt keys(shape, hash, alpha, beta);
        CHECK(wrong(keys, hash, alpha, beta, y) == 0);
        const auto expected = keys.shares(hash, side::second, y);
        for (const auto tier : spnn::available_tiers<spnn::crypto::aes_tier>()) {
            const fss::hash_key other(key, tier);
            CHECK(dealt(shape, other, alpha, beta).to_both == keys.to_both);
            CHECK(keys.shares(other, side::second, y) == expected);
        }
    }
}

TEST_CASE("fss/dcf: batches of all lengths, and what they take") {
    std::mt19937_64 random(3);
    const fss::hash_key hash(arbitrary_block(random));
    const dcf_shape shape{25, 40, 12};
    CHECK(shape.payload_bytes() == 12);
    for (const std::size_t count : {0u, 1u, 31u, 32u, 33u, 100u}) {
        CAPTURE(count);
        const auto alpha = arbitrary_words(count, 25, random), y = arbitrary_words(count, 25, random);
        const auto beta = arbitrary_payloads(shape, count, random);
        const dealt keys(shape, hash, alpha, beta);
        CHECK(keys.to_both.size() == (count + 31) / 32 * 32 * (25 * (16 + 12) + 12));
        CHECK(wrong(keys, hash, alpha, beta, y) == 0);
    }
}

TEST_CASE("fss/dcf: no bit of a key goes with a bit of alpha or with the payload") {
    std::mt19937_64 random(4);
    const fss::hash_key hash(arbitrary_block(random));
    constexpr unsigned bits = 6;
    const dcf_shape shape{bits, 16, 8};
    constexpr std::size_t keys = 4096;
    const auto alpha = arbitrary_words(keys, bits, random);
    std::vector<payload> beta(keys);
    for (auto& b : beta) b = {random() & 1, 0, 0};
    const dealt all(shape, hash, alpha, beta);
    const std::size_t of_key = bits * (16 + shape.payload_bytes()) + shape.payload_bytes();
    // One walk for each bit of a key with each bit of alpha, with beta, and alone.
    std::vector<std::array<int, bits + 2>> walks(8 * of_key);
    for (std::size_t key = 0; key < keys; ++key) {
        const auto* tile = all.to_both.data() + key / 32 * shape.tile_bytes();
        std::vector<std::byte> own;
        for (unsigned level = 0; level <= bits; ++level) {
            const auto* row = tile + level * shape.level_bytes();
            if (level < bits) {
                own.insert(own.end(), row + key % 32 * 16, row + (key % 32 + 1) * 16);
                row += 32 * 16;
            }
            own.insert(own.end(), row + key % 32 * shape.payload_bytes(), row + (key % 32 + 1) * shape.payload_bytes());
        }
        REQUIRE(own.size() == of_key);
        for (std::size_t i = 0; i < 8 * of_key; ++i) {
            const auto bit = std::to_integer<std::uint64_t>(own[i / 8]) >> (i % 8) & 1;
            for (unsigned j = 0; j < bits; ++j) walks[i][j] += bit != (alpha[key] >> j & 1) ? 1 : -1;
            walks[i][bits] += bit != beta[key][0] ? 1 : -1;
            walks[i][bits + 1] += bit != 0 ? 1 : -1;
        }
    }
    for (const auto& of_bit : walks)
        for (const int walk : of_bit) CHECK(std::abs(walk) <= 6 * std::sqrt(double{keys}));
}

TEST_CASE("fss/dcf: keys are evaluated once; foreign lengths, shapes and sizes that do not fit are refused") {
    static_assert(!std::is_copy_constructible_v<dcf_keys>);
    const fss::hash_key hash(block{});
    const dcf_batch batch{{8, 32, 10}, 3};
    CHECK(batch.bytes_to_both() == 32 * (8 * 26 + 10));
    CHECK(test::error_of<spnn::data_error>([&] {
              static_cast<void>(dcf_keys(side::first, batch, hash, spnn::bytes(6975)));
          }) == "comparison keys with payload: 6975 bytes, expected 6976 for 3 keys");
    const auto refused = [](auto&& body) { return test::error_of<spnn::usage_error>(body); };
    for (const auto& shape :
         {dcf_shape{0, 1, 1}, dcf_shape{64, 1, 1}, dcf_shape{1, 0, 1}, dcf_shape{1, 65, 1}, dcf_shape{1, 1, 65}})
        CHECK(test::contains(refused([&] { static_cast<void>(dcf_keys(side::first, {shape, 0}, hash, {})); }),
                             "expected 1 to 63, 1 to 64 and 0 to 64"));
    auto first = stream_of(1), second = stream_of(2);
    const std::vector<std::uint64_t> y(3), fewer(2);
    std::vector<payload> shares(3);
    spnn::bytes to_both(6976);
    CHECK(refused([&] { fss::deal_dcf(batch, hash, fewer, shares, first, second, to_both); }) ==
          "fss::deal_dcf: 2 points, 3 payloads and room for 6976 bytes do not fit 3 keys");
    CHECK(!refused([&] { dcf_keys(side::first, batch, hash, to_both).evaluate(first, fewer, shares); }).empty());
    dcf_keys keys(side::first, batch, hash, to_both);
    std::move(keys).evaluate(first, y, shares);
    // NOLINTNEXTLINE(bugprone-use-after-move): that is what is refused
    CHECK(test::contains(refused([&] { std::move(keys).evaluate(first, y, shares); }), "a key is used once"));
}
