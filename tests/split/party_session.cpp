#include <spnn/split/party_session.hpp>

#include <split/support/runs.hpp>
#include <support/errors.hpp>
#include <support/together.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using spnn::protocol_error;
using link = split::party_session<any_transport>;

TEST_CASE("split/party_session: two holders agree on a key that no other pair has") {
    constexpr std::size_t k = 3;
    auto plan = small_request(k).plan;
    std::vector<link> sessions;
    const auto ledger = std::make_shared<spnn::crypto::stream_ledger>();
    for (std::size_t j = 0; j < k; ++j) sessions.push_back({plan, the_holder(j), no_links(), 1, ledger});
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = i + 1; j < k; ++j) {
            auto ends = plain_link(the_holder(i), the_holder(j));
            sessions[i].links.connect(the_holder(j), std::move(ends.first));
            sessions[j].links.connect(the_holder(i), std::move(ends.second));
        }
    using R = spnn::z2k<64>;
    std::vector<matrix<std::uint64_t>> masks(k, constant(4, 4, std::uint64_t{0}));
    together(k, [&](std::size_t j) {
        auto keys = split::agree_pairwise_keys<R>(sessions[j]);
        CHECK(keys.self() == j);
        keys.add_zero_share(masks[j], {spnn::purpose::train, 1});
    });
    auto total = masks[0];
    for (std::size_t j = 1; j < k; ++j) spnn::add_to<R>(total, masks[j]);
    CHECK(same(total, constant(4, 4, std::uint64_t{0})));
    std::map<std::uint64_t, int> owners;
    for (const auto& entry : ledger->entries()) ++owners[entry.key];
    CHECK(owners.size() == 3);  // three pairs, three keys, two owners each
    for (const auto& [key, count] : owners) CHECK(count == 2);
}

TEST_CASE("split/party_session: half a key of the wrong size is refused") {
    for (const std::size_t size : {0U, 31U, 33U}) {
        const auto plan = small_request(2).plan;
        link one(plan, the_holder(0), no_links()), other(plan, the_holder(1), no_links());
        auto ends = plain_link(the_holder(0), the_holder(1));
        one.links.connect(the_holder(1), std::move(ends.first));
        other.links.connect(the_holder(0), std::move(ends.second));
        other.to(the_holder(0)).send_bytes<spnn::session::key_half>(0, spnn::bytes(size));
        CHECK_THROWS_AS(static_cast<void>(split::agree_pairwise_keys<spnn::z2k<64>>(one)), protocol_error);
    }
}

}  // namespace
