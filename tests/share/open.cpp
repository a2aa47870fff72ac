#include <spnn/share/open.hpp>

#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/session/tally.hpp>
#include <spnn/share/additive.hpp>

#include <support/matrices.hpp>
#include <support/mesh.hpp>
#include <support/together.hpp>

#include <doctest/doctest.h>

namespace {

namespace net = spnn::net;
namespace share = spnn::share;
using spnn::element;
using spnn::matrix;
using spnn::mersenne61;
using spnn::z2k;

template <spnn::Ring R>
struct opened_value {
    static constexpr std::uint16_t id = 0x7001;
    static constexpr std::string_view name = "opened value";
    using value_type = element<R>;
};

constexpr spnn::step_id at{spnn::purpose::train, 3};

// What each of k holders sends to open an m x n value.
template <net::Message M>
net::wire_cost cost_of(std::size_t k, std::size_t m, std::size_t n) {
    std::vector<spnn::session::party> holders;
    for (std::size_t j = 0; j < k; ++j) holders.push_back({"holder", j});
    spnn::session::message_tally sent;
    share::open_messages<M>(holders, m, n, sent);
    CHECK(sent.of(holders.back()) == sent.of(holders.front()));
    return sent.of(holders.front());
}

TEST_CASE_TEMPLATE("share/open: every holder learns the value, at the stated cost", R, z2k<32>, z2k<64>, z2k<128>,
                   mersenne61) {
    for (std::size_t k = 2; k <= 5; ++k) {
        const auto secret = test::random_elements<R>(6, 7, k);
        auto random = test::random_of(k);
        auto shares = share::split_into_shares<R>(secret, k, random);
        const auto sent = shares;
        std::vector<spnn::matrix<element<R>>> opened(k);
        test::mesh links(k);
        test::together(k, [&](std::size_t i) {
            const auto peers = links.of(i);
            spnn::matrix<element<R>> came;
            share::open<R, opened_value<R>, test::mesh::channel>(peers, at, shares[i], opened[i], came);
        });
        for (std::size_t i = 0; i < k; ++i) {
            CHECK(test::same(opened[i], secret));
            CHECK(links.sent(i) == cost_of<opened_value<R>>(k, 6, 7));
            for (std::size_t j = 0; j < k; ++j) {
                if (i == j) continue;
                const auto messages = links.messages(i, j);
                REQUIRE(messages.size() == 1);
                CHECK(messages[0].header.kind == opened_value<R>::id);
                CHECK(messages[0].header.step == at.tag());
                CHECK((net::payload_values<element<R>>(messages[0]) ==
                       std::vector<element<R>>(sent[i].part.begin(), sent[i].part.end())));
            }
        }
    }
}

TEST_CASE("share/open: alone, nothing is sent and the share is the value") {
    using R = z2k<64>;
    share::additive_share<R> own{test::random_elements<R>(2, 3, 1)};
    const auto before = own.part;
    spnn::matrix<element<R>> value, came;
    share::open<R, opened_value<R>, test::mesh::channel>({}, at, own, value, came);
    CHECK(test::same(value, before));
    CHECK(cost_of<opened_value<R>>(1, 2, 3) == net::wire_cost{});
}

TEST_CASE("share/open: a value larger than any queue on the way is opened in blocks of rows") {
    using R = z2k<64>;
    using message = opened_value<R>;
    CHECK(share::rows_per_opening<message>(1024) == 1024);
    CHECK(share::rows_per_opening<message>(std::size_t{1} << 30) == 1);
    constexpr std::size_t m = 2500, n = 1024;  // 20 MiB: blocks of 1024, 1024 and 452 rows
    test::mesh links(2, std::size_t{16} << 20);
    std::array<share::additive_share<R>, 2> parts{
        {{test::constant(m, n, std::uint64_t{5})}, {test::constant(m, n, std::uint64_t{7})}}};
    std::array<spnn::matrix<element<R>>, 2> opened;
    parts[0].part(m - 1, n - 1) = 1;
    test::together(2, [&](std::size_t i) {
        const auto peers = links.of(i);
        spnn::matrix<element<R>> came;
        share::open<R, message, test::mesh::channel>(peers, at, parts[i], opened[i], came);
    });
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(opened[i](0, 0) == 12);
        CHECK(opened[i](1024, 0) == 12);
        CHECK(opened[i](m - 1, n - 1) == 8);
        CHECK(links.sent(i) == cost_of<message>(2, m, n));
        CHECK(links.sent(i).messages == 3);
    }
    CHECK(test::same(opened[0], opened[1]));
}

TEST_CASE("share/open: a peer at another step or with another shape is refused") {
    using R = z2k<64>;
    for (const bool other_step : {true, false}) {
        test::mesh links(2);
        const auto failures =
            test::failures_of({[&] {
                                   share::additive_share<R> mine{test::random_elements<R>(2, 3, 1)};
                                   const auto peers = links.of(0);
                                   spnn::matrix<element<R>> value, came;
                                   share::open<R, opened_value<R>, test::mesh::channel>(peers, at, mine, value, came);
                               },
                               [&] {
                                   share::additive_share<R> mine{test::random_elements<R>(other_step ? 2 : 3, 3, 1)};
                                   auto when = at;
                                   when.step += other_step;
                                   const auto peers = links.of(1);
                                   spnn::matrix<element<R>> value, came;
                                   share::open<R, opened_value<R>, test::mesh::channel>(peers, when, mine, value, came);
                               }});
        for (const auto& failure : failures) {
            REQUIRE(failure);
            CHECK_THROWS_AS(std::rethrow_exception(failure), spnn::protocol_error);
        }
    }
}

}  // namespace
