#include <spnn/align/intersect.hpp>

#include <align/support.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <map>

namespace {

using namespace align_tests;
using spnn::data_error;
using spnn::protocol_error;
using spnn::uint128;
namespace detail = align::detail;

const auto intersect = [](std::span<const std::string> list, const group& g) {
    return align::intersect(list, g, options());
};

// As a member played by hand sends them.
void send_tags(const group& g, const std::vector<uint128>& tags) {
    conversation talk(g, options());
    detail::send_list<detail::sorted_tags>(talk, 0, tags);
}

// Runs it and holds the result to the plain intersection; the common ids in the common order.
ids check(const std::vector<ids>& parties, std::size_t threads = 1) {
    mesh links(parties.size());
    const auto results =
        run(parties, [&](auto list, const auto& g) { return align::intersect(list, g, options(threads)); }, links);
    const auto common = at_rows(parties[0], results[0].rows);
    auto sorted = common;
    std::ranges::sort(sorted);
    CHECK((sorted == intersection(parties)));
    for (std::size_t p = 0; p < parties.size(); ++p) {
        CHECK((at_rows(parties[p], results[p].rows) == common));
        REQUIRE(results[p].set_sizes.size() == parties.size());
        for (std::size_t q = 0; q < parties.size(); ++q) CHECK(results[p].set_sizes[q] == parties[q].size());
    }
    return common;
}

TEST_CASE("align/intersect: two parties find what the plain intersection holds, in one order") {
    check({numbered(0, 30), numbered(20, 60)});
    check({numbered(0, 60), numbered(20, 30)});
    check({numbered(0, 20), reversed(numbered(0, 20))});
    check({{"only"}, {"only"}});
    check({{"x", "only"}, joined(numbered(0, 50), {"only"})});
}

TEST_CASE("align/intersect: so do three and five") {
    check({numbered(0, 30), numbered(10, 40), reversed(numbered(5, 25))});
    check({numbered(0, 20), numbered(0, 20), numbered(0, 20)});
    check({{"only"}, {"only"}, {"only"}});
    check({numbered(0, 30), numbered(5, 50), numbered(0, 25), reversed(numbered(10, 40)), numbered(8, 100)});
}

TEST_CASE("align/intersect: ids are bytes: any text, and texts that only look alike differ") {
    const ids some{"Ünïcödé",
                   "日本語",
                   "a b",
                   "tab\t",
                   "0",
                   "00",
                   std::string("nul\0inside", 10),
                   "nul",
                   "\xff\xfe not text",
                   std::string(4096, 'l')};
    check({some, reversed(some)});
    const std::string composed = "\xc3\xa9", decomposed = "e\xcc\x81";
    CHECK((check({{composed, "x"}, {decomposed, "x"}}) == ids{"x"}));
}

TEST_CASE("align/intersect: lists of several messages, of very unequal sizes, on several threads") {
    check({numbered(0, 20), numbered(10, 4200), numbered(5, 50)}, 3);
}

TEST_CASE("align/intersect: tens of thousands of ids" * doctest::test_suite("slow")) {
    check({numbered(0, 20000), reversed(numbered(10000, 25000))}, 2);
    check({numbered(0, 9000), numbered(1000, 10000), numbered(2000, 12000)}, 2);
}

TEST_CASE("align/intersect: nothing in common is a data_error at every party, and says what to check") {
    for (const auto& parties :
         {std::vector<ids>{numbered(0, 10), numbered(10, 20)}, {numbered(0, 10), numbered(5, 15), numbered(10, 20)}})
        for (const auto& error : errors_of<data_error>(parties, intersect)) {
            CHECK(contains(error, spnn::text("no id is common to all ", parties.size(), " parties")));
            CHECK(contains(error, "check that all use the same id column"));
        }
}

TEST_CASE("align/intersect: bad ids are refused before anything is sent") {
    mesh links(2);
    for (const auto& bad : {ids{}, ids{"a", "a"}, ids{"a", ""}})
        CHECK_THROWS_AS(static_cast<void>(intersect(std::span<const std::string>(bad), group_of(links, 0, 2))),
                        data_error);
    CHECK(links.messages(0, 1).empty());
}

TEST_CASE("align/intersect: another session label is told by both") {
    mesh links(2);
    const ids list{"a"};
    together(2, [&](std::size_t p) {
        auto with = options();
        with.session = p == 0 ? "Monday" : "Tuesday";
        CHECK(contains(error_of<protocol_error>([&] {
                           static_cast<void>(
                               align::intersect(std::span<const std::string>(list), group_of(links, p, 2), with));
                       }),
                       "the session label is"));
    });
}

TEST_CASE("align/intersect: a party beyond the cap is refused by name, before anything is made for its rows") {
    mesh links(2);
    const std::vector<ids> parties{numbered(0, 5), numbered(0, 6)};
    std::array<std::string, 2> errors;
    together(2, [&](std::size_t p) {
        auto with = options();
        with.max_rows = p == 0 ? 5 : 100;
        errors[p] = error_of<spnn::error>([&] {
            // party 1 is never answered; it ends when the other's transport is closed
            if (p == 0)
                static_cast<void>(
                    align::intersect(std::span<const std::string>(parties[0]), group_of(links, 0, 2), with));
            else
                static_cast<void>(greet(group_of(links, 1, 2), detail::procedure, 6, with));
        });
    });
    CHECK(contains(errors[0], "party_1: announces 6 rows, allowed are 1 to 5"));
    CHECK(errors[1].empty());
}

TEST_CASE("align/intersect: too few common ids end it at all, and members get neither the number nor a tag") {
    for (const std::size_t picky : {0U, 1U, 2U}) {  // whose min_common_rows it is
        CAPTURE(picky);
        const std::vector<ids> parties{numbered(0, 10), numbered(7, 20), numbered(6, 16)};  // 3 common
        mesh links(3);
        together(3, [&](std::size_t p) {
            auto with = options();
            if (p == picky) with.min_common_rows = 4;
            const auto error = error_of<data_error>([&] {
                static_cast<void>(
                    align::intersect(std::span<const std::string>(parties[p]), group_of(links, p, 3), with));
            });
            CHECK(contains(error, "fewer than 4 ids (the largest min_common_rows) are common to all 3 parties"));
            CHECK_FALSE(contains(error, " 3 ids"));
        });
        for (const std::size_t member : {1U, 2U}) {
            const auto told = links.messages(0, member);
            CHECK(told.back().header.kind == detail::common_count::id);
            CHECK((told.back().payload == spnn::bytes(8)));  // 0, not 3
        }
    }
    check({numbered(0, 10), numbered(7, 20)});
}

TEST_CASE("align/intersect: a member refuses fewer common ids than were agreed on before it looks at a tag") {
    mesh links(2);
    const ids list = numbered(0, 5);
    std::string error;
    together({[&] {
                  conversation talk(group_of(links, 0, 2), options());
                  detail::run<transport> r{list, talk, detail::greet(talk, detail::procedure, 5), test::random_of(4)};
                  const std::vector<std::uint32_t> asked{0, 1, 2, 3, 4};
                  static_cast<void>(detail::ask(r, asked));
                  static_cast<void>(detail::receive_list<detail::sorted_tags>(talk, 1, 5));
                  for (int i = 0; i < 2; ++i) talk.say_at_work();
                  auto count = spnn::make_matrix<std::uint64_t>(1, 1);
                  count(0, 0) = 2;
                  talk.send<detail::common_count>(1, 0, count);  // and no tags: none may be waited for
              },
              [&] {
                  auto with = options();
                  with.min_common_rows = 3;
                  error = error_of<protocol_error>([&] {
                      static_cast<void>(
                          align::intersect(std::span<const std::string>(list), group_of(links, 1, 2), with));
                  });
              }});
    CHECK(error == "party_0, number of common ids: 2, but a party accepts no fewer than 3 (min_common_rows)");
}

TEST_CASE("align/intersect: on_sizes is told everything beforehand, and a refusal leaves nothing but greetings sent") {
    for (const std::size_t parties : {2U, 3U})
        for (std::size_t refuses = 0; refuses < parties; ++refuses) {
            CAPTURE(parties);
            CAPTURE(refuses);
            const std::vector<ids> lists{numbered(0, 300), numbered(0, 400), numbered(0, 1000)};
            mesh links(parties);
            std::vector<align::brought_rows> told;
            auto with = options();
            with.on_sizes = [&](std::span<const align::brought_rows> all) {
                told.assign(all.begin(), all.end());
                throw data_error("too curious");
            };
            together(parties, [&](std::size_t p) {
                if (p != refuses)
                    return static_cast<void>(greet(group_of(links, p, parties), detail::procedure, lists[p].size()));
                CHECK(error_of<data_error>([&] {
                          static_cast<void>(align::intersect(std::span<const std::string>(lists[p]),
                                                             group_of(links, p, parties), with));
                      }) == "too curious");
            });
            REQUIRE(told.size() == parties - 1);
            for (std::size_t p = 0, at = 0; p < parties; ++p) {
                if (p == refuses) continue;
                CHECK(links.messages(refuses, p).size() == 1);  // the greeting
                CHECK(told[at].peer == spnn::text("party_", p));
                CHECK(told[at].rows == lists[p].size());
                // A store of 400 has 504 entries, one of 1,000 has 1,164: so many ids fit in.
                const std::size_t questions[] = {300, parties == 2 ? 400U : 504U, 1164};
                CHECK(told[at].questions == questions[p]);
                ++at;
            }
        }
}

TEST_CASE("align/intersect: a store that answers for more ids than its party has rows is found out, by name") {
    mesh links(3);
    const ids list = numbered(0, 40);
    std::string error;
    const auto member = [&](std::size_t self) {
        const auto g = group_of(links, self, 3);
        auto talk = detail::conversation_of(g, options());
        // Both list all 40; member 2 claims one row, and its table of 256 entries has room for them all.
        const std::size_t rows = self == 1 ? list.size() : 1;
        detail::run<transport> r{list, talk, detail::greet(talk, detail::procedure, rows), test::random_of(self)};
        const auto shares = detail::zero_shares::agree(talk, 0, r.random);
        const auto own = detail::answer(r);
        detail::send_store(r, shares, own);
    };
    together(
        {[&] { error = error_of<protocol_error>([&] { static_cast<void>(intersect(list, group_of(links, 0, 3))); }); },
         [&] { member(1); }, [&] { member(2); }});
    CHECK(error == "party_2, table of the store: it holds more ids than the party has rows");
}

TEST_CASE("align/intersect: progress is told, chunk by chunk, and ends at the total") {
    mesh links(2);
    const std::vector<ids> parties{numbered(0, 4100), numbered(4050, 4110)};
    std::vector<std::vector<align::align_progress>> told(2);
    together(2, [&](std::size_t p) {
        auto with = options(2);
        with.on_progress = [&, p](const align::align_progress& now) { told[p].push_back(now); };
        const auto result = align::intersect(std::span<const std::string>(parties[p]), group_of(links, p, 2), with);
        CHECK(result.rows.size() == 50);
    });
    REQUIRE(told[0].size() == 2);
    CHECK(told[0][0].done == 4096);
    CHECK(told[0][1].done == 4100);
    REQUIRE(told[1].size() == 1);
    CHECK(told[1][0].done == 60);
    CHECK(told[0][0].step != told[1][0].step);
    for (const auto& party : told) CHECK(party.back().done == party.back().total);
}

TEST_CASE("align/intersect: the common order is any order, and no party's") {
    const ids list{"a", "b", "c"};
    std::map<ids, int> seen;
    for (int i = 0; i < 120; ++i) ++seen[check({list, list})];
    CHECK(seen.size() == 6);  // one of six orders is missed once in 10^9 times
}

TEST_CASE(
    "align/intersect: a member that answers every point under a key of its own does not learn the leader's order") {
    const ids list{"a", "b"};
    int first = 0;
    for (std::uint64_t i = 0; i < 60; ++i) {
        mesh links(2);
        together({[&] {
                      try {
                          first += intersect(list, group_of(links, 0, 2)).rows.size() == 1 ? 1 : 0;
                      } catch (const data_error&) {  // nothing in common: "a" was not asked first
                      }
                  },
                  [&] {
                      const auto g = group_of(links, 1, 2);
                      auto random = test::random_of(i);
                      const auto one = align::secret_scalar::draw(random), two = align::secret_scalar::draw(random);
                      static_cast<void>(greet(g, detail::procedure, 1));
                      auto x = g.to(0).receive<detail::blinded_points>(0, 2, 32);
                      const auto asked_first = spnn::row(x, 0).first<32>(), asked_second = spnn::row(x, 1).first<32>();
                      REQUIRE(one.multiply(asked_first, asked_first));
                      REQUIRE(two.multiply(asked_second, asked_second));
                      g.to(0).send<detail::evaluated_points>(0, x);
                      const auto of_a = align::oprf_evaluate(one, detail::oprf_input("a test", "a"));
                      send_tags(g, {detail::tag_of(of_a)});
                  }});
    }
    CHECK(first > 0);
    CHECK(first < 60);
}

// What passes between two parties: kinds, steps and shapes.
std::vector<net::message_header> shapes(const mesh& links, std::size_t from, std::size_t to) {
    std::vector<net::message_header> all;
    for (const auto& message : links.messages(from, to)) all.push_back(message.header);
    return all;
}

TEST_CASE("align/intersect: the order of a party's file, and which ids it holds, change no message's kind or shape") {
    for (const std::size_t parties : {2U, 3U}) {
        std::vector<std::vector<net::message_header>> first;
        std::vector<ids> plain(parties, numbered(0, 40)), mirrored(parties, reversed(numbered(0, 40)));
        auto others = plain;
        for (std::size_t p = 0; p < parties; ++p) std::ranges::copy(numbered(100, 120), others[p].begin() + 20);
        for (const auto& lists : {plain, mirrored, others}) {
            mesh links(parties);
            run(lists, intersect, links);
            std::vector<std::vector<net::message_header>> now;
            for (std::size_t from = 0; from < parties; ++from)
                for (std::size_t to = 0; to < parties; ++to)
                    if (from != to) now.push_back(shapes(links, from, to));
            if (first.empty()) first = now;
            CHECK((now == first));
        }
    }
}

TEST_CASE("align/intersect: nothing on the wire repeats: all points, tags and table entries differ, in two runs too") {
    const std::vector<ids> parties(3, numbered(0, 40));
    std::set<spnn::bytes> seen;
    std::size_t count = 0;
    for (int i = 0; i < 2; ++i) {
        mesh links(3);
        run(parties, intersect, links);
        for (std::size_t member = 1; member < 3; ++member) {
            for (const auto& message : links.messages(member, 0)) {
                if (message.header.kind == detail::greeting_message::id) continue;
                const std::size_t size = message.header.kind == detail::evaluated_points::id ? 32 : 16;
                for (std::size_t at = 0; at < message.payload.size(); at += size, ++count)
                    seen.emplace(message.payload.begin() + static_cast<std::ptrdiff_t>(at),
                                 message.payload.begin() + static_cast<std::ptrdiff_t>(at + size));
            }
        }
    }
    CHECK(count == 2 * 2 * (40 + 1 + align::okvs::columns_for(40)));
    CHECK(seen.size() == count);
}

// A leader that follows the protocol and looks at all it gets.
struct curious_leader {
    ids list;
    std::vector<std::vector<uint128>> tags;    // of member j, for each id
    std::vector<std::vector<uint128>> hidden;  // what the store of member j gives, xor the tag: a zero share, or noise

