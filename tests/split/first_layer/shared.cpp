#include <spnn/split/first_layer/shared.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <split/support/wires.hpp>
#include <spnn/testing/laws/first_layer.hpp>
#include <support/matrices.hpp>
#include <support/statistics.hpp>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
namespace share = spnn::share;
namespace split = spnn::split;
using laws::first_layer_case;
using spnn::element;
using spnn::matrix;
using spnn::mersenne61;
using spnn::z2k;
using test::the_dealer;
using test::the_holder;
using test::the_server;

using R64 = z2k<64>;
using features_message = split::masked_features<R64>;
using weights_message = split::masked_weights<R64>;
using part_message = split::first_layer_part<R64>;

static_assert(split::shared<>::is_private && split::shared<>::links.dealer);

TEST_CASE_TEMPLATE("split/first_layer/shared: obeys the laws, features kept or opened anew", R, z2k<32>, z2k<64>,
                   z2k<128>, mersenne61) {
    for (std::size_t k = 2; k <= 5; ++k)
        for (const bool keep : {true, false}) laws::first_layer<split::shared<R>>(laws::small_first_layer(k, keep));
}

TEST_CASE("split/first_layer/shared: a table larger than a message is opened message by message") {
    auto c = laws::small_first_layer(2);
    const std::size_t d = c.plan.total_columns(), block = share::rows_per_opening<features_message>(d);
    for (std::size_t j = 0; j < 2; ++j) c.tables[0][j] = test::random_reals(block + 3, c.plan.columns[j], 70 + j, 3);
    c.plan.train_rows = block + 3;
    const auto last = static_cast<std::uint32_t>(block - 1);
    c.steps[0].rows = {last + 1, 0, last, last + 3, last + 2};
    test::wiretap tap;
    const auto outcome = laws::sound_first_layer<split::shared<>>(c, tap.factory());
    for (std::size_t i = 0; i < c.steps.size(); ++i)
        CHECK(test::same(outcome.sums[i], laws::bare_sum<split::shared<>>(c, c.steps[i])));
    // Those of the first table, and one of the second.
    const auto opened = tap.of_kind<features_message>(the_holder(0), the_holder(1));
    REQUIRE(opened.size() == 3);
    CHECK(opened[0].header.rows == block);
    CHECK(opened[1].header.rows == 3);
    CHECK(opened[2].header.rows == 4);
}

// The columns of all holders side by side, encoded, and their weights one below the other.
matrix<std::uint64_t> joined_rows(const first_layer_case& c, std::uint32_t table,
                                  const std::vector<std::uint32_t>& rows) {
    const auto encoding = split::fixed_point_of<R64>(c.plan);
    auto all = spnn::make_matrix<std::uint64_t>(rows.size(), c.plan.total_columns());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::size_t at = 0;
        for (const auto& x : c.tables[table])
            for (const float v : spnn::row(x, rows[i])) all(i, at++) = encoding.encode(static_cast<double>(v));
    }
    return all;
}

matrix<std::uint64_t> joined_weights(const first_layer_case& c, const laws::product_step& step) {
    const auto encoding = split::fixed_point_of<R64>(c.plan);
    auto all = spnn::make_matrix<std::uint64_t>(c.plan.total_columns(), c.width);
    std::size_t at = 0;
    for (const auto& t : step.weights)
        for (const float v : spnn::elements(t)) all.data()[at++] = encoding.encode(static_cast<double>(v));
    return all;
}

// What the dealer knows: A and B, from the seeds that it sent.
class dealers_view {
public:
    dealers_view(const test::wiretap& tap, const first_layer_case& c) : case_(&c) {
        for (std::size_t j = 0; j < c.plan.holders(); ++j) {
            spnn::crypto::block seed{};
            const auto message = tap.of_kind<share::triple_seed>(the_dealer, the_holder(j)).at(0);
            std::copy(message.payload.begin(), message.payload.end(), seed.begin());
            streams_.emplace_back(spnn::crypto::seed(seed));
        }
    }
    matrix<std::uint64_t> left(const share::mask_rows& rows) {
        return total([&](auto& streams, auto& out) { streams.left(rows, case_->plan.total_columns(), out); });
    }
    matrix<std::uint64_t> right(spnn::step_id at) {
        return total(
            [&](auto& streams, auto& out) { streams.right(at, case_->plan.total_columns(), case_->width, out); });
    }

private:
    template <class Draw>
    matrix<std::uint64_t> total(Draw draw) {
        std::vector<share::additive_share<R64>> shares(streams_.size());
        for (std::size_t j = 0; j < shares.size(); ++j) draw(streams_[j], shares[j]);
        return share::reveal<R64>(shares);
    }

    const first_layer_case* case_;
    std::vector<share::triple_streams<R64>> streams_;
};

