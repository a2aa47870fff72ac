#include "support.hpp"

#include <spnn/data/one_hot.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using spnn::data_error;
using spnn::data::fit_one_hot;
using spnn::data::table;
using spnn::data::unknown_category;
using test_data::make_table;
using test_data::message_of;
using names = std::vector<std::string>;
using numbers = std::vector<std::uint32_t>;

namespace {

table people() {
    auto t = make_table({"age"}, {{30}, {40}, {50}, {60}}, {"p", "q", "r", "s"});
    t.lines = {2, 3, 4, 5};
    t.texts = {{"town", {"Ulm", "Aix", "Ulm", "Bari"}}, {"pet", {"cat", "", "dog", "cat"}}};
    return t;
}

}  // namespace

TEST_CASE("data/one_hot: each category of the training rows becomes a column, in byte order") {
    const auto t = people();
    const auto out = fit_one_hot(t).apply(t);
    CHECK(out.names == names{"age", "town=Aix", "town=Bari", "town=Ulm", "pet=", "pet=cat", "pet=dog"});
    CHECK(out.values ==
          make_table(out.names,
                     {{30, 0, 0, 1, 0, 1, 0}, {40, 1, 0, 0, 1, 0, 0}, {50, 0, 0, 1, 0, 0, 1}, {60, 0, 1, 0, 0, 1, 0}})
              .values);
    CHECK(out.texts.empty());
    CHECK(out.ids == t.ids);
}

TEST_CASE("data/one_hot: an unknown category is a row of zeros, or refused with line and column") {
    const auto t = people();
    const auto zeros = fit_one_hot(t, numbers{0, 1, 2}).apply(t);
    CHECK(zeros.names == names{"age", "town=Aix", "town=Ulm", "pet=", "pet=cat", "pet=dog"});
    CHECK(zeros.values(3, 1) == 0);
    CHECK(zeros.values(3, 2) == 0);
    CHECK(zeros.values(3, 4) == 1);
    const auto strict = fit_one_hot(t, numbers{0, 1, 2}, {unknown_category::refuse, 10});
    CHECK(message_of<data_error>([&] { static_cast<void>(strict.apply(t)); }) ==
          "made.csv, line 5, column 'town': a category that no training row has");
}

TEST_CASE("data/one_hot: too many categories, taken names and missing columns are refused") {
    auto t = people();
    const auto refusal = [](auto&& body) { return message_of<data_error>(body); };
    CHECK(refusal([&] { static_cast<void>(fit_one_hot(t, {unknown_category::zeros, 2})); }) ==
          "made.csv, column 'town': more than 2 categories");
    CHECK(refusal([&] { static_cast<void>(fit_one_hot(t, numbers{})); }) ==
          "made.csv: no training rows to learn categories from");
    const auto encoder = fit_one_hot(t);
    t.names = {"town=Ulm"};
    CHECK(refusal([&] { static_cast<void>(encoder.apply(t)); }) == "made.csv: the column 'town=Ulm' is there already");
    t.texts.pop_back();
    CHECK(refusal([&] { static_cast<void>(encoder.apply(t)); }) == "made.csv: no text column 'pet'");
    CHECK_THROWS_AS(static_cast<void>(fit_one_hot(t, numbers{4})), spnn::usage_error);
}

TEST_CASE("data/one_hot: a table without text columns stays as it is") {
    const auto t = make_table({"a"}, {{1}, {2}});
    const auto out = fit_one_hot(t).apply(t);
    CHECK(out.names == t.names);
    CHECK(out.values == t.values);
}
