#include <spnn/split/first_layer/summing_server.hpp>

#include <split/support/runs.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using R = spnn::z2k<64>;
using part = split::first_layer_part<R>;

TEST_CASE("split/first_layer/summing_server: adds the parts of all holders, in the ring") {
    split::links<any_transport> links;
    std::vector<spnn::net::channel<any_transport>> holders;
    for (std::size_t j = 0; j < 3; ++j) {
        auto ends = plain_link(the_server, the_holder(j));
        links.connect(the_holder(j), std::move(ends.first));
        holders.emplace_back(std::move(ends.second), "server");
    }
    split::party_session<any_transport> s{small_request(3).plan, the_server, std::move(links)};
    split::summing_server<R, any_transport> server(s, 2);
    const spnn::step_id at{spnn::purpose::train, 1};
    auto expected = constant(4, 2, std::uint64_t{0});
    for (std::size_t j = 0; j < 3; ++j) {
        const auto sent = random_elements<R>(4, 2, j);
        spnn::add_to<R>(expected, sent);
        holders[j].send<part>(at.tag(), sent);
    }
    matrix<std::uint64_t> sum;
    server.receive(at, 4, sum);
    CHECK(same(sum, expected));

    holders[0].send<part>(at.tag() + 1, random_elements<R>(3, 2, 1));
    CHECK_THROWS_AS(server.receive({spnn::purpose::train, 2}, 4, sum), spnn::protocol_error);
}

TEST_CASE("split/first_layer/summing_server: each holder sends one part to the server, and nothing before") {
    const auto plan = small_request(3).plan;
    struct {
        std::vector<party> senders;
        void send(party from, party to, const spnn::net::wire_cost& message) {
            CHECK(to == the_server);
            CHECK(message == spnn::net::message_cost<part>(4, 2));
            senders.push_back(from);
        }
    } wire;
    using parts = split::summed_parts<R>;
    parts::bind_messages(plan, 100, wire);
    CHECK(wire.senders.empty());
    parts::product_messages(plan, 4, 2, wire);
    CHECK(wire.senders == std::vector<party>{the_holder(0), the_holder(1), the_holder(2)});
}

}  // namespace