// The value that all holders opened with their messages number `index` of kind M; every holder sent all others
// the same.
template <class M>
matrix<std::uint64_t> opened(const test::wiretap& tap, std::size_t holders, std::size_t index) {
    matrix<std::uint64_t> sum;
    for (std::size_t j = 0; j < holders; ++j) {
        const auto to_first = tap.of_kind<M>(the_holder(j), the_holder(j == 0 ? 1 : 0)).at(index);
        for (std::size_t peer = 0; peer < holders; ++peer)
            if (peer != j) CHECK(tap.of_kind<M>(the_holder(j), the_holder(peer)).at(index).payload == to_first.payload);
        const auto part = test::values_of<M>(to_first);
        if (j == 0)
            sum = part;
        else
            spnn::add_to<R64>(sum, part);
    }
    return sum;
}

TEST_CASE("split/first_layer/shared: what is opened is X - A and T - B, and nothing bare") {
    for (const bool keep : {true, false})
        for (std::size_t k = 2; k <= 4; ++k) {
            const auto c = laws::small_first_layer(k, keep);
            test::wiretap tap;
            laws::sound_first_layer<split::shared<>>(c, tap.factory());
            dealers_view dealer(tap, c);
            const auto check_opened = [&](const matrix<std::uint64_t>& value, const matrix<std::uint64_t>& plain,
                                          const matrix<std::uint64_t>& mask) {
                CHECK(test::same(value, test::difference<R64>(plain, mask)));
                for (std::size_t i = 0; i < plain.size(); ++i) CHECK(value.data()[i] != plain.data()[i]);
            };
            if (keep)
                for (std::uint32_t table = 0; table < c.tables.size(); ++table) {
                    std::vector<std::uint32_t> all(spnn::rows(c.tables[table][0]));
                    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint32_t>(i);
                    check_opened(opened<features_message>(tap, k, table), joined_rows(c, table, all),
                                 dealer.left(share::mask_rows::of_table(table, all)));
                }
            for (std::size_t i = 0; i < c.steps.size(); ++i) {
                const auto& step = c.steps[i];
                if (!keep)
                    check_opened(opened<features_message>(tap, k, i), joined_rows(c, step.table, step.rows),
                                 dealer.left(share::mask_rows::of_step(step.at, step.rows.size())));
                check_opened(opened<weights_message>(tap, k, i), joined_weights(c, step), dealer.right(step.at));
            }
        }
}

TEST_CASE("split/first_layer/shared: no single share of an opened value is the value, bare or masked") {
    const auto c = laws::small_first_layer(3, false);
    test::wiretap tap;
    laws::sound_first_layer<split::shared<>>(c, tap.factory());
    for (std::size_t i = 0; i < c.steps.size(); ++i) {
        const auto x = joined_rows(c, c.steps[i].table, c.steps[i].rows), d = opened<features_message>(tap, 3, i);
        const auto t = joined_weights(c, c.steps[i]), e = opened<weights_message>(tap, 3, i);
        for (std::size_t j = 0; j < 3; ++j) {
            const auto peer = the_holder(j == 0 ? 1 : 0);
            const auto share_of_d =
                test::values_of<features_message>(tap.of_kind<features_message>(the_holder(j), peer)[i]);
            const auto share_of_e =
                test::values_of<weights_message>(tap.of_kind<weights_message>(the_holder(j), peer)[i]);
            for (std::size_t v = 0; v < x.size(); ++v) {
                CHECK(share_of_d.data()[v] != x.data()[v]);
                CHECK(share_of_d.data()[v] != d.data()[v]);
            }
            for (std::size_t v = 0; v < t.size(); ++v) {
                CHECK(share_of_e.data()[v] != t.data()[v]);
                CHECK(share_of_e.data()[v] != e.data()[v]);
            }
        }
    }
}

TEST_CASE("split/first_layer/shared: everything sent looks uniform, though data and weights are all zeros") {
    auto c = laws::small_first_layer(2, false);
    c.width = 300;
    for (auto& table : c.tables)
        for (auto& x : table) x = test::constant(spnn::rows(x), spnn::columns(x), 0.0F);
    for (auto& step : c.steps)
        for (std::size_t j = 0; j < 2; ++j) step.weights[j] = test::constant(c.plan.columns[j], c.width, 0.0F);
    test::wiretap tap;
    laws::sound_first_layer<split::shared<>>(c, tap.factory());
    for (std::size_t j = 0; j < 2; ++j) {
        CHECK(test::looks_uniform(test::values_of<part_message>(tap.messages(the_holder(j), the_server).back())));
        CHECK(test::looks_uniform(
            test::values_of<weights_message>(tap.of_kind<weights_message>(the_holder(j), the_holder(1 - j)).back())));
    }
    CHECK(test::looks_uniform(test::values_of<share::triple_correction<R64>>(
        tap.of_kind<share::triple_correction<R64>>(the_dealer, the_holder(1)).back())));
}

