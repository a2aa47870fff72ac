#include "support.hpp"

#include <spnn/data/table.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using spnn::data_error;
using spnn::usage_error;
using spnn::data::table;
using test_data::make_table;
using test_data::message_of;
using names = std::vector<std::string>;

namespace {

table sample() {
    auto t = make_table({"a", "b", "c"}, {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}, {"x", "y", "z"});
    t.lines = {2, 3, 5};
    t.texts = {{"town", {"Ulm", "Aix", "Bari"}}};
    return t;
}

}  // namespace

TEST_CASE("data/table: take gives the rows asked for, in that order, in every part") {
    const auto t = sample().take(std::vector<std::uint32_t>{2, 0, 2});
    CHECK(t.rows() == 3);
    CHECK(t.ids == names{"z", "x", "z"});
    CHECK(t.lines == std::vector<std::size_t>{5, 2, 5});
    CHECK(t.texts[0].values == names{"Bari", "Ulm", "Bari"});
    CHECK(t.values == make_table({"a", "b", "c"}, {{7, 8, 9}, {1, 2, 3}, {7, 8, 9}}).values);
    CHECK(sample().take(std::vector<std::uint32_t>{}).rows() == 0);
    CHECK(message_of<usage_error>([] { static_cast<void>(sample().take(std::vector<std::uint32_t>{0, 3})); }) ==
          "table::take: row 3 of 3 in made.csv");
}

TEST_CASE("data/table: select keeps the named columns in the order given, drop leaves the others") {
    const auto picked = sample().select(names{"c", "a"});
    CHECK(picked.names == names{"c", "a"});
    CHECK(picked.values == make_table({"c", "a"}, {{3, 1}, {6, 4}, {9, 7}}).values);
    CHECK(picked.ids == sample().ids);
    CHECK(picked.texts.empty());
    const auto dropped = sample().drop(names{"b", "town"});
    CHECK(dropped.names == names{"a", "c"});
    CHECK(dropped.texts.empty());
    CHECK(sample().drop(names{"b"}).texts == sample().texts);
    const auto unknown = [](auto&& body) { return message_of<data_error>(body); };
    CHECK(unknown([] { static_cast<void>(sample().select(names{"d"})); }) == "made.csv: no numeric column 'd'");
    CHECK(unknown([] { static_cast<void>(sample().drop(names{"d"})); }) == "made.csv: no text column 'd'");
}

TEST_CASE("data/table: features are floats, and at least one column and row are demanded") {
    const auto x = sample().drop(names{"town"}).features();
    CHECK(spnn::shape_text(x) == "3x3");
    CHECK(x(2, 1) == 8.0F);
    const auto refusal = [](const table& t) {
        return message_of<data_error>([&] { static_cast<void>(t.features()); });
    };
    CHECK(refusal(sample().select(names{})) == "made.csv: no feature column, at least one expected");
    CHECK(refusal(make_table({"a"}, {})) == "made.csv: no rows");
    CHECK(refusal(sample()) == "made.csv: the text column 'town' must be one-hot encoded or dropped first");
    auto large = sample().drop(names{"town"});
    large.values(1, 2) = 1e39;
    CHECK(refusal(large) == "made.csv, line 3, column 'c': too large for a float");
    large.lines.clear();
    CHECK(refusal(large) == "made.csv, row 2, column 'c': too large for a float");
}

TEST_CASE("data/table: labels are class numbers of at least two classes") {
    const auto t = make_table({"y", "z", "one"}, {{0, 2, 1}, {1, 0, 1}, {1, 0.5, 1}});
    CHECK(t.labels("y") == std::vector<float>{0, 1, 1});
    CHECK(t.column("z") == std::vector<float>{2, 0, 0.5F});
    const auto refusal = [&](const char* name, std::size_t classes) {
        return message_of<data_error>([&] { static_cast<void>(t.labels(name, classes)); });
    };
    CHECK(refusal("z", 2) == "made.csv, row 1, column 'z': a class number from 0 to 1 expected");
    CHECK(refusal("z", 3) == "made.csv, row 3, column 'z': a class number from 0 to 2 expected");
    CHECK(refusal("one", 2) == "made.csv, column 'one': all 3 labels are of one class");
    CHECK(refusal("none", 2) == "made.csv: no numeric column 'none'");
}
