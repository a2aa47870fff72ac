// The data sets under examples/data are what their README.md say.

#include "support.hpp"

#include <spnn/data/gzip.hpp>
#include <spnn/data/join.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace {

const std::filesystem::path folder =
    std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "examples" / "data";

spnn::data::csv_options by_id() {
    spnn::data::csv_options options;
    options.id_column = "id";
    return options;
}

}  // namespace

TEST_CASE("data/example_files: hospital and laboratory hold the same 569 people, 15 columns each") {
    const std::vector<spnn::data::table> parts = {
        spnn::data::read_csv(folder / "breast_cancer" / "hospital.csv", by_id()),
        spnn::data::read_csv(folder / "breast_cancer" / "laboratory.csv", by_id())};
    CHECK(parts[0].rows() == 569);
    CHECK(parts[0].names.size() == 16);
    CHECK(parts[1].names.size() == 15);
    CHECK(parts[0].ids != parts[1].ids);
    const auto y = parts[0].labels("y");
    CHECK(std::count(y.begin(), y.end(), 1.0F) == 212);
    const auto both = spnn::data::join(parts);
    CHECK(both.rows() == 569);
    // The worst radius (laboratory) is never below the mean radius (hospital): so the rows do match.
    const auto mean = both.column("mean_radius");
    const auto worst = both.column("worst_radius");
    for (std::size_t i = 0; i < both.rows(); ++i) REQUIRE(worst[i] >= mean[i]);
}

TEST_CASE("data/example_files: digits are 1797 images of 64 pixels in ten classes") {
    const auto t = spnn::data::read_csv_gz(folder / "digits" / "digits.csv.gz", by_id());
    CHECK(t.rows() == 1797);
    CHECK(t.names.size() == 65);
    const auto y = t.labels("y", 10);
    for (const float digit : {0.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F, 7.0F, 8.0F, 9.0F})
        CHECK(std::count(y.begin(), y.end(), digit) > 170);
    const auto pixels = t.drop(std::vector<std::string>{"y"}).features();
    CHECK(*std::max_element(pixels.data(), pixels.data() + pixels.size()) == 16);
    CHECK(*std::min_element(pixels.data(), pixels.data() + pixels.size()) == 0);
}
