#include <spnn/split/first_layer/masked.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <split/support/wires.hpp>
#include <spnn/testing/laws/first_layer.hpp>
#include <support/matrices.hpp>
#include <support/statistics.hpp>

#include <set>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
namespace split = spnn::split;
using spnn::mersenne61;
using spnn::z2k;
using test::the_holder;
using test::the_server;

static_assert(split::masked<>::is_private);

TEST_CASE_TEMPLATE("split/first_layer/masked: obeys the laws", R, z2k<32>, z2k<64>, z2k<128>, mersenne61) {
    for (std::size_t k = 2; k <= 5; ++k) laws::first_layer<split::masked<R>>(laws::small_first_layer(k));
}

TEST_CASE("split/first_layer/masked: the server sees uniform parts of which only the whole sum means something") {
    using part = split::first_layer_part<z2k<64>>;
    for (std::size_t k = 2; k <= 4; ++k) {
        const auto c = laws::small_first_layer(k);
        test::wiretap tap;
        laws::sound_first_layer<split::masked<>>(c, tap.factory());
        for (std::size_t i = 0; i < c.steps.size(); ++i) {
            const auto bare = laws::bare_sum<split::masked<>>(c, c.steps[i]);
            auto total = test::constant<std::uint64_t>(c.steps[i].rows.size(), c.width, 0);
            auto bare_total = total;
            for (std::size_t j = 0; j < k; ++j) {
                const auto sent = tap.of_kind<part>(the_holder(j), the_server);
                REQUIRE(sent.size() == c.steps.size());
                CHECK(sent[i].header.step == c.steps[i].at.tag());
                const auto masked = test::values_of<part>(sent[i]);
                const auto own = laws::bare_product<split::masked<>>(c, c.steps[i], j);
                for (std::size_t v = 0; v < masked.size(); ++v) CHECK(masked.data()[v] != own.data()[v]);
                spnn::add_to<z2k<64>>(total, masked);
                spnn::add_to<z2k<64>>(bare_total, own);
                CHECK(test::same(total, bare_total) == (j + 1 == k));  // and no fewer parts
            }
            CHECK(test::same(total, bare));
        }
    }
}

TEST_CASE("split/first_layer/masked: what a holder sends looks uniform, though its product is all zeros") {
    auto c = laws::small_first_layer(3);
    c.width = 300;
    for (auto& step : c.steps)
        for (std::size_t j = 0; j < 3; ++j) step.weights[j] = test::constant(c.plan.columns[j], c.width, 0.0F);
    test::wiretap tap;
    laws::sound_first_layer<split::masked<>>(c, tap.factory());
    for (std::size_t j = 0; j < 3; ++j)
        CHECK(test::looks_uniform(
            test::values_of<split::first_layer_part<z2k<64>>>(tap.messages(the_holder(j), the_server).back())));
}

TEST_CASE("split/first_layer/masked: holders tell each other half a key each, once, and nothing else") {
    const auto c = laws::small_first_layer(4);
    test::wiretap tap;
    laws::sound_first_layer<split::masked<>>(c, tap.factory());
    std::set<spnn::bytes> halves;
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 4; ++j) {
            if (i == j) continue;
            const auto said = tap.messages(the_holder(i), the_holder(j));
            REQUIRE(said.size() == 1);
            CHECK(said[0].header.kind == spnn::session::key_half::id);
            CHECK(said[0].payload.size() == 32);
            halves.insert(said[0].payload);
        }
    CHECK(halves.size() == 12);
    for (std::size_t j = 0; j < 4; ++j) CHECK(tap.messages(the_server, the_holder(j)).empty());
}

TEST_CASE("split/first_layer/masked: a holder sends the server what the cost says") {
    for (const std::size_t width : {1U, 8U, 33U}) {
        auto c = laws::small_first_layer(3);
        c.width = width;
        for (auto& step : c.steps)
            for (std::size_t j = 0; j < 3; ++j) step.weights[j] = test::random_reals(c.plan.columns[j], width, j);
        test::wiretap tap;
        laws::sound_first_layer<split::masked<>>(c, tap.factory());
        for (std::size_t j = 0; j < 3; ++j) {
            net::wire_cost cost;
            for (const auto& step : c.steps)
                cost += laws::product_cost<split::masked<>>(c.plan, step.rows.size(), width).of(the_holder(j));
            CHECK(tap.traffic({the_holder(j), the_server}) == std::pair(cost.bytes, cost.messages));
        }
    }
}

}  // namespace