    static curious_leader watch(const ids& list, mesh& links, std::size_t parties) {
        const auto g = group_of(links, 0, parties);
        const auto with = options();
        auto talk = detail::conversation_of(g, with);
        detail::run<transport> r{list, talk, detail::greet(talk, detail::procedure, list.size()), test::random_of(77)};
        std::vector<std::uint32_t> asked(list.size());
        std::iota(asked.begin(), asked.end(), std::uint32_t{0});
        curious_leader seen{list, detail::ask(r, asked), {{}}};
        const auto keys = detail::store_keys(r, asked, [&](auto, auto) { talk.say_at_work(); });
        for (std::size_t j = 1; j < parties; ++j) {
            std::vector<uint128> values(keys.size());
            detail::pass_on_work(r, j);
            detail::receive_store(r, j).decode(keys, values);
            talk.say_at_work();
            for (std::size_t i = 0; i < values.size(); ++i) values[i] ^= seen.tags[j][i];
            seen.hidden.push_back(values);
        }
        // Ends the session of the members: nothing in common.
        detail::announce(r, {}, seen.tags);
        return seen;
    }
};

TEST_CASE("align/intersect: the leader of three sees no smaller intersection in what the stores give it") {
    // ids of: all three; leader and 1; leader and 2; leader alone; the members without the leader
    const ids all = numbered(0, 50, "all "), with_1 = numbered(0, 50, "with 1 "), with_2 = numbered(0, 50, "with 2 "),
              alone = numbered(0, 50, "alone "), apart = numbered(0, 50, "apart ");
    const auto list = joined(joined(all, with_1), joined(with_2, alone));
    const std::vector<ids> members{joined(joined(all, with_1), apart), joined(joined(all, with_2), apart)};
    mesh links(3);
    curious_leader seen;
    together({[&] { seen = curious_leader::watch(list, links, 3); },
              [&] { CHECK_THROWS_AS(static_cast<void>(intersect(members[0], group_of(links, 1, 3))), data_error); },
              [&] { CHECK_THROWS_AS(static_cast<void>(intersect(members[1], group_of(links, 2, 3))), data_error); }});
    std::set<uint128> distinct;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto one = seen.hidden[1][i], two = seen.hidden[2][i];
        CHECK((one == two) == (i < 50));  // the shares of what all have, and nothing else, cancel
        CHECK(one != 0);                  // had a store no share in it, this were 0 for what the two have in common
        CHECK(two != 0);
        distinct.insert(one);
        distinct.insert(two);
    }
    // Noise and shares alike are new values: none repeats but the pairs that cancel.
    CHECK(distinct.size() == 2 * list.size() - 50);
}

