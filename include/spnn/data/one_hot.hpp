// data/one_hot.hpp: a text column becomes one 0/1 column for each of its categories.
//
// The categories are those of the training rows, in byte order, so that every run gives the same columns. The column
// for category c of column k is named "k=c". Nothing crosses the wire; the categories stay with the party.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/tensor.hpp>
#include <spnn/data/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <vector>

namespace SPNN_NAMESPACE::data {

// A category that no training row had: a row of zeros in its columns, or an error.
enum class unknown_category { zeros, refuse };

// How categories are learnt.
struct one_hot_options {
    unknown_category unknown = unknown_category::zeros;  // what apply does with them
    std::size_t max_categories = 10'000;  // of one column; more is a data_error, a sign of an id taken for a category
};

// The categories of every text column of the training rows.
struct one_hot_encoder {
    // One text column.
    struct fitted_column {
        std::string name;                     // of the text column
        std::vector<std::string> categories;  // in byte order
    };

    std::vector<fitted_column> columns;                  // in the order of the table that was fitted
    unknown_category unknown = unknown_category::zeros;  // as chosen when it was fitted

    // The table with the fitted text columns replaced by 0/1 columns, after the numeric ones. data_error for a missing
    // column, a name that is taken already or, if so chosen, an unknown category.
    [[nodiscard]] table apply(const table& t) const {
        std::vector<std::string> encoded;
        for (const auto& column : columns) encoded.push_back(column.name);
        table out = t.drop(encoded);
        const std::size_t numeric = out.names.size();
        for (const auto& column : columns) {
            for (const auto& category : column.categories) {
                auto name = text(column.name, "=", category);
                require<data_error>(!out.has_column(name), t.source, ": the column '", name, "' is there already");
                out.names.push_back(std::move(name));
            }
        }
        auto values = zeros<double>(t.rows(), out.names.size());
        for (std::size_t i = 0; i < t.rows(); ++i) std::ranges::copy(row(out.values, i), row(values, i).begin());
        std::size_t first = numeric;
        for (const auto& column : columns) {
            mark(t, column, first, values);
            first += column.categories.size();
        }
        out.values = std::move(values);
        return out;
    }

private:
    void mark(const table& t, const fitted_column& column, std::size_t first, matrix<double>& values) const {
        const auto& from = t.text_column_named(column.name).values;
        for (std::size_t i = 0; i < from.size(); ++i) {
            const auto at = std::lower_bound(column.categories.begin(), column.categories.end(), from[i]);
            const bool known = at != column.categories.end() && *at == from[i];
            require<data_error>(known || unknown == unknown_category::zeros, t.place(i), ", column '", column.name,
                                "': a category that no training row has");
            if (known) values(i, first + static_cast<std::size_t>(at - column.categories.begin())) = 1;
        }
    }
};

// Learns the categories of all text columns of t from the rows `training`.
[[nodiscard]] inline one_hot_encoder fit_one_hot(const table& t, row_numbers training,
                                                 const one_hot_options& options = {}) {
    t.check();
    require<data_error>(!training.empty(), t.source, ": no training rows to learn categories from");
    for (const auto i : training)
        require<usage_error>(i < t.rows(), "fit_one_hot: row ", i, " of ", t.rows(), " in ", t.source);
    one_hot_encoder out;
    out.unknown = options.unknown;
    for (const auto& column : t.texts) {
        std::set<std::string> categories;
        for (const auto i : training) {
            categories.insert(column.values[i]);
            require<data_error>(categories.size() <= options.max_categories, t.source, ", column '", column.name,
                                "': more than ", options.max_categories, " categories");
        }
        out.columns.push_back({column.name, {categories.begin(), categories.end()}});
    }
    return out;
}

// Learns from all rows of a table that holds training rows only.
[[nodiscard]] inline one_hot_encoder fit_one_hot(const table& t, const one_hot_options& options = {}) {
    std::vector<std::uint32_t> all(t.rows());
    std::iota(all.begin(), all.end(), std::uint32_t{0});
    return fit_one_hot(t, all, options);
}

}  // namespace SPNN_NAMESPACE::data
