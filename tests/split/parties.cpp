#include <spnn/split/parties.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace split = spnn::split;

TEST_CASE("split/parties: every party has a name and a place of its own") {
    CHECK(split::the_server.name() == "server");
    CHECK(split::the_labeler.name() == "labeler");
    CHECK(split::the_dealer.name() == "dealer");
    CHECK(split::the_holder(0).name() == "holder_1");
    CHECK(split::the_holder(4).name() == "holder_5");
    const std::set<split::party> all{split::the_server, split::the_labeler, split::the_dealer, split::the_holder(0),
                                     split::the_holder(1)};
    CHECK(all.size() == 5);
    for (const auto& who : all) CHECK(split::is_holder(who) == who.name().starts_with("holder_"));
}

TEST_CASE("split/parties: a party is found by its name, and by nothing that only looks like it") {
    for (const auto& who :
         {split::the_server, split::the_labeler, split::the_dealer, split::the_holder(0), split::the_holder(254)})
        CHECK(split::party_named(who.name()) == who);
    for (const auto* name : {"", "Server", "server ", "holder", "holder_", "holder_0", "holder_01", "holder_1x",
                             "holder_-1", "holder_99999999999999999999", "dealer_1"})
        CHECK_MESSAGE(!split::party_named(name), name);
}

}  // namespace