TEST_CASE("align/intersect: with four parties no two or three stores cancel where a member is missing") {
    // bit j of the number of an id: whether member j + 1 has it
    ids list;
    std::vector<ids> members(3);
    for (std::size_t who = 0; who < 8; ++who)
        for (std::size_t i = 0; i < 10; ++i) {
            list.push_back(spnn::text(who, " ", i));
            for (std::size_t j = 0; j < 3; ++j)
                if ((who >> j & 1) != 0) members[j].push_back(list.back());
        }
    mesh links(4);
    curious_leader seen;
    std::vector<std::function<void()>> all{[&] { seen = curious_leader::watch(list, links, 4); }};
    for (std::size_t j = 0; j < 3; ++j)
        all.emplace_back([&, j] {
            CHECK_THROWS_AS(static_cast<void>(intersect(members[j], group_of(links, j + 1, 4))), data_error);
        });
    together(all);
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto a = seen.hidden[1][i], b = seen.hidden[2][i], c = seen.hidden[3][i];
        CHECK(((a ^ b ^ c) == 0) == (i >= 70));
        for (const auto partial : {a, b, c, a ^ b, a ^ c, b ^ c}) CHECK(partial != 0);
    }
}

TEST_CASE("align/intersect: a member's answer depends on its key alone, and the key is new each time") {
    mesh links(2), again(2);
    const ids list = numbered(0, 3);
    std::vector<std::vector<uint128>> tags;
    for (auto* now : {&links, &again})
        together({[&] {
                      const auto g = group_of(*now, 0, 2);
                      const auto with = options();
                      auto talk = detail::conversation_of(g, with);
                      detail::run<transport> r{list, talk, detail::greet(talk, detail::procedure, 3),
                                               test::random_of(5)};
                      const std::vector<std::uint32_t> asked{0, 1, 2};
                      tags.push_back(detail::ask(r, asked)[1]);
                      const auto theirs = detail::receive_list<detail::sorted_tags>(talk, 1, 3);
                      for (int i = 0; i < 2; ++i) talk.say_at_work();  // a list heard, a chunk searched
                      auto sorted = tags.back();
                      std::ranges::sort(sorted);
                      CHECK((sorted == theirs));
                      detail::announce(r, std::vector<std::uint32_t>{}, {{}, tags.back()});
                  },
                  [&] { CHECK_THROWS_AS(static_cast<void>(intersect(list, group_of(*now, 1, 2))), data_error); }});
    for (const auto tag : tags[0]) CHECK(std::ranges::count(tags[1], tag) == 0);
}