// Without the pairwise zero-share the server and the dealer together would find D in the parts.
TEST_CASE("split/first_layer/shared: a part is not the holder's share of the product, only the sum is the sum") {
    const auto c = laws::small_first_layer(3);
    test::wiretap tap;
    laws::sound_first_layer<split::shared<>>(c, tap.factory());
    dealers_view dealer(tap, c);
    const auto& step = c.steps[0];
    matrix<std::uint64_t> d, total;
    spnn::take_rows(opened<features_message>(tap, 3, 0), step.rows, d);
    const auto e = opened<weights_message>(tap, 3, 0);
    for (std::size_t j = 0; j < 3; ++j) {
        spnn::crypto::block seed{};
        const auto dealt = tap.of_kind<share::triple_seed>(the_dealer, the_holder(j)).at(0).payload;
        std::copy(dealt.begin(), dealt.end(), seed.begin());
        share::triple_streams<R64> streams{spnn::crypto::seed(seed)};
        share::additive_share<R64> a, b, corrected, z;
        streams.left(share::mask_rows::of_table(0, step.rows), c.plan.total_columns(), a);
        streams.right(step.at, c.plan.total_columns(), c.width, b);
        if (j == 2)
            corrected.part = test::values_of<share::triple_correction<R64>>(
                tap.of_kind<share::triple_correction<R64>>(the_dealer, the_holder(2)).at(0));
        else
            streams.product(step.at, step.rows.size(), c.width, corrected);
        matrix<std::uint64_t> work;
        share::beaver_product<R64>(j == 0, d, e, a, b, corrected, z, work);
        const auto part = test::values_of<part_message>(tap.messages(the_holder(j), the_server)[0]);
        for (std::size_t v = 0; v < z.part.size(); ++v) CHECK(part.data()[v] != z.part.data()[v]);
        if (j == 0)
            total = z.part;
        else
            spnn::add_to<R64>(total, z.part);
    }
    CHECK(test::same(total, laws::bare_sum<split::shared<>>(c, step)));  // so z was what it was meant to be
}

TEST_CASE("split/first_layer/shared: what is opened in several blocks is declared so") {
    auto c = laws::small_first_layer(2);
    c.plan.columns[0] = 5000;
    c.tables[0][0] = test::random_reals(9, 5000, 1);
    c.tables[1] = {test::random_reals(500, 5000, 2), test::random_reals(500, c.plan.columns[1], 3)};
    for (auto& step : c.steps) step.weights[0] = test::random_reals(5000, c.width, 4);
    CHECK(laws::bind_cost<split::shared<>>(c.plan, 500).of(the_holder(1)).messages == 3);
    laws::first_layer_messages<split::shared<>>(c);
}

TEST_CASE("split/first_layer/shared: every lane carries its kinds of messages, shapes and costs, and no others") {
    for (const bool keep : {true, false})
        for (std::size_t k = 2; k <= 4; ++k) {
            const auto c = laws::small_first_layer(k, keep);
            const auto d = c.plan.total_columns();
            test::wiretap tap;
            laws::sound_first_layer<split::shared<>>(c, tap.factory());
            net::wire_cost products, corrections = net::message_cost<share::triple_seed>(1, 16);
            const auto halves = net::message_cost<spnn::session::key_half>(1, 32) * (k - 1);
            for (const auto& step : c.steps) {
                products += laws::product_cost<split::shared<>>(c.plan, step.rows.size(), c.width).of(the_holder(0));
                corrections += share::dealer_cost<R64>::product(step.rows.size(), c.width);
            }
            for (const auto& table : c.tables)
                products += laws::bind_cost<split::shared<>>(c.plan, spnn::rows(table[0])).of(the_holder(0));
            for (std::size_t j = 0; j < k; ++j) {
                std::uint64_t bytes = 0, messages = 0;
                for (const auto& where : tap.lanes())
                    if (where.from == the_holder(j)) {
                        bytes += tap.traffic(where).first;
                        messages += tap.traffic(where).second;
                    }
                CHECK(net::wire_cost{bytes, messages} == halves + products);
                CHECK(tap.messages(the_holder(j), the_dealer).empty());
                CHECK(tap.kinds(the_holder(j), the_server) ==
                      std::map<std::uint16_t, std::size_t>{{part_message::id, 4}});
                for (std::size_t peer = 0; peer < k; ++peer)
                    if (peer != j)
                        CHECK(tap.kinds(the_holder(j), the_holder(peer)) ==
                              std::map<std::uint16_t, std::size_t>{{spnn::session::key_half::id, 1},
                                                                   {features_message::id, keep ? 2 : 4},
                                                                   {weights_message::id, 4}});
                const auto dealt = tap.traffic({the_dealer, the_holder(j)});
                const auto seed_only = net::message_cost<share::triple_seed>(1, 16);
                CHECK(net::wire_cost{dealt.first, dealt.second} == (j + 1 == k ? corrections : seed_only));
            }
            for (const auto& m : tap.of_kind<weights_message>(the_holder(0), the_holder(1))) {
                CHECK(m.header.rows == d);
                CHECK(m.header.columns == c.width);
            }
            CHECK(tap.messages(the_server, the_dealer).empty());
            CHECK(tap.messages(the_dealer, the_server).empty());
        }
}

}  // namespace
