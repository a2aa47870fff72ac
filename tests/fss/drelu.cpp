#include <spnn/fss/drelu.hpp>

#include <doctest/doctest.h>

#include "fss/support.hpp"
#include "support/errors.hpp"

#include <cmath>

using namespace fss_tests;
namespace fss = spnn::fss;
using fss::drelu_batch;
using fss::drelu_keys;

namespace {

// Both sides and the dealer over a batch of masks: the opened bits without their masks, that is, d.
struct outcome {
    outcome(unsigned k, const std::vector<std::uint64_t>& rho, const std::vector<std::uint64_t>& u,
            std::uint64_t session = 0, const fss::hash_key& hash = fss::hash_key(block{}))
        : opened(fss::tiles_of(u.size())), r_d(opened.size()) {
        const drelu_batch batch{k, rho.size()};
        const auto shape = batch.comparison();
        to_both.resize(shape.bytes_to_both());
        to_second.resize(shape.bytes_to_second());
        auto first = stream_of(2 * session), second = stream_of(2 * session + 1);
        fss::deal_drelu(batch, hash, rho, first, second, to_both, to_second, r_d);
        auto own_first = stream_of(2 * session), own_second = stream_of(2 * session + 1);
        shares[0].resize(opened.size());
        shares[1].resize(opened.size());
        auto sent = to_both;
        drelu_keys(side::first, batch, hash, sent).evaluate(own_first, u, shares[0]);
        sent.insert(sent.end(), to_second.begin(), to_second.end());
        drelu_keys(side::second, batch, hash, sent).evaluate(own_second, u, shares[1]);
        streams_agree = first.position() == own_first.position() && second.position() == own_second.position() &&
                        first.position() == batch.drawn_by(side::first) &&
                        second.position() == batch.drawn_by(side::second);
        for (std::size_t i = 0; i < opened.size(); ++i) opened[i] = shares[0][i] ^ shares[1][i];
    }
    [[nodiscard]] bool sign(std::size_t i) const { return bit_of(opened, i) != bit_of(r_d, i); }

    std::vector<std::uint32_t> opened, r_d, shares[2];
    spnn::bytes to_both, to_second;
    bool streams_agree = false;
};

std::uint64_t word(std::int64_t t) { return static_cast<std::uint64_t>(t); }

}  // namespace