// Peers that do not follow the protocol.

using points = spnn::matrix<std::uint8_t>;

// What party `victim` says when `peer`, the only other, is played by hand.
template <class Peer>
std::string victim_error(std::size_t victim, const ids& list, Peer&& peer) {
    mesh links(2);
    std::string error;
    together({[&] {
                  error =
                      error_of<protocol_error>([&] { static_cast<void>(intersect(list, group_of(links, victim, 2))); });
              },
              [&] { peer(group_of(links, 1 - victim, 2)); }});
    return error;
}

points generators(std::size_t rows) {
    auto random = test::random_of(3);
    auto x = spnn::make_matrix<std::uint8_t>(rows, 32);
    for (std::size_t i = 0; i < rows; ++i)
        align::oprf_blind({}, align::secret_scalar::draw(random), spnn::row(x, i).first<32>());
    return x;
}

// Points of which one is not: the identity; above the prime; no square.
std::vector<points> bad_points(std::size_t rows) {
    std::vector<points> all;
    for (const int which : {0, 1, 2}) {
        auto x = generators(rows);
        const auto last = spnn::row(x, rows - 1);
        std::ranges::fill(last, static_cast<std::uint8_t>(which == 1 ? 0xff : 0));
        if (which == 2) last[0] = 1;
        all.push_back(x);
    }
    return all;
}

