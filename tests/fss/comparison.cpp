#include <spnn/fss/comparison.hpp>

#include <doctest/doctest.h>

#include "fss/support.hpp"
#include "support/errors.hpp"

#include <type_traits>

using namespace fss_tests;
namespace fss = spnn::fss;
using fss::comparison_batch;
using fss::comparison_keys;

namespace {

struct dealt {
    dealt(const comparison_batch& batch, const fss::hash_key& hash, const std::vector<std::uint64_t>& alpha)
        : to_both(batch.bytes_to_both()), to_second(batch.bytes_to_second()) {
        fss::deal_comparison(batch, hash, alpha, first, second, to_both, to_second);
    }
    [[nodiscard]] spnn::bytes to(side of) const {
        auto out = to_both;
        if (of == side::second) out.insert(out.end(), to_second.begin(), to_second.end());
        return out;
    }

    spnn::crypto::prg first = stream_of(1), second = stream_of(2);
    spnn::bytes to_both, to_second;
};

}  // namespace

TEST_CASE("fss/comparison: tables and trees of every width compare right, for batches of all lengths") {
    std::mt19937_64 random(1);
    const fss::hash_key hash(arbitrary_block(random));
    for (unsigned bits = 0; bits <= 63; ++bits)
        for (const std::size_t count : {0u, 1u, 31u, 32u, 33u, 512u, 1100u}) {
            if (count > 33 && bits % 8 != 7 && bits % 8 != 0) continue;
            CAPTURE(bits);
            CAPTURE(count);
            const comparison_batch batch{bits, count};
            auto alpha = arbitrary_words(count, bits, random), y = arbitrary_words(count, bits, random);
            for (std::size_t i = 0; i < count; i += 3) y[i] = (alpha[i] + i / 3 % 3 - 1) & fss::low_bits(bits);
            const dealt keys(batch, hash, alpha);
            std::vector<std::uint32_t> shares[2];
            for (const auto of : {side::first, side::second}) {
                auto draws = stream_of(of == side::first ? 1 : 2);
                auto& out = shares[of == side::first ? 0 : 1];
                out.resize(fss::tiles_of(count));
                comparison_keys(of, batch, hash, keys.to(of)).evaluate(draws, y, out);
                CHECK(draws.position() == (of == side::first ? keys.first : keys.second).position());
                CHECK(draws.position() == batch.drawn_by(of));
                if (count % 32 != 0) CHECK((out.back() >> (count % 32)) == 0);
            }
            std::size_t wrong = 0;
            for (std::size_t i = 0; i < count; ++i)
                wrong += (bit_of(shares[0], i) != bit_of(shares[1], i)) != (alpha[i] <= y[i]);
            CHECK(wrong == 0);
        }
}

TEST_CASE("fss/comparison: bits of a point beyond the width do not count") {
    std::mt19937_64 random(2);
    const fss::hash_key hash(arbitrary_block(random));
    for (const unsigned bits : {5u, 20u}) {
        const comparison_batch batch{bits, 40};
        const auto alpha = arbitrary_words(40, bits, random);
        auto y = arbitrary_words(40, bits, random);
        const dealt keys(batch, hash, alpha);
        std::vector<std::uint32_t> plain(2), with_more(2);
        auto draws = stream_of(2), same = stream_of(2);
        comparison_keys(side::second, batch, hash, keys.to(side::second)).evaluate(draws, y, plain);
        for (auto& x : y) x |= ~fss::low_bits(bits);
        comparison_keys(side::second, batch, hash, keys.to(side::second)).evaluate(same, y, with_more);
        CHECK(plain == with_more);
    }
}

