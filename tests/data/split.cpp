#include "support.hpp"

#include <spnn/data/split.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

using spnn::data_error;
using spnn::usage_error;
using spnn::data::column_block;
using spnn::data::deal_columns;
using spnn::data::row_split;
using spnn::data::split_rows;
using spnn::data::split_rows_stratified;
using test_data::make_table;
using test_data::message_of;

namespace {

// Whether the two parts hold 0..n-1 once each, both in ascending order.
bool covers(const row_split& split, std::size_t n) {
    auto all = split.train;
    all.insert(all.end(), split.test.begin(), split.test.end());
    std::sort(all.begin(), all.end());
    std::vector<std::uint32_t> expected(n);
    std::iota(expected.begin(), expected.end(), 0U);
    return all == expected && std::is_sorted(split.train.begin(), split.train.end()) &&
           std::is_sorted(split.test.begin(), split.test.end());
}

}  // namespace

TEST_CASE("data/split: the parts are disjoint, whole and of the size asked for") {
    for (const std::size_t n : {2U, 5U, 10U, 999U}) {
        for (const double fraction : {0.2, 0.3, 0.5}) {
            const auto expected = static_cast<std::size_t>(std::llround(fraction * static_cast<double>(n)));
            if (expected == 0) continue;
            const auto split = split_rows(n, fraction, 4);
            CHECK(covers(split, n));
            CHECK(split.test.size() == expected);
        }
    }
}

TEST_CASE("data/split: the seed decides") {
    CHECK(split_rows(1000, 0.2, 1).test == split_rows(1000, 0.2, 1).test);
    CHECK(split_rows(1000, 0.2, 1).test != split_rows(1000, 0.2, 2).test);
    double mean = 0;
    for (const auto i : split_rows(10'000, 0.2, 3).test) mean += i / 2000.0;
    CHECK(std::abs(mean - 5000) < 200);  // the deviation of the mean is 58
}

TEST_CASE("data/split: a stratified split gives both parts the same share of every class") {
    std::vector<float> labels(1000, 0);
    for (std::size_t i = 0; i < 50; ++i) labels[i * 7] = 1;
    for (std::size_t i = 0; i < 2; ++i) labels[999 - i] = 2;
    const auto split = split_rows_stratified(labels, 0.3, 5);
    CHECK(covers(split, 1000));
    const auto in_test = [&](float label) {
        return std::count_if(split.test.begin(), split.test.end(), [&](auto i) { return labels[i] == label; });
    };
    CHECK(in_test(1) == 15);
    CHECK(in_test(2) == 1);
    CHECK(in_test(0) == 284);
    CHECK(split_rows_stratified(labels, 0.3, 5).test == split.test);
    labels[999] = 0;
    const auto refusal = [&] {
        return message_of<data_error>([&] { static_cast<void>(split_rows_stratified(labels, 0.3, 5)); });
    };
    CHECK(refusal() == "split: a class has one row only, so it cannot be in both parts");
    labels[999] = std::numeric_limits<float>::quiet_NaN();
    CHECK(refusal() == "split: label 999 is not a number");
}

TEST_CASE("data/split: a split in order tests on the last rows") {
    const auto split = spnn::data::split_rows_in_order(10, 0.3);
    CHECK(split.test == std::vector<std::uint32_t>{7, 8, 9});
    CHECK(covers(split, 10));
}

TEST_CASE("data/split: fractions outside (0, 1) and empty parts are refused") {
    for (const double fraction : {0.0, 1.0, -0.5, 2.0, std::numeric_limits<double>::quiet_NaN()})
        CHECK_THROWS_AS(static_cast<void>(split_rows(10, fraction, 1)), usage_error);
    CHECK(message_of<data_error>([] { static_cast<void>(split_rows(4, 0.1, 1)); }) ==
          "split: 4 training rows and 0 test rows, at least one of each expected");
    CHECK_THROWS_AS(static_cast<void>(split_rows(0, 0.5, 1)), data_error);
}

TEST_CASE("data/split: columns are dealt in contiguous blocks as even as can be") {
    CHECK(deal_columns(28, 2) == std::vector<column_block>{{0, 14}, {14, 14}});
    CHECK(deal_columns(7, 3) == std::vector<column_block>{{0, 3}, {3, 2}, {5, 2}});
    CHECK(deal_columns(3, 3) == std::vector<column_block>{{0, 1}, {1, 1}, {2, 1}});
    CHECK(deal_columns(5, 1) == std::vector<column_block>{{0, 5}});
    CHECK_THROWS_WITH_AS(static_cast<void>(deal_columns(2, 3)),
                         "deal_columns: 2 columns cannot be dealt to 3 holders, at least one each expected",
                         usage_error);
    CHECK_THROWS_AS(static_cast<void>(deal_columns(2, 0)), usage_error);
    const auto dealt = deal_columns(make_table({"a", "b", "c"}, {{1, 2, 3}, {4, 5, 6}}, {"x", "y"}), 2);
    REQUIRE(dealt.size() == 2);
    CHECK(dealt[0].values == make_table({"a", "b"}, {{1, 2}, {4, 5}}).values);
    CHECK(dealt[1].names == std::vector<std::string>{"c"});
    CHECK(dealt[1].values == make_table({"c"}, {{3}, {6}}).values);
    CHECK(dealt[1].ids == std::vector<std::string>{"x", "y"});
}
