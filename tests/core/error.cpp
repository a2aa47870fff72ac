#include <spnn/core/error.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using namespace spnn;

TEST_CASE("core/error: text joins its parts") { CHECK(text("batch is ", 7, ", not ", 2.5) == "batch is 7, not 2.5"); }

TEST_CASE("core/error: require throws the named kind with the joined text, only when the condition fails") {
    CHECK_NOTHROW(require<usage_error>(true, "never read"));
    CHECK_THROWS_WITH_AS(require<usage_error>(false, "rows: ", 3), "rows: 3", usage_error);
    CHECK_THROWS_WITH_AS(require<transport_error>(false, "peer bank"), "peer bank", transport_error);
}

TEST_CASE_TEMPLATE("core/error: every kind has the one root and is no other kind", Kind, usage_error, data_error,
                   range_error, protocol_error, transport_error, memory_error) {
    static_assert(std::is_base_of_v<error, Kind>);
    CHECK(std::is_same_v<Kind, usage_error> == std::is_base_of_v<usage_error, Kind>);
    CHECK_THROWS_AS(throw Kind("x"), error);
    CHECK_THROWS_AS(throw Kind("x"), std::runtime_error);
}

TEST_CASE("core/error: others are told what is not a party's own") {
    const auto told = [](const error& e) { return e.told(); };
    const std::string own = "/srv/bank/customers.csv, column income: no number";
    CHECK(told(range_error(own)) == own);
    CHECK(told(protocol_error(own)) == own);
    CHECK(told(transport_error(own)) == own);
    CHECK(told(memory_error(own)) == own);
    for (const auto& sentence :
         {told(usage_error(own)), told(data_error(own)), told(row_error(own)), told(connection_error(own))}) {
        CHECK(sentence.find("bank") == std::string::npos);
        CHECK(sentence.find("its log says") != std::string::npos);
    }
}

TEST_CASE("core/error: words from elsewhere are cut and made printable") {
    CHECK(printable("a plain sentence, 2^3 ~") == "a plain sentence, 2^3 ~");
    CHECK(printable("a\nb\x1b[2J\x7f\xc3\xa4") == "a?b?[2J???");
    CHECK(printable(std::string(300, 'x')).size() == 200);
    CHECK(printable("abcdef", 3) == "abc");
    CHECK(printable("").empty());
}
