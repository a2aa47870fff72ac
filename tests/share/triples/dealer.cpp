#include <spnn/share/triples/dealer.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <spnn/testing/laws/triple_source.hpp>
#include <support/matrices.hpp>
#include <support/mesh.hpp>
#include <support/statistics.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
namespace share = spnn::share;
using share::mask_rows;
using spnn::element;
using spnn::matrix;
using spnn::mersenne61;
using spnn::purpose;
using spnn::step_id;
using spnn::usage_error;
using spnn::z2k;

// k holders, numbered 1 to k on the wire, and their dealer, who is 0.
template <spnn::Ring R>
class dealt {
public:
    using channel = test::mesh::channel;
    using source = share::dealt_triples<R, channel>;

    explicit dealt(std::size_t holders, spnn::crypto::ledger_handle ledger = nullptr)
        : links(holders + 1), random_(test::random_of(holders)), dealer(links.of(0), random_, ledger) {
        for (std::size_t j = 1; j <= holders; ++j)
            sources_.push_back(std::make_unique<source>(links.at(j, 0), j == holders, ledger));
    }

    std::vector<source*> sources() {
        std::vector<source*> all;
        for (auto& s : sources_) all.push_back(s.get());
        return all;
    }
    laws::deal_step deal() {
        return [this](const mask_rows& rows, step_id at, std::size_t d, std::size_t h) { dealer.deal(rows, at, d, h); };
    }
    laws::triple<R> take(const mask_rows& rows, step_id at, std::size_t d, std::size_t h) {
        return laws::take_triple<R>(sources(), deal(), rows, at, d, h);
    }

    test::mesh links;

private:
    spnn::crypto::prg random_;

public:
    share::triple_dealer<R, channel> dealer;

private:
    std::vector<std::unique_ptr<source>> sources_;
};

TEST_CASE_TEMPLATE("share/triples/dealer: obeys the laws of a triple source", R, z2k<32>, z2k<64>, z2k<128>,
                   mersenne61) {
    for (std::size_t k = 2; k <= 5; ++k) {
        dealt<R> parties(k);
        laws::triple_source<R>(parties.sources(), parties.deal());
    }
}

TEST_CASE_TEMPLATE("share/triples/dealer: every share is uniform, and so are A and B", R, z2k<32>, z2k<64>, z2k<128>,
                   mersenne61) {
    dealt<R> parties(3);
    std::vector<std::uint32_t> numbers(50);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::uint32_t>(3 * i);
    const auto kept = parties.take(mask_rows::of_table(1, numbers), {purpose::train, 1}, 40, 40);
    const auto fresh = parties.take(mask_rows::of_step({purpose::train, 2}, 50), {purpose::train, 2}, 40, 40);
    for (const auto* t : {&kept, &fresh}) {
        CHECK(test::looks_uniform(t->a));
        CHECK(test::looks_uniform(t->b));
        for (const auto* shares : {&t->shares_of_a, &t->shares_of_b, &t->shares_of_c})
            for (const auto& share : *shares) CHECK(test::looks_uniform(share.part));
    }
    CHECK_FALSE(test::same(kept.b, fresh.b));
}

TEST_CASE("share/triples/dealer: a holder gets one seed, the last one also a correction per product") {
    using R = z2k<64>;
    for (std::size_t k = 2; k <= 5; ++k) {
        dealt<R> parties(k);
        CHECK(parties.links.sent(0) == share::dealer_cost<R>::setup(k));
        net::wire_cost products;
        std::uint64_t step = 0;
        for (const auto& [m, d, h] : {std::tuple(4, 3, 2), std::tuple(1, 9, 5)}) {
            const step_id at{purpose::train, ++step};
            static_cast<void>(parties.take(mask_rows::of_step(at, std::size_t(m)), at, std::size_t(d), std::size_t(h)));
            products += share::dealer_cost<R>::product(std::size_t(m), std::size_t(h));
        }
        CHECK(parties.links.sent(0) == share::dealer_cost<R>::setup(k) + products);

        std::set<spnn::bytes> seeds;
        for (std::size_t j = 1; j <= k; ++j) {
            const auto messages = parties.links.messages(0, j);
            REQUIRE(messages.size() == (j == k ? 3 : 1));
            CHECK(messages[0].header.kind == share::triple_seed::id);
            CHECK(messages[0].payload.size() == 16);
            seeds.insert(messages[0].payload);
            for (std::size_t i = 1; i < messages.size(); ++i)
                CHECK(messages[i].header.kind == share::triple_correction<R>::id);
            CHECK(parties.links.sent(j) == net::wire_cost{});  // the dealer hears nothing from holders
        }
        CHECK(seeds.size() == k);
    }
}