TEST_CASE("align/intersect: a member refuses points that are none, naming the leader") {
    for (const auto& bad : bad_points(3))
        CHECK(contains(victim_error(1, numbered(0, 2),
                                    [&](const group& g) {
                                        static_cast<void>(greet(g, detail::procedure, 3));
                                        g.to(1).send<detail::blinded_points>(0, bad);
                                    }),
                       "party_0, blinded points: one is no element of the group, or the identity"));
}

TEST_CASE("align/intersect: the leader refuses answers that are no points, naming the member") {
    for (const auto& bad : bad_points(2))
        CHECK(contains(victim_error(0, numbered(0, 2),
                                    [&](const group& g) {
                                        static_cast<void>(greet(g, detail::procedure, 3));
                                        static_cast<void>(g.to(0).receive<detail::blinded_points>(0, 2, 32));
                                        g.to(0).send<detail::evaluated_points>(0, bad);
                                    }),
                       "party_1, evaluated points: one is no element of the group, or the identity"));
}

// A member played by hand up to its tags.
void send_as_tags(const group& g, std::size_t asked, std::size_t announced, const std::vector<uint128>& tags) {
    static_cast<void>(greet(g, detail::procedure, announced));
    const auto blinded = g.to(0).receive<detail::blinded_points>(0, asked, 32);
    g.to(0).send<detail::evaluated_points>(0, blinded);
    send_tags(g, tags);
}

