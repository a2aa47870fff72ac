// data/table.hpp: one party's rows: ids, numeric columns, text columns.
//
// A table is plain data. Every function returns a new table and leaves the old one; errors name the file the
// table came from, the line there and the column, never a cell's content.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::data {

// A column of texts.
struct text_column {
    // What the file calls it, and its cells, one a row.
    std::string name;
    std::vector<std::string> values;
    bool operator==(const text_column&) const = default;
};

struct table {
    std::string source;              // where the rows came from, for error texts: a file name
    std::vector<std::string> ids;    // one a row, or empty when the table has no id column
    std::vector<std::size_t> lines;  // one a row: its line in the file; or empty when made otherwise
    std::vector<std::string> names;  // of the numeric columns
    matrix<double> values;           // rows x names.size()
    std::vector<text_column> texts;  // the text columns

    // How many rows there are.
    [[nodiscard]] std::size_t rows() const { return values.shape(0); }

    // usage_error unless every part has one entry a row, and `values` one column a name: for tables that were put
    // together by hand.
    void check() const {
        const auto fits = [&](std::string_view what, std::size_t count) {
            require<usage_error>(count == rows(), source, ": a table of ", rows(), " rows has ", count, " ", what);
        };
        if (!ids.empty()) fits("ids", ids.size());
        if (!lines.empty()) fits("line numbers", lines.size());
        for (const auto& column : texts) fits("cells in the column '" + column.name + "'", column.values.size());
        require<usage_error>(values.shape(1) == names.size(), source, ": a table of ", values.shape(1),
                             " numeric columns has ", names.size(), " names");
    }

    // "hospital.csv, line 17" of a row, for error texts.
    [[nodiscard]] std::string place(std::size_t row) const {
        return row >= lines.size() ? text(source, ", row ", row + 1) : text(source, ", line ", lines[row]);
    }

    // Whether there is a numeric column of that name.
    [[nodiscard]] bool has_column(std::string_view name) const {
        return std::find(names.begin(), names.end(), name) != names.end();
    }

    // The number of a numeric column; data_error when there is none of that name.
    [[nodiscard]] std::size_t column_number(std::string_view name) const {
        const auto at = std::find(names.begin(), names.end(), name);
        require<data_error>(at != names.end(), source, ": no numeric column '", name, "'");
        return static_cast<std::size_t>(at - names.begin());
    }

    // The text column of that name; data_error when there is none.
    [[nodiscard]] const text_column& text_column_named(std::string_view name) const {
        const auto at = std::find_if(texts.begin(), texts.end(), [&](const auto& c) { return c.name == name; });
        require<data_error>(at != texts.end(), source, ": no text column '", name, "'");
        return *at;
    }

    // The rows with the numbers in `index`, in that order.
    [[nodiscard]] table take(row_numbers index) const {
        check();
        for (const auto i : index)
            require<usage_error>(i < rows(), "table::take: row ", i, " of ", rows(), " in ", source);
        const auto pick = [&](const auto& from) {
            auto to = from;
            to.clear();
            if (!from.empty())
                for (const auto i : index) to.push_back(from[i]);
            return to;
        };
        table out{source, pick(ids), pick(lines), names, {}, {}};
        take_rows(values, index, out.values);
        for (const auto& column : texts) out.texts.push_back({column.name, pick(column.values)});
        return out;
    }

    // Only the named numeric columns, in the order given, and no text columns; data_error for an unknown name.
    [[nodiscard]] table select(std::span<const std::string> wanted) const {
        check();
        std::vector<std::size_t> at;
        for (const auto& name : wanted) at.push_back(column_number(name));
        table out{source, ids, lines, {wanted.begin(), wanted.end()}, make_matrix<double>(rows(), at.size()), {}};
        for (std::size_t i = 0; i < rows(); ++i)
            for (std::size_t j = 0; j < at.size(); ++j) out.values(i, j) = values(i, at[j]);
        return out;
    }

    // All but the named columns, numeric or text; data_error for an unknown name.
    [[nodiscard]] table drop(std::span<const std::string> unwanted) const {
        const auto dropped = [&](const std::string& name) {
            return std::find(unwanted.begin(), unwanted.end(), name) != unwanted.end();
        };
        for (const auto& name : unwanted)
            if (!has_column(name)) static_cast<void>(text_column_named(name));
        std::vector<std::string> kept;
        std::copy_if(names.begin(), names.end(), std::back_inserter(kept), [&](const auto& n) { return !dropped(n); });
        table out = select(kept);
        for (const auto& column : texts)
            if (!dropped(column.name)) out.texts.push_back(column);
        return out;
    }

    // All numeric columns as the training code wants them: rows x columns. data_error when there is no column or
    // no row, when a text column is left that nothing has encoded, or when a value does not fit a float.
    [[nodiscard]] matrix<float> features() const {
        check();
        require<data_error>(!names.empty(), source, ": no feature column, at least one expected");
        require<data_error>(rows() > 0, source, ": no rows");
        require<data_error>(texts.empty(), source, ": the text column '", texts.empty() ? "" : texts.front().name,
                            "' must be one-hot encoded or dropped first");
        auto out = make_matrix<float>(rows(), names.size());
        for (std::size_t i = 0; i < rows(); ++i)
            for (std::size_t j = 0; j < names.size(); ++j) out(i, j) = to_float(i, j);
        return out;
    }

    // One numeric column, such as a target.
    [[nodiscard]] std::vector<float> column(std::string_view name) const {
        check();
        const std::size_t j = column_number(name);
        std::vector<float> out(rows());
        for (std::size_t i = 0; i < rows(); ++i) out[i] = to_float(i, j);
        return out;
    }

    // A column of class numbers 0..classes-1 (a 0/1 label: classes = 2); anything else is a data_error, and so is a
    // column that holds one class only, from which nothing can be learned.
    [[nodiscard]] std::vector<float> labels(std::string_view name, std::size_t classes = 2) const {
        require<usage_error>(classes >= 2, "table::labels: ", classes, " classes, expected at least 2");
        auto out = column(name);
        for (std::size_t i = 0; i < out.size(); ++i)
            require<data_error>(out[i] >= 0 && out[i] < static_cast<float>(classes) && out[i] == std::floor(out[i]),
                                place(i), ", column '", name, "': a class number from 0 to ", classes - 1, " expected");
        require<data_error>(std::adjacent_find(out.begin(), out.end(), std::not_equal_to<>()) != out.end(), source,
                            ", column '", name, "': all ", out.size(), " labels are of one class");
        return out;
    }

private:
    [[nodiscard]] float to_float(std::size_t i, std::size_t j) const {
        const auto value = static_cast<float>(values(i, j));
        require<data_error>(std::isfinite(value), place(i), ", column '", names[j], "': too large for a float");
        return value;
    }
};

}  // namespace SPNN_NAMESPACE::data
