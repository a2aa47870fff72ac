#include <spnn/align/in_order.hpp>

#include <align/support.hpp>

#include <doctest/doctest.h>

namespace {

using namespace align_tests;
using spnn::data_error;
using spnn::protocol_error;

const auto in_order = [](std::span<const std::string> list, const group& g) {
    return align::in_order(list, g, options());
};

TEST_CASE("align/in_order: equal lists stay as they are") {
    for (const std::size_t parties : {2U, 3U, 5U}) {
        mesh links(parties);
        for (const auto& result : run(std::vector(parties, ids{"c", "a", "b"}), in_order, links)) {
            CHECK((result.rows == std::vector<std::uint32_t>{0, 1, 2}));
            CHECK((result.set_sizes == std::vector<std::size_t>(parties, 3)));
        }
    }
}

TEST_CASE("align/in_order: any difference is a data_error at every party it concerns, and says what to do") {
    const ids list{"a", "b", "c"};
    for (const auto& other : {ids{"a", "c", "b"}, ids{"a", "b", "C"}, ids{"a", "b", "c "}}) {
        const auto errors = errors_of<data_error>({list, list, other}, in_order);
        CHECK(contains(errors[0], "the ids of party_2 are not those here in the same order; sort both files"));
        CHECK(contains(errors[1], "the ids of party_2 are not those here in the same order"));
        CHECK(contains(errors[2], "the ids of party_0 are not those here in the same order"));
    }
    // The lengths keep neighbours apart.
    CHECK(errors_of<data_error>({{"ab", "c"}, {"a", "bc"}}, in_order)[0] != "");
}

TEST_CASE("align/in_order: unequal numbers of rows are told before anything of the ids is sent") {
    const std::vector<ids> parties{{"a", "b"}, {"a", "b"}, {"a"}};
    mesh links(3);
    together(3, [&](std::size_t p) {
        const auto error = error_of<data_error>(
            [&] { static_cast<void>(in_order(std::span<const std::string>(parties[p]), group_of(links, p, 3))); });
        CHECK(contains(error, "rows in order: "));
        CHECK(contains(error, "bring the files into one order first"));
    });
    for (std::size_t from = 0; from < 3; ++from)
        for (std::size_t to = 0; to < 3; ++to)
            if (from != to) CHECK(links.messages(from, to).size() == 1);  // the greeting
}

spnn::crypto::digest digest_of(const ids& list, const std::vector<align::detail::order_nonce>& nonces,
                               std::string_view session) {
    return align::detail::order_digest(list, nonces, session, [] {});
}

TEST_CASE("align/in_order: the digest depends on every nonce, the session, and every id") {
    namespace detail = align::detail;
    const ids list{"a", "b"};
    std::vector<detail::order_nonce> nonces(3);
    const auto digest = digest_of(list, nonces, "s");
    CHECK(digest == digest_of(list, nonces, "s"));
    CHECK(digest != digest_of(list, nonces, "t"));
    CHECK(digest != digest_of(ids{"b", "a"}, nonces, "s"));
    for (auto& nonce : nonces) {
        auto changed = nonces;
        changed[static_cast<std::size_t>(&nonce - nonces.data())][15] = std::byte{1};
        CHECK(digest != digest_of(list, changed, "s"));
    }
    CHECK(detail::order_answer(digest, 0) != detail::order_answer(digest, 1));
}

TEST_CASE("align/in_order: no digest is seen twice, and a party that sends back what it got is found out") {
    const std::vector<ids> parties{{"a", "b"}, {"a", "b"}};
    std::set<spnn::bytes> seen;
    for (int i = 0; i < 5; ++i) {
        mesh links(2);
        run(parties, in_order, links);
        for (const auto& [from, to] : {std::pair(0U, 1U), std::pair(1U, 0U)})
            CHECK(seen.insert(links.messages(from, to).back().payload).second);
    }
    namespace detail = align::detail;
    mesh links(2);
    together({[&] {
                  CHECK(contains(error_of<data_error>([&] {
                                     static_cast<void>(
                                         in_order(std::span<const std::string>(parties[0]), group_of(links, 0, 2)));
                                 }),
                                 "the ids of party_1 are not those here"));
              },
              [&] {  // knows no ids
                  conversation talk(group_of(links, 1, 2), options());
                  static_cast<void>(detail::greet(talk, "rows in order, 2", 2));
                  static_cast<void>(detail::exchange<detail::order_nonce_message>(talk, detail::order_nonce{}));
                  talk.say_at_work();
                  talk.hear_at_work(0, 1);
                  const auto theirs = talk.receive<detail::order_digest_message>(0, 0, 1, 32);
                  talk.send<detail::order_digest_message>(0, 0, theirs);
              }});
}

TEST_CASE("align/in_order: on_sizes is told of one question a party, before a nonce leaves") {
    mesh links(2);
    const ids list{"a", "b"};
    together({[&] {
                  auto with = options();
                  with.on_sizes = [](std::span<const align::brought_rows> all) {
                      REQUIRE(all.size() == 1);
                      CHECK(all[0].peer == "party_1");
                      CHECK(all[0].rows == 2);
                      CHECK(all[0].questions == 1);
                      throw data_error("no");
                  };
                  CHECK_THROWS_AS(static_cast<void>(
                                      align::in_order(std::span<const std::string>(list), group_of(links, 0, 2), with)),
                                  data_error);
              },
              [&] { static_cast<void>(greet(group_of(links, 1, 2), "rows in order, 2", 2)); }});
    CHECK(links.messages(0, 1).size() == 1);
}

TEST_CASE("align/in_order: lists of several messages are checked as well") {
    const auto list = numbered(0, 9000);
    auto other = list;
    other.back() = "another";
    mesh links(3);
    for (const auto& result : run(std::vector(3, list), in_order, links)) CHECK(result.rows.size() == 9000);
    CHECK(contains(errors_of<data_error>({list, other}, in_order)[0], "the ids of party_1 are not those here"));
}

TEST_CASE("align/in_order: bad ids are refused before anything is sent, and another procedure is told apart") {
    mesh links(2);
    const ids twice{"a", "a"};
    CHECK_THROWS_AS(static_cast<void>(in_order(std::span<const std::string>(twice), group_of(links, 0, 2))),
                    data_error);
    CHECK(links.messages(0, 1).empty());
    namespace detail = align::detail;
    links.at(1, 0).send_bytes<detail::greeting_message>(0, detail::store({"another", "a test", 2, 1, 1, 1}));
    const ids one{"a"};
    CHECK(contains(error_of<protocol_error>(
                       [&] { static_cast<void>(in_order(std::span<const std::string>(one), group_of(links, 0, 2))); }),
                   "party_1: runs 'another', here runs 'rows in order, 2'"));
}

}  // namespace