TEST_CASE("align/intersect: the leader refuses tags that stand twice, do not increase, or are too many or few") {
    const auto error = [](std::size_t announced, const std::vector<uint128>& tags) {
        return victim_error(0, numbered(0, 2), [&](const group& g) { send_as_tags(g, 2, announced, tags); });
    };
    CHECK(contains(error(3, {1, 2, 2}), "party_1, tags of all ids: they do not increase"));
    CHECK(contains(error(3, {2, 1, 3}), "party_1, tags of all ids: they do not increase"));
    CHECK(contains(error(3, {1, 2}), "party_1, step 0, tags of all ids: rows is 2, expected 3"));
    CHECK(contains(error(3, {1, 2, 3, 4}), "party_1, step 0, tags of all ids: rows is 4, expected 3"));
}

TEST_CASE("align/intersect: points in the wrong number or at the wrong time are refused, naming peer and message") {
    CHECK(contains(victim_error(1, numbered(0, 2),
                                [&](const group& g) {
                                    static_cast<void>(greet(g, detail::procedure, 3));
                                    g.to(1).send<detail::blinded_points>(0, generators(2));
                                }),
                   "party_0, step 0, blinded points: rows is 2, expected 3"));
    CHECK(contains(victim_error(1, numbered(0, 2),
                                [&](const group& g) {
                                    static_cast<void>(greet(g, detail::procedure, 3));
                                    g.to(1).send<detail::blinded_points>(1, generators(3));
                                }),
                   "party_0, step 0, blinded points: step is 1, expected 0"));
    CHECK(contains(victim_error(0, numbered(0, 2),
                                [&](const group& g) {
                                    static_cast<void>(greet(g, detail::procedure, 2));
                                    send_tags(g, {1, 2});
                                }),
                   "party_1, step 0, evaluated points: kind is "));
}

