#include <spnn/data/batches.hpp>
#include <spnn/data/csv.hpp>
#include <spnn/data/join.hpp>
#include <spnn/data/metrics.hpp>
#include <spnn/data/npy.hpp>
#include <spnn/data/one_hot.hpp>
#include <spnn/data/scaling.hpp>
#include <spnn/data/simulator.hpp>
#include <spnn/data/split.hpp>

#include <data/support.hpp>
#include <support/wrong_arguments.hpp>

#include <limits>

namespace {

namespace data = spnn::data;
using test_data::make_table;
constexpr std::size_t huge = std::numeric_limits<std::size_t>::max();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A table to which something was done by hand.
data::table changed(const std::function<void(data::table&)>& change) {
    auto t = make_table({"a", "b"}, {{1, 2}, {3, 4}, {5, 7}}, {"x", "y", "z"});
    change(t);
    return t;
}

TEST_CASE("data: wrong arguments are refused by a spnn::error that names them") {
    const auto sound = changed([](auto&) {});
    const std::vector<std::uint32_t> outside{0, 3}, none, all{0, 1, 2};
    const std::vector<std::string> unknown{"c"};
    const std::vector<float> two{0, 1}, three{0, 1, 1}, no_floats;
    std::ostringstream out;
    data::generator random(1);
    test::check_all_refused({
        {"permutation: 18446744073709551615 rows", [] { static_cast<void>(data::permutation(1, 0, huge)); }},
        {"batch_order: no rows", [] { const data::batch_order order(1, 0, 1); }},
        {"batch_order: 18446744073709551615 rows", [] { const data::batch_order order(1, huge, 1); }},
        {"batch_order: the batch size", [] { const data::batch_order order(1, 1, 0); }},
        {"batch_order: batch 2 of 2", [] { static_cast<void>(data::batch_order(1, 4, 2).rows_of(0, 2)); }},
        {"the bound must be positive", [&] { random.below(0); }},
        {"generator::between: low is 2", [&] { random.between(2, 1); }},
        {"test_fraction is 0", [] { static_cast<void>(data::split_rows(10, 0, 1)); }},
        {"test_fraction is 1", [] { static_cast<void>(data::split_rows_in_order(10, 1)); }},
        {"test_fraction is nan", [] { static_cast<void>(data::split_rows(10, nan, 1)); }},
        {"split: 18446744073709551615 rows", [] { static_cast<void>(data::split_rows_in_order(huge, 0.5)); }},
        {"0 training rows", [] { static_cast<void>(data::split_rows(0, 0.5, 1)); }},
        {"split: a class has one row", [&] { static_cast<void>(data::split_rows_stratified(three, 0.5, 1)); }},
        {"deal_columns: 2 columns", [] { static_cast<void>(data::deal_columns(2, 3)); }},
        {"deal_columns: 2 columns", [] { static_cast<void>(data::deal_columns(2, 0)); }},
        {"simulate_fraud: no rows", [] { static_cast<void>(data::simulate_fraud(0, 1)); }},
        {"simulate_fraud: 18446744073709551615 rows", [] { static_cast<void>(data::simulate_fraud(huge, 1)); }},
        {"days", [] { static_cast<void>(data::simulate_fraud(1, 1, {.days = 0})); }},
        {"days", [] { static_cast<void>(data::simulate_fraud(1, 1, {.days = huge / 2 + 1})); }},
        {"terminals_in_reach", [] { static_cast<void>(data::simulate_fraud(1, 1, {.terminals_in_reach = huge})); }},
        {"report_delay_days", [] { static_cast<void>(data::simulate_fraud(1, 1, {.report_delay_days = huge})); }},
        {"terminals_per_100_customers",
         [] { static_cast<void>(data::simulate_fraud(1, 1, {.terminals_per_100_customers = huge})); }},
        {"stolen_factor", [] { static_cast<void>(data::simulate_fraud(1, 1, {.stolen_factor = -1})); }},
        // Tables that do not hold together.
        {"has 2 ids", [] { static_cast<void>(changed([](auto& t) { t.ids.pop_back(); }).take({})); }},
        {"has 1 line numbers", [&] { static_cast<void>(changed([](auto& t) { t.lines = {7}; }).take(all)); }},
        {"has 1 names", [] { static_cast<void>(changed([](auto& t) { t.names.pop_back(); }).features()); }},
        {"has 3 names", [] { static_cast<void>(changed([](auto& t) { t.names.emplace_back("c"); }).column("c")); }},
        {"cells in the column 't'",
         [&] { static_cast<void>(data::fit_one_hot(changed([](auto& t) { t.texts = {{"t", {"u"}}}; }))); }},
        {"has 2 ids", [&] { data::write_csv(out, changed([](auto& t) { t.ids.pop_back(); })); }},
        {"has 4 ids",
         [&] { static_cast<void>(data::join(std::vector{sound, changed([](auto& t) { t.ids.emplace_back("w"); })})); }},
        {"has 1 names", [] { static_cast<void>(data::fit_scaler(changed([](auto& t) { t.names.pop_back(); }))); }},
        // Sound tables, wrongly asked.
        {"table::take: row 3 of 3", [&] { static_cast<void>(sound.take(outside)); }},
        {"no numeric column 'c'", [&] { static_cast<void>(sound.select(unknown)); }},
        {"no text column 'c'", [&] { static_cast<void>(sound.drop(unknown)); }},
        {"no numeric column 'c'", [&] { static_cast<void>(sound.labels("c")); }},
        {"table::labels: 0 classes", [&] { static_cast<void>(sound.labels("a", 0)); }},
        {"in_common_order: no table", [] { static_cast<void>(data::in_common_order({})); }},
        {"side_by_side: no table", [] { static_cast<void>(data::side_by_side({})); }},
        {"the column 'a' is also in", [&] { static_cast<void>(data::join(std::vector{sound, sound})); }},
        {"no training rows", [&] { static_cast<void>(data::fit_scaler(sound, none)); }},
        {"fit_scaler: row 3 of 3", [&] { static_cast<void>(data::fit_scaler(sound, outside)); }},
        {"clip", [&] { static_cast<void>(data::fit_scaler(sound, all, {.clip = nan})); }},
        {"fit_one_hot: row 3 of 3", [&] { static_cast<void>(data::fit_one_hot(sound, outside)); }},
        {"numeric columns, the scaler", [&] { static_cast<void>(data::standard_scaler{}.apply(sound)); }},
        {"auc: 2 scores for 3 labels", [&] { static_cast<void>(data::auc(two, three)); }},
        {"auc: no rows", [&] { static_cast<void>(data::auc(no_floats, no_floats)); }},
        {"rmse: no rows", [&] { static_cast<void>(data::rmse(no_floats, no_floats)); }},
        {"accuracy: 0x0 probabilities", [&] { static_cast<void>(data::accuracy({}, two)); }},
        {"no such file", [] { static_cast<void>(data::read_csv(std::filesystem::path("no/such/file.csv"))); }},
        {"is a folder", [] { static_cast<void>(data::read_csv(std::filesystem::temp_directory_path())); }},
        {"the file is empty", [] { static_cast<void>(test_data::parse("")); }},
        {"no column 'c'", [] { static_cast<void>(test_data::parse("a,b\n1,2\n", {.id_column = "c"})); }},
        {"some.npy", [] { static_cast<void>(data::parse_npy({}, "some.npy")); }},
    });
}

}  // namespace