TEST_CASE("share/triples/dealer: what stands for a step is given once") {
    using R = z2k<64>;
    dealt<R> parties(2);
    const step_id at{purpose::train, 5};
    static_cast<void>(parties.take(mask_rows::of_step(at, 3), at, 2, 2));
    share::additive_share<R> out;
    auto& first = *parties.sources()[0];
    CHECK_THROWS_AS(first.left_mask(mask_rows::of_step(at, 3), 2, out), usage_error);
    CHECK_THROWS_AS(first.right_mask(at, 2, 2, out), usage_error);
    CHECK_THROWS_AS(first.product_mask(at, 3, 2, out), usage_error);
    CHECK_THROWS_AS(first.right_mask({purpose::train, 4}, 2, 2, out), usage_error);
    CHECK_THROWS_AS(parties.dealer.deal(mask_rows::of_step(at, 3), at, 2, 2), usage_error);
    CHECK_THROWS_AS(parties.dealer.deal(mask_rows::of_table(0, {}), at, 2, 2), usage_error);
}

TEST_CASE("share/triples/dealer: rows and tables have masks of their own") {
    using R = z2k<64>;
    share::triple_streams<R> streams(test::seed_of(1));
    const std::vector<std::uint32_t> numbers{0, 1, 2, 0xffffffffU};
    share::additive_share<R> zero, one;
    streams.left(mask_rows::of_table(0, numbers), 20, zero);
    streams.left(mask_rows::of_table(1, numbers), 20, one);
    std::set<element<R>> values;
    for (const auto* table : {&zero, &one}) values.insert(table->part.begin(), table->part.end());
    CHECK(values.size() == 160);  // 64-bit values: two equal ones are no chance

    // A narrower look at the same row is the front of it: the mask belongs to the row.
    share::additive_share<R> narrow;
    streams.left(mask_rows::of_table(0, numbers), 5, narrow);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(std::ranges::equal(spnn::row(narrow.part, i), spnn::row(zero.part, i).first(5)));
}

TEST_CASE_TEMPLATE("share/triples/dealer: a row too wide for its counters is refused", R, z2k<64>, z2k<128>) {
    share::triple_streams<R> streams(test::seed_of(1));
    const std::vector<std::uint32_t> none;
    const std::size_t widest = (std::size_t{1} << 23) / spnn::element_bytes<R>;
    share::additive_share<R> out;
    CHECK_NOTHROW(streams.left(mask_rows::of_table(0, none), widest, out));
    CHECK_THROWS_AS(streams.left(mask_rows::of_table(0, none), widest + 1, out), usage_error);
}

TEST_CASE("share/triples/dealer: the ledger sees B and C of every step, at holder and dealer alike") {
    using R = z2k<64>;
    const auto ledger = std::make_shared<spnn::crypto::stream_ledger>();
    dealt<R> parties(2, ledger);
    for (std::uint64_t step = 1; step <= 3; ++step)
        static_cast<void>(parties.take(mask_rows::of_step({purpose::train, step}, 2), {purpose::train, step}, 2, 2));
    std::map<spnn::crypto::stream_ledger::entry, int> owners;
    for (const auto& entry : ledger->entries()) ++owners[entry];
    CHECK(owners.size() == 3 * (3 + 2));  // A, B, C of the first holder; A, B of the last, whose C is sent
    for (const auto& [entry, count] : owners) CHECK(count == 2);
}

}  // namespace
