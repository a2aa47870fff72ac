#include "support.hpp"

#include <spnn/data/batches.hpp>
#include <spnn/data/join.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using spnn::data_error;
using spnn::usage_error;
using spnn::data::in_common_order;
using spnn::data::table;
using spnn::data::unmatched_rows;
using test_data::make_table;
using test_data::message_of;
using names = std::vector<std::string>;
using numbers = std::vector<std::uint32_t>;

namespace {

std::string refusal(const std::vector<table>& tables, unmatched_rows policy = unmatched_rows::refuse) {
    return message_of<data_error>([&] { static_cast<void>(spnn::data::join(tables, policy)); });
}

}  // namespace

TEST_CASE("data/join: tables with shuffled rows come back in the order of the first") {
    const std::size_t n = 2000;
    table whole = make_table({"a", "b", "c", "d"}, {});
    whole.values = spnn::make_matrix<double>(n, 4);
    for (std::size_t i = 0; i < n; ++i) {
        whole.ids.push_back(spnn::text("person ", i * 7919 % 10'007));
        for (std::size_t j = 0; j < 4; ++j) whole.values(i, j) = static_cast<double>(10 * i + j);
    }
    const std::vector<table> parts = {whole.select(names{"a"}),
                                      whole.select(names{"b", "c"}).take(spnn::data::permutation(1, 0, n)),
                                      whole.select(names{"d"}).take(spnn::data::permutation(2, 0, n))};
    const auto ordered = in_common_order(parts);
    REQUIRE(ordered.size() == 3);
    for (const auto& t : ordered) CHECK(t.ids == whole.ids);
    CHECK(ordered[1].values == whole.select(names{"b", "c"}).values);
    const auto joined = spnn::data::join(parts);
    CHECK(joined.names == whole.names);
    CHECK(joined.values == whole.values);
}

TEST_CASE("data/join: text columns and lines travel with their rows") {
    auto b = make_table({"b"}, {{2}, {1}}, {"y", "x"}, "b.csv");
    b.lines = {2, 3};
    b.texts = {{"town", {"Aix", "Ulm"}}};
    const std::vector<table> tables = {make_table({"a"}, {{10}, {20}}, {"x", "y"}, "a.csv"), b};
    const auto ordered = in_common_order(tables);
    CHECK(ordered[1].lines == std::vector<std::size_t>{3, 2});
    const auto joined = spnn::data::join(tables);
    CHECK(joined.texts == std::vector<spnn::data::text_column>{{"town", {"Ulm", "Aix"}}});
    CHECK(joined.values == make_table({"a", "b"}, {{10, 1}, {20, 2}}).values);
}

TEST_CASE("data/join: rows without a match are refused with file, first line and count, or left out") {
    auto a = make_table({"a"}, {{1}, {2}, {3}, {4}}, {"p", "q", "r", "s"}, "a.csv");
    a.lines = {2, 3, 4, 5};
    auto b = make_table({"b"}, {{7}, {8}, {9}}, {"s", "t", "p"}, "b.csv");
    b.lines = {2, 3, 4};
    CHECK(refusal({a, b}) == "a.csv, line 3: its id is not in b.csv (2 of 4 rows have none there)");
    CHECK(refusal({a.take(numbers{0, 3}), b}) == "b.csv, line 3: its id is not in a.csv (1 of 3 rows have none there)");
    const std::vector<table> both = {a, b};
    const auto kept = spnn::data::join(both, unmatched_rows::leave_out);
    CHECK(kept.ids == names{"p", "s"});
    CHECK(kept.values == make_table({"a", "b"}, {{1, 9}, {4, 7}}).values);
    CHECK(refusal({a.take(numbers{1}), b}, unmatched_rows::leave_out) == "a.csv: no id is in all 2 tables");
}

TEST_CASE("data/join: duplicate and missing ids are refused with both lines") {
    auto a = make_table({"a"}, {{1}, {2}, {3}}, {"p", "q", "p"}, "a.csv");
    a.lines = {2, 3, 4};
    const auto b = make_table({"b"}, {{1}, {2}}, {"p", "q"}, "b.csv");
    CHECK(refusal({a, b}) == "a.csv, line 4: the same id as in a.csv, line 2");
    CHECK(refusal({b, a}, unmatched_rows::leave_out) == "a.csv, line 4: the same id as in a.csv, line 2");
    CHECK(refusal({b, make_table({"c"}, {{1}, {2}}, {"p", ""}, "c.csv")}) == "c.csv, row 2: the id is missing");
    CHECK(refusal({b, make_table({"c"}, {{1}, {2}}, {}, "c.csv")}) ==
          "c.csv: no id column, so its rows cannot be matched");
    CHECK(message_of<spnn::usage_error>([&] {
              static_cast<void>(in_common_order(std::vector{b, make_table({"c"}, {{1}, {2}}, {"p"}, "c.csv")}));
          }) == "c.csv: a table of 2 rows has 1 ids");
    for (const auto& t : {a, b}) CHECK(refusal({t, a}).find("'p'") == std::string::npos);
    CHECK_THROWS_AS(static_cast<void>(in_common_order(std::vector<table>{})), usage_error);
}

TEST_CASE("data/join: columns of one name and rows of another order do not stand side by side") {
    const auto a = make_table({"a", "b"}, {{1, 2}, {3, 4}}, {"p", "q"}, "a.csv");
    const auto b = make_table({"c", "b"}, {{1, 2}, {3, 4}}, {"q", "p"}, "b.csv");
    CHECK(refusal({a, b}) == "b.csv: the column 'b' is also in a.csv");
    const auto side = [](const std::vector<table>& t) {
        return message_of<data_error>([&] { static_cast<void>(spnn::data::side_by_side(t)); });
    };
    CHECK(side({a, b}) == "b.csv: its ids are not those of a.csv in the same order");
    CHECK(side({a, make_table({"c"}, {{1}}, {}, "c.csv")}) == "c.csv: 1 rows, a.csv has 2");
}