TEST_CASE("fss/drelu: the sign of every number under every mask, one to ten bits") {
    for (unsigned k = 1; k <= 10; ++k) {
        CAPTURE(k);
        const std::int64_t half = std::int64_t{1} << (k - 1);
        std::size_t wrong = 0;
        for (std::int64_t t = -half; t < half; t += k < 9 ? 1 : 7) {
            std::vector<std::uint64_t> rho(std::size_t{1} << k), u;
            for (std::size_t i = 0; i < rho.size(); ++i) rho[i] = i;
            for (const auto mask : rho) u.push_back((word(t) + mask) & fss::low_bits(k));
            const outcome all(k, rho, u, word(t + half));
            for (std::size_t i = 0; i < rho.size(); ++i) wrong += all.sign(i) != (t >= 0);
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("fss/drelu: 2^17 numbers at every precision's width have the right sign, those near zero and the ends too") {
    std::mt19937_64 random(2);
    const fss::hash_key hash(arbitrary_block(random));
    for (const unsigned k : {21u, 23u, 26u, 31u, 40u, 64u}) {
        CAPTURE(k);
        const std::size_t count = many_keys();
        const std::int64_t most = static_cast<std::int64_t>(fss::low_bits(k - 1));
        std::vector<std::int64_t> t(count);
        for (std::size_t i = 0; i < count; ++i) {
            const auto some = static_cast<std::int64_t>(random()) >> (64 - k);
            const std::int64_t small = some % 300;
            switch (i % 8) {
                case 0: t[i] = small; break;
                case 1: t[i] = i % 16 < 8 ? 0 : -1; break;
                case 2: t[i] = most - std::abs(small); break;
                case 3: t[i] = -most - 1 + std::abs(small); break;
                default: t[i] = some; break;
            }
        }
        // Masks need not be cut to k bits; nor need u.
        const auto rho = arbitrary_words(count, 64, random);
        auto u = rho;
        for (std::size_t i = 0; i < count; ++i) u[i] += word(t[i]);
        const outcome all(k, rho, u, k, hash);
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < count; ++i) wrong += all.sign(i) != (t[i] >= 0);
        CHECK(wrong == 0);
        CHECK(all.streams_agree);
    }
}

TEST_CASE("fss/drelu: batches of all lengths; nothing stands behind the last bit; bytes are those of the formula") {
    std::mt19937_64 random(3);
    for (const unsigned k : {6u, 8u, 9u, 26u})
        for (const std::size_t count : {0u, 1u, 31u, 32u, 33u, 511u, 513u, 2000u}) {
            CAPTURE(k);
            CAPTURE(count);
            const auto rho = arbitrary_words(count, k, random), t = arbitrary_words(count, k, random);
            auto u = rho;
            for (std::size_t i = 0; i < count; ++i) u[i] += t[i];
            const outcome all(k, rho, u, count);
            std::size_t wrong = 0;
            for (std::size_t i = 0; i < count; ++i) wrong += all.sign(i) != (t[i] >> (k - 1) == 0);
            CHECK(wrong == 0);
            CHECK(all.streams_agree);
            if (count % 32 != 0)
                for (const auto* words : {&all.r_d, &all.shares[0], &all.shares[1]})
                    CHECK((words->back() >> (count % 32)) == 0);
            if (k > 8) {
                CHECK(all.to_both.size() == (count + 31) / 32 * 32 * 16 * (k - 7));
                CHECK(all.to_second.empty());
            } else {
                CHECK(all.to_both.empty());
                CHECK(all.to_second.size() == (count << (k - 1)) / 8);
            }
        }
}

TEST_CASE("fss/drelu: what is opened, and each side's share of it, goes with no sign and with no bit of the mask") {
    std::mt19937_64 random(4);
    const std::size_t count = 1 << 14;
    const unsigned k = 21;
    const auto rho = arbitrary_words(count, k, random), t = arbitrary_words(count, k, random);
    auto u = rho;
    for (std::size_t i = 0; i < count; ++i) u[i] += t[i];
    const outcome all(k, rho, u, 9);
    for (const auto* words : {&all.opened, &all.shares[0], &all.shares[1], &all.r_d}) {
        std::vector<int> walks(k + 1);
        for (std::size_t i = 0; i < count; ++i) {
            const bool bit = bit_of(*words, i);
            for (unsigned j = 0; j < k; ++j) walks[j] += bit != ((rho[i] >> j & 1) != 0) ? 1 : -1;
            walks[k] += bit != all.sign(i) ? 1 : -1;
        }
        for (const int walk : walks) CHECK(std::abs(walk) <= 5 * std::sqrt(double{count}));
    }
}

TEST_CASE("fss/drelu: every tier gives the same keys and the same shares") {
    std::mt19937_64 random(5);
    const auto key = arbitrary_block(random);
    const auto rho = arbitrary_words(100, 31, random), u = arbitrary_words(100, 31, random);
    const outcome expected(31, rho, u, 1, fss::hash_key(key, spnn::crypto::aes_tier::portable));
    for (const auto tier : spnn::available_tiers<spnn::crypto::aes_tier>()) {
        const outcome all(31, rho, u, 1, fss::hash_key(key, tier));
        CHECK(all.to_both == expected.to_both);
        CHECK(all.r_d == expected.r_d);
        CHECK(all.shares[0] == expected.shares[0]);
        CHECK(all.shares[1] == expected.shares[1]);
    }
}

TEST_CASE("fss/drelu: keys are evaluated once; foreign lengths and sizes that do not fit are refused") {
    static_assert(!std::is_copy_constructible_v<drelu_keys>);
    const fss::hash_key hash(block{});
    const drelu_batch batch{10, 5};
    const auto bytes = batch.comparison().bytes_to(side::first);
    CHECK(bytes == 1536);
    CHECK(test::error_of<spnn::data_error>([&] {
              static_cast<void>(drelu_keys(side::first, batch, hash, spnn::bytes(bytes - 1)));
          }) == "sign keys: 1535 bytes, expected 1536 for 5 keys");
    const auto refused = [](auto&& body) { return test::error_of<spnn::usage_error>(body); };
    CHECK(refused([&] { static_cast<void>(drelu_keys(side::first, {65, 1}, hash, {})); }) ==
          "fss::drelu: numbers of 65 bits, expected 1 to 64");
    CHECK(!refused([&] { static_cast<void>(drelu_keys(side::first, {0, 1}, hash, {})); }).empty());
    const std::vector<std::uint64_t> u(5), fewer(4);
    std::vector<std::uint32_t> shares(1), r_d(1);
    auto first = stream_of(0), second = stream_of(1);
    spnn::bytes to_both(1536);
    CHECK(refused([&] { fss::deal_drelu(batch, hash, fewer, first, second, to_both, {}, r_d); }) ==
          "fss::deal_drelu: 4 masks and room for 1536 and 0 bytes and 1 words do not fit 5 numbers of 10 bits");
    CHECK(refused([&] { drelu_keys(side::first, batch, hash, to_both).evaluate(first, fewer, shares); }) ==
          "fss::evaluate_drelu: 4 numbers, 1536 bytes and room for 1 words do not fit 5 numbers of 10 bits");
    drelu_keys keys(side::first, batch, hash, to_both);
    std::move(keys).evaluate(first, u, shares);
    // NOLINTNEXTLINE(bugprone-use-after-move): that is what is refused
    CHECK(test::contains(refused([&] { std::move(keys).evaluate(first, u, shares); }), "a key is used once"));
}
