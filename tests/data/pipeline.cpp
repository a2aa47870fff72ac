// The headers of the room together: two files of two parties to batches that training can use.

#include "support.hpp"

#include <spnn/data/batches.hpp>
#include <spnn/data/generator.hpp>
#include <spnn/data/join.hpp>
#include <spnn/data/one_hot.hpp>
#include <spnn/data/scaling.hpp>
#include <spnn/data/split.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

using spnn::data::table;

namespace {

// Two files on the same 300 people, the second in another order; `b` is twice `a` plus one.
std::vector<std::string> two_files() {
    spnn::data::generator random(31);
    std::string first = "id,y,a\n", second = "id;town;b\n";
    std::vector<std::string> lines;
    for (int i = 0; i < 300; ++i) {
        const auto a = random.between(-50, 50);
        first += spnn::text("n", i, ",", a > 0 ? 1 : 0, ",", a, "\n");
        lines.push_back(spnn::text("n", i, ";", a % 2 == 0 ? "Ulm" : "\"A;x\"", ";", 2 * a + 1, "\n"));
    }
    spnn::data::shuffle(random, std::span(lines));
    for (const auto& line : lines) second += line;
    return {first, second};
}

std::vector<table> read_both() {
    const auto files = two_files();
    spnn::data::csv_options options;
    options.id_column = "id";
    auto a = test_data::parse(files[0], options);
    options.text_columns = {"town"};
    return {std::move(a), test_data::parse(files[1], options)};
}

}  // namespace

TEST_CASE("data/pipeline: read, match, split, encode and scale keep rows together") {
    const auto tables = spnn::data::in_common_order(read_both());
    const auto y = tables[0].labels("y");
    const auto split = spnn::data::split_rows_stratified(y, 0.25, 6);
    const auto encoded = spnn::data::fit_one_hot(tables[1], split.train).apply(tables[1]);
    CHECK(encoded.names == std::vector<std::string>{"b", "town=A;x", "town=Ulm"});
    const auto plain_a = tables[0].drop(std::vector<std::string>{"y"});
    const auto a = spnn::data::fit_scaler(plain_a, split.train).apply(plain_a);
    const auto b = spnn::data::fit_scaler(encoded, split.train).apply(encoded);
    for (std::size_t i = 0; i < 300; ++i) {
        CHECK(encoded.values(i, 0) == 2 * plain_a.values(i, 0) + 1);
        CHECK(b.values(i, 0) == doctest::Approx(a.values(i, 0)));  // scaling takes the factor and the offset away
        CHECK((encoded.values(i, 2) == 1) == (static_cast<long>(plain_a.values(i, 0)) % 2 == 0));
    }
}

TEST_CASE("data/pipeline: two parties with one seed batch the same people") {
    const auto tables = spnn::data::in_common_order(read_both());
    const auto split = spnn::data::split_rows(300, 0.2, 8);
    const auto first = tables[0].take(split.train);
    const auto second = tables[1].take(split.train);
    spnn::data::batch_order of_first(5, first.rows(), 64);
    spnn::data::batch_order of_second(5, second.rows(), 64);
    REQUIRE(of_first.batches() == 4);
    for (std::uint64_t epoch = 0; epoch < 3; ++epoch)
        for (std::size_t batch = 0; batch < 4; ++batch)
            CHECK(first.take(of_first.rows_of(epoch, batch)).ids == second.take(of_second.rows_of(epoch, batch)).ids);
}

TEST_CASE("data/pipeline: a joined table written and read again is the same table") {
    const auto joined = spnn::data::join(read_both());
    std::ostringstream out;
    spnn::data::write_csv(out, joined);
    spnn::data::csv_options options;
    options.id_column = "id";
    options.text_columns = {"town"};
    const auto back = test_data::parse(out.str(), options);
    CHECK(back.ids == joined.ids);
    CHECK(back.names == joined.names);
    CHECK(back.texts == joined.texts);
    CHECK(back.values == joined.values);
}