// A leader played by hand, up to what it says is common; tags: those of the member's ids as the leader learned them.
template <class Announce>
std::string announced_error(const ids& member, Announce&& say) {
    const ids list = numbered(0, 3);
    return victim_error(1, member, [&](const group& g) {
        const auto with = options();
        auto talk = detail::conversation_of(g, with);
        detail::run<transport> r{list, talk, detail::greet(talk, detail::procedure, 3), test::random_of(4)};
        const std::vector<std::uint32_t> asked{0, 1, 2};
        const auto tags = detail::ask(r, asked)[1];
        static_cast<void>(detail::receive_list<detail::sorted_tags>(talk, 1, r.agreed.sizes[1]));
        for (int i = 0; i < 2; ++i) talk.say_at_work();  // a list heard, a chunk searched
        say(talk, tags);
    });
}

void say(conversation& to, std::uint64_t count, const std::vector<uint128>& tags) {
    auto x = spnn::make_matrix<std::uint64_t>(1, 1);
    x(0, 0) = count;
    to.send<detail::common_count>(1, 0, x);
    detail::send_list<detail::common_tags>(to, 1, tags);
}

TEST_CASE("align/intersect: a member refuses a result that cannot be, naming the leader") {
    const auto member = numbered(0, 5);
    CHECK(announced_error(member, [](auto& to, auto tags) { say(to, 2, {tags[2], tags[0]}); }) == "");  // sound
    CHECK(contains(announced_error(member, [](auto& to, auto tags) { say(to, 2, {tags[2], tags[2]}); }),
                   "party_0, tags of common ids: one stands twice"));
    CHECK(contains(announced_error(member, [](auto& to, auto tags) { say(to, 2, {tags[2], tags[1] + 1}); }),
                   "party_0, tags of common ids: one is of no id of this party"));
    CHECK(contains(announced_error(numbered(1, 6), [](auto& to, auto tags) { say(to, 1, {tags[0]}); }),
                   "party_0, tags of common ids: one is of no id of this party"));
    CHECK(contains(announced_error(member, [](auto& to, auto) { say(to, 4, {1, 2, 3, 4}); }),
                   "party_0, number of common ids: 4, more than the smallest party has rows"));
    CHECK(contains(announced_error(member, [](auto& to, auto) { say(to, ~std::uint64_t{0}, {}); }),
                   "more than the smallest party has rows"));
    CHECK(contains(announced_error(member, [](auto& to, auto tags) { say(to, 2, {tags[0]}); }),
                   "party_0, step 0, tags of common ids: rows is 1, expected 2"));
}

