#include <spnn/split/first_layer.hpp>

#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <split/support/schemes.hpp>

#include <doctest/doctest.h>

namespace {

namespace split = spnn::split;
using split::are_linked;
using split::party;
using split::the_dealer;
using split::the_holder;
using split::the_labeler;
using split::the_server;

static_assert(split::FirstLayer<test::encrypted<spnn::z2k<64>>> &&
              split::FirstLayer<test::not_encrypted<spnn::z2k<64>>>);
static_assert(!split::FirstLayer<int>);

split::plan three_holders(std::optional<std::size_t> label_holder) {
    split::plan p;
    p.columns = {1, 1, 1};
    p.label_holder = label_holder;
    return p;
}

// All pairs that are linked, each once.
std::vector<std::pair<party, party>> links(const split::topology& shape, const split::plan& p) {
    std::vector<std::pair<party, party>> all;
    const auto parties = split::parties_of(shape, p);
    for (auto a = parties.begin(); a != parties.end(); ++a)
        for (auto b = a + 1; b != parties.end(); ++b) {
            CHECK(are_linked(shape, p, *a, *b) == are_linked(shape, p, *b, *a));
            if (are_linked(shape, p, *a, *b)) all.emplace_back(*a, *b);
        }
    return all;
}

TEST_CASE("split/first_layer: who takes part") {
    const auto names = [](const split::topology& shape, const split::plan& p) {
        std::string all;
        for (const auto& who : split::parties_of(shape, p)) all += who.name() + " ";
        return all;
    };
    CHECK(names(split::masked<>::links, three_holders(0)) == "server holder_1 holder_2 holder_3 ");
    CHECK(names(split::masked<>::links, three_holders({})) == "server holder_1 holder_2 holder_3 labeler ");
    CHECK(names(split::shared<>::links, three_holders({})) == "server holder_1 holder_2 holder_3 labeler dealer ");
}

TEST_CASE("split/first_layer: everyone talks to the server, holders among themselves as the protocol needs") {
    using pairs = std::vector<std::pair<party, party>>;
    const pairs to_server{{the_server, the_holder(0)}, {the_server, the_holder(1)}, {the_server, the_holder(2)}};
    CHECK(links(split::in_the_clear<>::links, three_holders(0)) == to_server);

    auto with_labeler = to_server;
    with_labeler.emplace_back(the_server, the_labeler);
    CHECK(links(split::in_the_clear<>::links, three_holders({})) == with_labeler);

    auto chain = to_server;
    chain.insert(chain.end(), {{the_holder(0), the_holder(1)}, {the_holder(1), the_holder(2)}});
    CHECK(links(split::encrypted<>::links, three_holders(0)) == chain);

    auto mesh = to_server;
    mesh.insert(mesh.end(),
                {{the_holder(0), the_holder(1)}, {the_holder(0), the_holder(2)}, {the_holder(1), the_holder(2)}});
    CHECK(links(split::masked<>::links, three_holders(0)) == mesh);

    const auto shared = links(split::shared<>::links, three_holders(0));
    CHECK(shared.size() == 9);
    for (std::size_t j = 0; j < 3; ++j)
        CHECK(are_linked(split::shared<>::links, three_holders(0), the_dealer, the_holder(j)));
    CHECK_FALSE(are_linked(split::shared<>::links, three_holders(0), the_dealer, the_server));
    CHECK_FALSE(are_linked(split::shared<>::links, three_holders({}), the_dealer, the_labeler));
}

TEST_CASE_TEMPLATE("split/first_layer: a private protocol refuses fewer than two holders", First, split::masked<>,
                   split::shared<>, split::encrypted<>) {
    auto p = three_holders(0);
    CHECK_NOTHROW(split::check_holders<First>(p));
    p.columns.resize(2);
    CHECK_NOTHROW(split::check_holders<First>(p));
    p.columns.resize(1);
    CHECK_THROWS_AS(split::check_holders<First>(p), spnn::usage_error);
}

TEST_CASE("split/first_layer: one that protects nothing does not mind") {
    auto p = three_holders(0);
    p.columns.resize(1);
    CHECK_NOTHROW(split::check_holders<split::in_the_clear<>>(p));
    CHECK_NOTHROW(split::check_holders<test::not_encrypted<spnn::z2k<64>>>(p));
}

}  // namespace
