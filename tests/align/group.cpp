#include <spnn/align/group.hpp>

#include <align/support.hpp>

#include <doctest/doctest.h>

namespace {

using namespace align_tests;
using spnn::data_error;
using spnn::protocol_error;
using spnn::usage_error;
namespace detail = align::detail;

const detail::greeting sound{"a procedure", "a test", 3, 1, 20};

std::string difference(const detail::greeting& theirs, std::size_t max_rows = 100) {
    const detail::greeting ours{"a procedure", "a test", 3, 0, 7};
    return error_of<protocol_error>([&] { detail::compare(ours, theirs, 1, max_rows, "party_1"); });
}

TEST_CASE("align/group: a greeting arrives as it was written") {
    CHECK(detail::load_greeting(detail::store(sound)) == sound);
    CHECK(detail::store(sound).size() <= detail::max_greeting_bytes);
    const detail::greeting longest{std::string(255, 'p'), std::string(255, 's'), 255, 254, ~std::uint64_t{0}};
    CHECK(detail::load_greeting(detail::store(longest)) == longest);
    CHECK(detail::store(longest).size() <= detail::max_greeting_bytes);
}

TEST_CASE("align/group: bytes that are no greeting are a data_error, whatever is missing") {
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

TEST_CASE("align/group: every field of a greeting is compared, and the difference names it and the peer") {
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
}

TEST_CASE("align/group: all learn the size of each") {
    constexpr std::size_t parties = 4;
    mesh links(parties);
    together(parties, [&](std::size_t p) {
        const auto sizes = detail::greet(group_of(links, p, parties), "a procedure", 10 + p, options());
        CHECK((sizes == std::vector<std::size_t>{10, 11, 12, 13}));
    });
}

TEST_CASE("align/group: a greeting that cannot be read is the peer's fault, and names it") {
    mesh links(2);
    links.at(1, 0).send_bytes<detail::greeting_message>(0, spnn::bytes(3));
    CHECK(contains(error_of<protocol_error>(
                       [&] { static_cast<void>(detail::greet(group_of(links, 0, 2), "a procedure", 5, options())); }),
                   "party_1: procedure: needs 4 bytes"));
    mesh others(2);
    others.at(1, 0).send_bytes<detail::greeting_message>(0, spnn::bytes(detail::max_greeting_bytes + 1));
    CHECK(contains(error_of<protocol_error>(
                       [&] { static_cast<void>(detail::greet(group_of(others, 0, 2), "a procedure", 5, options())); }),
                   "1025 bytes announced"));
}

TEST_CASE("align/group: ids that are missing, too long or stand twice are named by their rows, never by the id") {
    const auto error = [](const ids& list, std::size_t max_rows = 100) {
        auto with = options();
        with.max_rows = max_rows;
        return error_of<data_error>([&] { detail::require_ids(list, with); });
    };
    CHECK(error({"a", "b", "A", " a"}) == "");
    CHECK(error({}) == "alignment: this party has no rows");
    CHECK(error({"a", "", "b"}) == "alignment, row 2: the id is missing");
    CHECK(error({"a", "secret", "b", "secret"}) == "alignment, row 4: the same id as in row 2");
    CHECK(error({std::string(4096, 'x')}) == "");
    CHECK(error({std::string(4097, 'x')}) == "alignment, row 1: an id of 4097 bytes, at most 4096 allowed");
    CHECK(error({"a", "b"}, 2) == "");
    CHECK(error({"a", "b", "c"}, 2) == "alignment: 3 rows, at most 2 allowed (max_rows)");
}

TEST_CASE("align/group: a group or options that cannot be are refused, naming what is wrong") {
    mesh links(3);
    const auto error = [](const group& g, const align::align_options& with = options()) {
        return error_of<usage_error>([&] { detail::require_group(g, with); });
    };
    const auto sound_group = group_of(links, 1, 3);
    CHECK(error(sound_group) == "");
    auto bad = sound_group;
    bad.self = 3;
    CHECK(contains(error(bad), "self is 3 of 3"));
    bad = sound_group;
    bad.self = 2;
    CHECK(contains(error(bad), "channel 1 is missing"));
    bad = sound_group;
    bad.channels[1] = bad.channels[0];
    CHECK(contains(error(bad), "channel 1 is this party's own"));
    CHECK(contains(error({0, {nullptr}}), "1 parties, expected 2 to 255"));
    auto with = options();
    with.max_rows = 0;
    CHECK(contains(error(sound_group, with), "max_rows is 0"));
    with.max_rows = std::size_t{1} << 32;
    CHECK(contains(error(sound_group, with), "max_rows is 4294967296"));
    with = options();
    with.session = std::string(256, 's');
    CHECK(contains(error(sound_group, with), "256 characters"));
}

}  // namespace