TEST_CASE("fss/comparison: pieces of whole tiles give what the batch gives at once") {
    std::mt19937_64 random(3);
    const fss::hash_key hash(arbitrary_block(random));
    for (const unsigned bits : {6u, 25u}) {
        const std::size_t count = 1500, cut = 640;
        const comparison_batch batch{bits, count}, head{bits, cut}, rest{bits, count - cut};
        const auto alpha = arbitrary_words(count, bits, random), y = arbitrary_words(count, bits, random);
        const dealt whole(batch, hash, alpha);
        auto first = stream_of(1), second = stream_of(2);
        spnn::bytes to_both(batch.bytes_to_both()), to_second(batch.bytes_to_second());
        const auto deal = [&](const comparison_batch& part, std::size_t at, const comparison_batch& before) {
            fss::deal_comparison(part, hash, std::span(alpha).subspan(at, part.count), first, second,
                                 std::span(to_both).subspan(before.bytes_to_both(), part.bytes_to_both()),
                                 std::span(to_second).subspan(before.bytes_to_second(), part.bytes_to_second()));
        };
        deal(head, 0, {bits, 0});
        deal(rest, cut, head);
        CHECK(to_both == whole.to_both);
        CHECK(to_second == whole.to_second);
        const auto sent = whole.to(side::second);
        std::vector<std::uint32_t> at_once(fss::tiles_of(count)), pieces(at_once.size());
        auto draws = stream_of(2), same = stream_of(2);
        fss::evaluate_comparison(batch, hash, side::second, draws, sent, y, at_once);
        const auto of_head = head.bytes_to(side::second);
        fss::evaluate_comparison(head, hash, side::second, same, std::span(sent).first(of_head),
                                 std::span(y).first(cut), std::span(pieces).first(cut / 32));
        fss::evaluate_comparison(rest, hash, side::second, same, std::span(sent).subspan(of_head),
                                 std::span(y).subspan(cut), std::span(pieces).subspan(cut / 32));
        CHECK(at_once == pieces);
    }
}

TEST_CASE("fss/comparison: keys of another length than their batch's are refused, and so is a second evaluation") {
    static_assert(!std::is_copy_constructible_v<comparison_keys> && !std::is_copy_assignable_v<comparison_keys>);
    const fss::hash_key hash(block{});
    const comparison_batch batch{9, 33};
    CHECK(batch.bytes_to(side::first) == 3072);
    const auto with = [&](std::size_t size) {
        return [&, size] { static_cast<void>(comparison_keys(side::first, batch, hash, spnn::bytes(size))); };
    };
    CHECK(test::error_of<spnn::data_error>(with(3071)) == "comparison keys: 3071 bytes, expected 3072 for 33 keys");
    CHECK(!test::error_of<spnn::data_error>(with(3073)).empty());
    CHECK(test::error_of<spnn::usage_error>([&] {
              static_cast<void>(comparison_keys(side::first, {64, 1}, hash, {}));
          }) == "fss: a comparison of 64 bits, at most 63 allowed");
    comparison_keys keys(side::first, batch, hash, spnn::bytes(3072));
    CHECK(keys.batch() == batch);
    CHECK(keys.of() == side::first);
    const std::vector<std::uint64_t> y(33);
    std::vector<std::uint32_t> shares(2);
    auto draws = stream_of(1);
    std::move(keys).evaluate(draws, y, shares);
    // NOLINTNEXTLINE(bugprone-use-after-move): that is what is refused
    CHECK(test::error_of<spnn::usage_error>([&] { std::move(keys).evaluate(draws, y, shares); }) ==
          "comparison keys: these were evaluated before, or moved away; a key is used once");
    CHECK_THROWS_AS(static_cast<void>(keys.batch()), spnn::usage_error);
}

TEST_CASE("fss/comparison: sizes that do not fit are refused") {
    const fss::hash_key hash(block{});
    const comparison_batch batch{9, 33};
    const std::vector<std::uint64_t> alpha(33), fewer(32);
    auto first = stream_of(1), second = stream_of(2);
    spnn::bytes to_both(3072), none;
    std::vector<std::uint32_t> shares(2), more(3);
    const auto refused = [](auto&& body) { return test::error_of<spnn::usage_error>(body); };
    CHECK(refused([&] { fss::deal_comparison(batch, hash, fewer, first, second, to_both, none); }) ==
          "fss::deal_comparison: 32 points and room for 3072 and 0 bytes do not fit 33 keys of 9 bits");
    CHECK(!refused([&] { fss::deal_comparison(batch, hash, alpha, first, second, none, none); }).empty());
    CHECK(!refused([&] { fss::deal_comparison(batch, hash, alpha, first, second, to_both, to_both); }).empty());
    CHECK(refused([&] { fss::evaluate_comparison(batch, hash, side::first, first, to_both, alpha, more); }) ==
          "fss::evaluate_comparison: 33 points, 3072 bytes and room for 3 words do not fit 33 keys of 9 bits");
    CHECK(!refused([&] { fss::evaluate_comparison(batch, hash, side::first, first, none, alpha, shares); }).empty());
}
