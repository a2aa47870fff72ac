#include <spnn/split/first_layer/in_the_clear.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <spnn/testing/laws/first_layer.hpp>

#include <split/support/wires.hpp>
#include <support/matrices.hpp>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
namespace split = spnn::split;
using spnn::mersenne61;
using spnn::z2k;
using test::the_holder;
using test::the_server;

static_assert(!split::in_the_clear<>::is_private);

TEST_CASE_TEMPLATE("split/first_layer/in_the_clear: obeys the laws", R, z2k<32>, z2k<64>, z2k<128>, mersenne61) {
    for (std::size_t k = 1; k <= 5; ++k) laws::first_layer<split::in_the_clear<R>>(laws::small_first_layer(k));
}

TEST_CASE("split/first_layer/in_the_clear: each holder sends the server its product bare, at the stated cost") {
    using first = split::in_the_clear<>;
    const auto c = laws::small_first_layer(3);
    test::wiretap tap;
    laws::sound_first_layer<first>(c, tap.factory());
    CHECK(tap.lanes().size() == 6);
    for (std::size_t j = 0; j < 3; ++j) {
        const auto parts = tap.messages(the_holder(j), the_server);
        REQUIRE(parts.size() == c.steps.size());
        net::wire_cost cost;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            CHECK(test::same(test::values_of<split::first_layer_part<z2k<64>>>(parts[i]),
                             laws::bare_product<first>(c, c.steps[i], j)));
            cost += laws::product_cost<first>(c.plan, c.steps[i].rows.size(), c.width).of(the_holder(j));
        }
        CHECK(tap.traffic({the_holder(j), the_server}) == std::pair(cost.bytes, cost.messages));
        CHECK(tap.messages(the_server, the_holder(j)).empty());
    }
}

}  // namespace
