#include "support.hpp"

#include <spnn/data/generator.hpp>
#include <spnn/data/scaling.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using spnn::data_error;
using spnn::usage_error;
using spnn::data::constant_column;
using spnn::data::fit_scaler;
using spnn::data::scaling_options;
using spnn::data::standard_scaler;
using spnn::data::table;
using test_data::make_table;
using test_data::message_of;
using numbers = std::vector<std::uint32_t>;

namespace {

std::string refusal(const table& t, const scaling_options& options = {}) {
    return message_of<data_error>([&] { static_cast<void>(fit_scaler(t, options)); });
}

const scaling_options drop_constant{constant_column::drop, 0};
const scaling_options keep_constant{constant_column::keep, 0};

}  // namespace

TEST_CASE("data/scaling: scaled training columns have mean 0 and deviation 1") {
    spnn::data::generator random(3);
    auto t = make_table({"small", "large", "offset"}, {});
    t.values = spnn::make_matrix<double>(500, 3);
    for (std::size_t i = 0; i < 500; ++i) {
        t.values(i, 0) = static_cast<double>(random.between(-1000, 1000)) * 1e-9;
        t.values(i, 1) = static_cast<double>(random.between(0, 1000)) * 1e12;
        t.values(i, 2) = 1e6 + static_cast<double>(random.between(0, 9));
    }
    const auto scaled = fit_scaler(t).apply(t);
    for (std::size_t j = 0; j < 3; ++j) {
        double sum = 0, squares = 0;
        for (std::size_t i = 0; i < 500; ++i) {
            sum += scaled.values(i, j);
            squares += scaled.values(i, j) * scaled.values(i, j);
        }
        CHECK(std::abs(sum / 500) < 1e-9);
        CHECK(std::abs(squares / 500 - 1) < 1e-9);
    }
}

TEST_CASE("data/scaling: only training rows decide, and other rows are scaled by them") {
    auto t = make_table({"a"}, {{1}, {3}, {1000}});
    t.texts = {{"town", {"x", "y", "z"}}};
    const auto scaler = fit_scaler(t, numbers{0, 1});
    CHECK(scaler.columns[0].mean == 2);
    CHECK(scaler.columns[0].deviation == 1);
    const auto scaled = scaler.apply(t);
    CHECK(scaled.values(2, 0) == 998);
    CHECK(scaled.texts == t.texts);
    t.values(2, 0) = 5;
    CHECK(fit_scaler(t, numbers{0, 1}) == scaler);
}

TEST_CASE("data/scaling: the clip bound holds on both sides") {
    const auto t = make_table({"a"}, {{1}, {3}, {1000}, {-1000}, {2}});
    const auto scaled = fit_scaler(t, numbers{0, 1}, {constant_column::refuse, 4}).apply(t);
    CHECK(scaled.values(0, 0) == -1);
    CHECK(scaled.values(2, 0) == 4);
    CHECK(scaled.values(3, 0) == -4);
    for (const double clip : {-1.0, std::numeric_limits<double>::quiet_NaN()})
        CHECK_THROWS_AS(static_cast<void>(fit_scaler(t, {constant_column::refuse, clip})), usage_error);
}

TEST_CASE("data/scaling: a constant column is refused by name, dropped or kept") {
    const auto t = make_table({"a", "same", "b"}, {{1, 5, 2}, {2, 5, 4}, {3, 6, 9}});
    CHECK(message_of<data_error>([&] { static_cast<void>(fit_scaler(t, numbers{0, 1})); }) ==
          "made.csv, column 'same': one and the same value in all training rows, so it cannot be scaled");
    const auto dropped = fit_scaler(t, numbers{0, 1}, drop_constant).apply(t);
    CHECK(dropped.names == std::vector<std::string>{"a", "b"});
    CHECK(dropped.values(2, 1) == 6);
    const auto kept = fit_scaler(t, numbers{0, 1}, keep_constant).apply(t);
    CHECK(kept.names == t.names);
    CHECK(kept.values(0, 1) == 0);
    CHECK(kept.values(2, 1) == 1);
    CHECK(refusal(make_table({"same"}, {{5}, {5}}), drop_constant) ==
          "made.csv: every column is constant, none is left");
}

TEST_CASE("data/scaling: tables that cannot be scaled are refused") {
    CHECK(refusal(make_table({}, {{}, {}})) == "made.csv: no numeric column to scale");
    CHECK(refusal(make_table({"a"}, {})) == "made.csv: no training rows to fit a scaler on");
    CHECK(refusal(make_table({"a"}, {{1e300}, {-1e300}})) ==
          "made.csv, column 'a': values too large or too close to scale");
    CHECK_THROWS_AS(static_cast<void>(fit_scaler(make_table({"a"}, {{1}, {2}}), numbers{0, 2})), usage_error);
    const auto scaler = fit_scaler(make_table({"a", "b"}, {{1, 2}, {2, 1}}));
    const auto mismatch = [&](const table& t) {
        return message_of<data_error>([&] { static_cast<void>(scaler.apply(t)); });
    };
    CHECK(mismatch(make_table({"a"}, {{1}})) == "made.csv: 1 numeric columns, the scaler was fitted on 2");
    CHECK(mismatch(make_table({"a", "c"}, {{1, 2}})) == "made.csv: no numeric column 'b'");
    CHECK(scaler.apply(make_table({"b", "a"}, {{1, 2}})).names == std::vector<std::string>{"a", "b"});
}

TEST_CASE("data/scaling: a scaler comes back from its bytes, and damaged bytes are refused") {
    const auto t = make_table({"a", "same", "b"}, {{1, 5, 2}, {2, 5, 4}, {4, 5, 9}});
    const auto scaler = fit_scaler(t, {constant_column::drop, 3});
    spnn::byte_writer out;
    scaler.store(out);
    spnn::byte_reader in(out.view());
    CHECK(standard_scaler::load(in) == scaler);
    CHECK(in.left() == 0);
    for (std::size_t size = 0; size < out.view().size(); ++size) {
        spnn::byte_reader cut(std::span(out.view()).first(size));
        CHECK_THROWS_AS(static_cast<void>(standard_scaler::load(cut)), data_error);
    }
    auto unusable = scaler;
    unusable.columns[1].deviation = 0;
    spnn::byte_writer bad;
    unusable.store(bad);
    spnn::byte_reader bad_in(bad.view());
    CHECK(message_of<data_error>([&] { static_cast<void>(standard_scaler::load(bad_in)); }) ==
          "scaler, column 'b': mean or deviation is not usable");
}
