#include <spnn/session/private_seeds.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

using spnn::session::party;
using spnn::session::private_seeds;

TEST_CASE("session/private_seeds: every party has one of its own, the same for the same number") {
    const private_seeds seeds(7), again(7), other(8);
    std::set<spnn::crypto::block> all;
    for (const auto& who : {party{"server"}, party{"labeler"}, party{"holder", 0}, party{"holder", 1}}) {
        CHECK(seeds.of(who) == again.of(who));
        all.insert(seeds.of(who));
        all.insert(other.of(who));
    }
    CHECK(all.size() == 8);
}

}  // namespace
