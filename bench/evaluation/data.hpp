// The data sets of the evaluation, as one table each, and their preparation for one seed.

#pragma once

#include <spnn/data/table.hpp>
#include <spnn/split/joined.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evaluation {

struct places {
    std::filesystem::path data;        // the folder with distress/, creditcard/, ...; empty: none
    std::filesystem::path shipped;     // examples/data of the project
    std::filesystem::path creditcard;  // the user's complete creditcard.csv; empty: none
    std::size_t simulated_rows = 40'000;
    std::vector<std::string> only{};  // data sets; empty: all
};

struct dataset {
    std::string name;
    spnn::data::table features;  // the columns of all parties, one after the other, numeric
    std::size_t scaled = 0;      // so many columns are scaled; the rest are 0/1
    std::vector<float> labels;
    std::vector<float> amounts;        // of money, where the rows have one
    std::vector<std::size_t> parties;  // columns of each, as they would stand in earnest; empty: nobody said
    std::vector<std::uint32_t> test;   // rows given for testing; empty: drawn by the seed
    double test_fraction = 0.3;
    bool in_order_of_time = false;  // the test rows are the last ones
};

// The data set of that name: distress, creditcard, creditcard_amount, handbook, default_credit, breast,
// breast_shipped, simulated. Nothing where its files are not there, or
// where others are asked for.
[[nodiscard]] std::optional<dataset> load(std::string_view name, const places& from);

// Which columns each holder has.
using column_deal = std::vector<std::vector<std::size_t>>;

// The columns as they would stand in earnest.
[[nodiscard]] column_deal natural_deal(const dataset& d, std::uint64_t seed);
// All columns, in an order drawn by the seed, dealt evenly.
[[nodiscard]] column_deal even_deal(const dataset& d, std::size_t holders, std::uint64_t seed);

// Rows of `d` in parts of these shares (the last one takes the rest), each class by its share, drawn by the seed.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> draw_parts(const dataset& d, std::span<const double> shares,
                                                                 std::uint64_t seed);
// Training and test rows of one seed.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> train_and_test(const dataset& d, std::uint64_t seed);

// Each part as the parties hold it, scaled by what the first part says.
[[nodiscard]] std::vector<spnn::split::vertical_table> prepare(const dataset& d, const column_deal& deal,
                                                               const std::vector<std::vector<std::uint32_t>>& parts);

}  // namespace evaluation
