#include <spnn/session/pairwise_keys.hpp>

#include <spnn/session/session.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>
#include <support/mesh.hpp>
#include <support/together.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace session = spnn::session;
// The channels of a party by number; none to `apart`.
auto channels_of(test::mesh& links, std::size_t self, std::size_t apart) {
    return [&links, self, apart](std::size_t p) { return p == apart ? nullptr : &links.at(self, p); };
}

TEST_CASE("session/pairwise_keys: every two parties have a key that no other pair has; who is apart has none") {
    constexpr std::size_t parties = 4, apart = 2;
    test::mesh links(parties);
    std::vector<std::vector<std::optional<spnn::crypto::seed>>> keys(parties);
    test::together(parties, [&](std::size_t self) {
        if (self == apart) return;
        auto random = test::random_of(self);
        keys[self] = session::agree_pairwise_keys(self, parties, channels_of(links, self, apart), "test", random);
    });
    std::set<spnn::crypto::block> different;
    for (std::size_t a = 0; a < parties; ++a)
        for (std::size_t b = 0; b < a; ++b) {
            if (a == apart || b == apart) continue;
            CHECK(keys[a][b].value().declassify() == keys[b][a].value().declassify());
            different.insert(keys[a][b]->declassify());
        }
    CHECK(different.size() == 3);
    CHECK_FALSE(keys[0][apart].has_value());
    CHECK_FALSE(keys[0][0].has_value());
    CHECK(links.sent(0, 1).messages == 1);
    CHECK(links.sent(0, apart).messages == 0);
}

TEST_CASE("session/pairwise_keys: keys of different uses differ, though the halves are the same") {
    std::vector<spnn::crypto::block> keys;
    for (const auto* purpose : {"one use", "another use"}) {
        test::mesh links(2);
        test::together(2, [&](std::size_t self) {
            auto random = test::random_of(self);
            const auto own = session::agree_pairwise_keys(self, 2, channels_of(links, self, 2), purpose, random);
            if (self == 0) keys.push_back(own[1].value().declassify());
        });
    }
    CHECK(keys[0] != keys[1]);
}

TEST_CASE("session/pairwise_keys: half a key of the wrong size is refused, naming who sent it") {
    for (const std::size_t size : {0U, 31U, 33U}) {
        test::mesh links(2);
        links.at(1, 0).send_bytes<session::key_half>(0, spnn::bytes(size));
        auto random = test::random_of(1);
        const auto refusal = test::error_of<spnn::protocol_error>(
            [&] { static_cast<void>(session::agree_pairwise_keys(0, 2, channels_of(links, 0, 2), "test", random)); });
        CHECK(test::contains(refusal, "party_1"));
    }
}

}  // namespace
