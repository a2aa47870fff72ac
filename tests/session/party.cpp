#include <spnn/session/party.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

using spnn::session::party;

TEST_CASE("session/party: a name is the role, with a number from 1 where several have it") {
    CHECK(party{"server"}.name() == "server");
    CHECK(party{"holder", 0}.name() == "holder_1");
    CHECK(party{"holder", 4}.name() == "holder_5");
}

TEST_CASE("session/party: equal for equal roles and numbers only, and in one order") {
    const std::set<party> all{{"server"}, {"dealer"}, {"holder", 0}, {"holder", 1}, {"holder", 1}};
    CHECK(all.size() == 4);
    CHECK(party{"holder", 0} < party{"holder", 1});
    CHECK(party{std::string_view("holder_1").substr(0, 6), 0} == party{"holder", 0});  // the text counts, not its place
}

}  // namespace
