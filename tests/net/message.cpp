#include <spnn/net/message.hpp>

#include <net/messages.hpp>

#include <doctest/doctest.h>

namespace {

namespace net = spnn::net;
using namespace net_tests;

net::message_header example() {
    net::message_header header;
    header.kind = 0x0102;
    header.session = 0x1112131415161718;
    header.sequence = 0x2122232425262728;
    header.step = 0x3132333435363738;
    header.rows = 0x41424344;
    header.columns = 0x51525354;
    header.payload_bytes = 0x6162636465666768;
    return header;
}

TEST_CASE("net/message: the header is laid out as documented") {
    const auto raw = net::store_header(example());
    const auto expected = unhex(
        "53504e4e"
        "0201"
        "0000"
        "1817161514131211"
        "2827262524232221"
        "3837363534333231"
        "44434241"
        "54535251"
        "6867666564636261");
    REQUIRE(expected.size() == 48);
    CHECK((spnn::bytes(raw.begin(), raw.end()) == expected));
    CHECK(net::load_header(raw) == example());
}

TEST_CASE("net/message: a header cut short is a data_error that names the missing field") {
    const auto raw = net::store_header(example());
    for (std::size_t size = 0; size < raw.size(); ++size)
        CHECK_THROWS_AS(static_cast<void>(net::load_header(std::span(raw).first(size))), spnn::data_error);
    CHECK_THROWS_WITH(static_cast<void>(net::load_header(std::span(raw).first(33))),
                      "rows: needs 4 bytes, only 1 left");
}

TEST_CASE("net/message: the difference of two headers names the first field that differs") {
    const auto same = example();
    CHECK(net::header_difference(same, same).empty());
    const auto differs = [&](auto change) {
        auto other = example();
        change(other);
        CHECK_FALSE(other == same);
        return net::header_difference(other, same);
    };
    CHECK(differs([](auto& h) { h.magic = 1; }) == "magic is 1, expected 1313755219");
    CHECK(differs([](auto& h) { h.kind = 7; }) == "kind is 7, expected 258");
    CHECK(differs([](auto& h) { h.reserved = 1; }) == "reserved is 1, expected 0");
    CHECK(differs([](auto& h) { h.session = 0; }) == "session is 0, expected 1230066625199609624");
    CHECK(differs([](auto& h) { h.sequence = 0; }) == "sequence is 0, expected 2387509390608836392");
    CHECK(differs([](auto& h) { h.step = 0; }) == "step is 0, expected 3544952156018063160");
    CHECK(differs([](auto& h) { h.rows = 3; }) == "rows is 3, expected 1094861636");
    CHECK(differs([](auto& h) { h.columns = 4; }) == "columns is 4, expected 1364349780");
    CHECK(differs([](auto& h) { h.payload_bytes = 5; }) == "payload_bytes is 5, expected 7017280452245743464");
    CHECK(differs([](auto& h) { h.step = 1, h.rows = 1; }) == "step is 1, expected 3544952156018063160");
}

TEST_CASE("net/message: 64 bytes beside the payload") {
    static_assert(net::message_bytes(0) == 64);
    CHECK(net::message_bytes(1000) == 1064);
    CHECK(net::message_bytes(std::uint64_t{1} << 40) == (std::uint64_t{1} << 40) + 64);
}

struct truth : words {
    using value_type = bool;
};
struct text_message : words {
    using value_type = std::string;
};
struct long_doubles : words {
    using value_type = long double;
};
struct anonymous {
    static constexpr std::uint16_t id = 1;
    using value_type = float;
};
struct numberless : words {
    static constexpr std::string_view id = "words";
};

TEST_CASE("net/message: a kind has a number, a name and a value type whose bytes are its value") {
    CHECK(net::Message<words>);
    CHECK(net::Message<floats>);
    CHECK(net::Message<wide_shares>);
    CHECK(net::Message<blob>);
    CHECK_FALSE(net::Message<truth>);  // a byte of 2 is no bool
    CHECK_FALSE(net::Message<text_message>);
    CHECK_FALSE(net::Message<long_doubles>);  // has padding
    CHECK_FALSE(net::Message<anonymous>);
    CHECK_FALSE(net::Message<numberless>);
}

TEST_CASE("net/message: every room has a range of numbers of its own for its kinds") {
    namespace of = net::first_kind;
    const std::array<std::uint16_t, 10> firsts{of::net,   of::session,    of::split, of::share,      of::train,
                                               of::align, of::coordinate, of::mpc,   of::outsourced, of::end};
    CHECK(std::ranges::adjacent_find(firsts, std::ranges::greater_equal()) == firsts.end());
}

}  // namespace