TEST_CASE("align/intersect: a store that is cut short is refused, naming its member") {
    const ids list = numbered(0, 2);
    for (const bool wrong_seed : {false, true}) {
        mesh links(3);
        std::string error;
        const auto member = [&](std::size_t self, bool cut) {
            const auto g = group_of(links, self, 3);
            auto random = test::random_of(self);
            conversation talk(g, options());
            static_cast<void>(detail::greet(talk, detail::procedure, 2));
            static_cast<void>(detail::zero_shares::agree(talk, 0, random));
            g.to(0).send<detail::evaluated_points>(0, g.to(0).receive<detail::blinded_points>(0, 2, 32));
            for (int i = 0; i < 3; ++i) talk.say_at_work(0);  // keys; two steps of a store
            g.to(0).send<detail::store_seed>(0, spnn::zeros<std::uint8_t>(1, cut && wrong_seed ? 15 : 16));
            if (cut && wrong_seed) return;
            detail::send_list<detail::store_table>(talk, 0,
                                                   std::vector<uint128>(align::okvs::columns_for(2) - (cut ? 1 : 0)));
        };
        together({[&] {
                      error =
                          error_of<protocol_error>([&] { static_cast<void>(intersect(list, group_of(links, 0, 3))); });
                  },
                  [&] { member(1, false); }, [&] { member(2, true); }});
        CHECK(contains(error, wrong_seed ? "party_2, step 0, seed of the store: columns is 15, expected 16"
                                         : "party_2, step 0, table of the store: rows is 255, expected 256"));
    }
}

TEST_CASE("align/intersect: members whose keys differ have nothing in common") {
    mesh links(3);
    const ids list = numbered(0, 20);
    together({[&] { CHECK_THROWS_AS(static_cast<void>(intersect(list, group_of(links, 0, 3))), data_error); },
              [&] { CHECK_THROWS_AS(static_cast<void>(intersect(list, group_of(links, 1, 3))), data_error); },
              [&] {  // agrees on one key and uses another
                  const auto g = group_of(links, 2, 3);
                  const auto with = options();
                  auto talk = detail::conversation_of(g, with);
                  detail::run<transport> r{list, talk, detail::greet(talk, detail::procedure, list.size()),
                                           test::random_of(1)};
                  static_cast<void>(detail::zero_shares::agree(talk, 0, r.random));
                  const auto own = detail::answer(r);
                  detail::send_store(r, detail::zero_shares(), own);
                  CHECK_THROWS_AS(static_cast<void>(detail::hear(r, own)), data_error);
              }});
}

TEST_CASE("align/intersect: zero shares cancel over all members, and no fewer") {
    constexpr std::size_t parties = 5;
    mesh links(parties);
    std::vector<uint128> keys(1000);
    std::iota(keys.begin(), keys.end(), uint128{7});
    std::vector<std::vector<uint128>> shares(parties, std::vector<uint128>(keys.size(), 0));
    together(parties - 1, [&](std::size_t i) {
        auto random = test::random_of(i);
        conversation talk(group_of(links, i + 1, parties), options());
        detail::zero_shares::agree(talk, 0, random).add(keys, shares[i + 1]);
    });
    for (std::size_t i = 0; i < keys.size(); ++i) {
        uint128 sum = 0;
        for (std::size_t p = 1; p < parties; ++p) {
            CHECK((sum != 0) == (p > 1));
            sum ^= shares[p][i];
        }
        CHECK(sum == 0);
    }
    CHECK(links.messages(0, 1).empty());  // the leader has no part in it
    CHECK(links.messages(1, 0).empty());
}

TEST_CASE("align/intersect: what is hashed keeps procedure, session and id apart") {
    CHECK(detail::oprf_input("a", "bc") != detail::oprf_input("ab", "c"));
    CHECK(detail::oprf_input("a", "b") == detail::oprf_input("a", "b"));
    CHECK(detail::store_key("a", "bc") != detail::store_key("ab", "c"));
    CHECK(detail::store_key("a", "b") == detail::store_key("a", "b"));
}

TEST_CASE("align/intersect: the text says who learns what, for two parties and for more") {
    CHECK_THROWS_AS(static_cast<void>(align::what_each_learns(1)), spnn::usage_error);
    const auto two = align::what_each_learns(2), three = align::what_each_learns(3), five = align::what_each_learns(5);
    for (const auto& text : {two, three, five}) CHECK(contains(text, "how many rows every party has"));
    CHECK_FALSE(contains(two, "pool"));
    CHECK(contains(three, "all that the leader and the third party have in common"));
    CHECK(contains(five, "parties 1 to 4"));
    CHECK(contains(five, "when one member remains"));
}

}  // namespace
