#include <spnn/align/detail/greeting.hpp>

#include <align/support.hpp>

#include <doctest/doctest.h>

namespace {

using namespace align_tests;
using spnn::data_error;
using spnn::protocol_error;
namespace detail = align::detail;

const detail::greeting sound{"a procedure", "a test", 3, 1, 20, 1};

std::string difference(const detail::greeting& theirs, std::size_t max_rows = 100) {
    const detail::greeting ours{"a procedure", "a test", 3, 0, 7, 1};
    return error_of<protocol_error>([&] { detail::compare(ours, theirs, 1, max_rows, "party_1"); });
}

TEST_CASE("align/greeting: a greeting arrives as it was written") {
    CHECK(detail::load_greeting(detail::store(sound)) == sound);
    CHECK(detail::store(sound).size() <= detail::max_greeting_bytes);
    const detail::greeting longest{std::string(255, 'p'), std::string(255, 's'), 255, 254, 0xffff'ffff, 0xffff'ffff};
    CHECK(detail::load_greeting(detail::store(longest)) == longest);
    CHECK(detail::store(longest).size() <= detail::max_greeting_bytes);
}

TEST_CASE("align/greeting: bytes that are no greeting are a data_error, whatever is missing") {
    const auto whole = detail::store(sound);
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_THROWS_AS(static_cast<void>(detail::load_greeting(std::span(whole).first(size))), data_error);
    auto longer = whole;
    longer.push_back({});
    CHECK_THROWS_AS(static_cast<void>(detail::load_greeting(longer)), data_error);
    auto endless = whole;
    endless[3] = std::byte{0xff};  // the length of the first text
    CHECK_THROWS_AS(static_cast<void>(detail::load_greeting(endless)), data_error);
}

TEST_CASE("align/greeting: every field of a greeting is compared, and the difference names it and the peer") {
    CHECK(difference(sound) == "");
    auto other = sound;
    other.procedure = "another";
    CHECK(difference(other) == "party_1: runs 'another', here runs 'a procedure'");
    other = sound;
    other.session = "A test";
    CHECK(difference(other) == "party_1: the session label is 'A test' there and 'a test' here");
    other = sound;
    other.parties = 4;
    CHECK(contains(difference(other), "party_1: counts 4 parties, here are 3"));
    other = sound;
    other.number = 2;
    CHECK(contains(difference(other), "party_1: says it is party 2, expected 1"));
    for (const std::uint64_t rows : {std::uint64_t{0}, std::uint64_t{101}, ~std::uint64_t{0}}) {
        other = sound;
        other.rows = rows;
        CHECK(contains(difference(other), spnn::text("party_1: announces ", rows, " rows, allowed are 1 to 100")));
    }
    other.rows = 100;
    CHECK(difference(other) == "");
    other.min_common_rows = 0;
    CHECK(difference(other) == "party_1: min_common_rows is 0, expected at least 1");
}

TEST_CASE("align/greeting: all learn the size of each, and the largest min_common_rows") {
    constexpr std::size_t parties = 4;
    mesh links(parties);
    together(parties, [&](std::size_t p) {
        auto with = options();
        with.min_common_rows = 1 + p;
        const auto all = greet(group_of(links, p, parties), "a procedure", 10 + p, with);
        CHECK((all.sizes == std::vector<std::size_t>{10, 11, 12, 13}));
        CHECK(all.smallest() == 10);
        CHECK(all.min_common_rows == 4);
    });
}

TEST_CASE("align/greeting: a greeting that cannot be read is the peer's fault, and names it") {
    mesh links(2);
    links.at(1, 0).send_bytes<detail::greeting_message>(0, spnn::bytes(3));
    CHECK(contains(error_of<protocol_error>([&] { static_cast<void>(greet(group_of(links, 0, 2), "a procedure", 5)); }),
                   "party_1: procedure: needs 4 bytes"));
    mesh others(2);
    others.at(1, 0).send_bytes<detail::greeting_message>(0, spnn::bytes(detail::max_greeting_bytes + 1));
    CHECK(
        contains(error_of<protocol_error>([&] { static_cast<void>(greet(group_of(others, 0, 2), "a procedure", 5)); }),
                 "1025 bytes announced"));
}

// What each party says of the sizes of all.
std::vector<std::string> refusals(const std::vector<std::size_t>& rows, const std::vector<align::align_options>& with) {
    mesh links(rows.size());
    std::vector<std::string> said(rows.size());
    together(rows.size(), [&](std::size_t p) {
        said[p] = error_of<data_error>(
            [&] { static_cast<void>(greet(group_of(links, p, rows.size()), "a procedure", rows[p], with[p])); });
    });
    return said;
}

TEST_CASE("align/greeting: a party with fewer rows than another accepts in common is refused by all, by name") {
    std::vector<align::align_options> with(3, options());
    with[1].min_common_rows = 10;
    CHECK((refusals({10, 10, 10}, with) == std::vector<std::string>(3)));
    const auto said = refusals({10, 10, 9}, with);
    CHECK(said[0] ==
          "alignment: party_2 has 9 rows, and a party accepts no fewer than 10 common ones "
          "(min_common_rows)");
    CHECK(said[1] == said[0]);
    CHECK(contains(said[2], "this party has 9 rows"));
}

TEST_CASE("align/greeting: max_size_ratio refuses much larger and much smaller parties, at its edge and not before") {
    std::vector<align::align_options> with(2, options());
    with[0].max_size_ratio = 3;
    for (const std::size_t theirs : {4U, 12U, 36U}) CHECK(refusals({12, theirs}, with)[0].empty());
    CHECK(refusals({12, 3}, with)[0] ==
          "alignment: party_1 has 3 rows, this party 12; neither may have more than 3 "
          "times the other's (max_size_ratio)");
    CHECK(contains(refusals({12, 37}, with)[0], "party_1 has 37 rows, this party 12"));
    CHECK(refusals({12, 37}, with)[1].empty());  // its own rules allow it
    CHECK(refusals({1, 1000}, std::vector(2, options()))[0].empty());
}

}  // namespace
