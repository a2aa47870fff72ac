// data/scaling.hpp: columns brought to mean 0 and deviation 1.
//
// Fitted on training rows only; the same numbers then scale every other row. Each party scales its own columns, so
// nothing crosses the wire. The fitted numbers tell about the training data and stay with the party: they are stored
// beside its model, since a prediction needs them again.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/error.hpp>
#include <spnn/core/tensor.hpp>
#include <spnn/data/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::data {

// What to do with a column that has one value in all training rows and so cannot be scaled: refuse it, leave it out of
// the scaled table, or keep it as value minus mean.
enum class constant_column { refuse, drop, keep };

// How columns are scaled.
struct scaling_options {
    constant_column constant = constant_column::refuse;  // for columns of one value
    double clip = 0;                                     // scaled values are limited to [-clip, clip]; 0: they are not
};

// What was fitted.
struct standard_scaler {
    // One column, and its mean and deviation in the training rows.
    struct fitted_column {
        // A value x is scaled to (x - mean) / deviation.
        std::string name;
        double mean = 0;
        double deviation = 1;
        bool operator==(const fitted_column&) const = default;
    };

    std::vector<fitted_column> columns;  // of the scaled table, in order
    std::vector<std::string> dropped;    // constant columns left out
    double clip = 0;                     // as chosen when it was fitted

    bool operator==(const standard_scaler&) const = default;

    // The scaled table; its numeric columns must be those of the fit, in any order. data_error for a missing or an
    // unknown column.
    [[nodiscard]] table apply(const table& t) const {
        require<data_error>(t.names.size() == columns.size() + dropped.size(), t.source, ": ", t.names.size(),
                            " numeric columns, the scaler was fitted on ", columns.size() + dropped.size());
        std::vector<std::string> kept;
        for (const auto& column : columns) kept.push_back(column.name);
        for (const auto& name : dropped) static_cast<void>(t.column_number(name));
        table out = t.select(kept);
        out.texts = t.texts;
        for (std::size_t i = 0; i < out.rows(); ++i) {
            for (std::size_t j = 0; j < columns.size(); ++j) {
                const double scaled = (out.values(i, j) - columns[j].mean) / columns[j].deviation;
                out.values(i, j) = clip > 0 ? std::clamp(scaled, -clip, clip) : scaled;
            }
        }
        return out;
    }

    // All of it, for load.
    void store(byte_writer& out) const {
        out.scalar(static_cast<std::uint32_t>(columns.size()));
        for (const auto& column : columns) {
            out.string(column.name);
            out.scalar(column.mean);
            out.scalar(column.deviation);
        }
        out.scalar(static_cast<std::uint32_t>(dropped.size()));
        for (const auto& name : dropped) out.string(name);
        out.scalar(clip);
    }

    // data_error when the bytes are cut short or hold numbers that no fit gives.
    [[nodiscard]] static standard_scaler load(byte_reader& in) {
        standard_scaler out;
        for (auto left = in.whole<std::uint32_t>("scaler columns", 0, max_columns); left > 0; --left) {
            fitted_column column{in.string(max_name, "scaler column name"), in.scalar<double>("scaler mean"),
                                 in.scalar<double>("scaler deviation")};
            require<data_error>(std::isfinite(column.mean) && std::isfinite(column.deviation) && column.deviation > 0,
                                "scaler, column '", column.name, "': mean or deviation is not usable");
            out.columns.push_back(std::move(column));
        }
        for (auto left = in.whole<std::uint32_t>("scaler dropped columns", 0, max_columns); left > 0; --left)
            out.dropped.push_back(in.string(max_name, "scaler dropped column name"));
        out.clip = in.scalar<double>("scaler clip");
        require<data_error>(std::isfinite(out.clip) && out.clip >= 0, "scaler: the clip bound is not usable");
        return out;
    }

private:
    static constexpr std::size_t max_name = std::size_t{1} << 16;  // a cell of csv.hpp
    static constexpr std::uint32_t max_columns = 1U << 20;
};

namespace detail {

// Mean and deviation (of the population, in two passes) of column j over the training rows.
[[nodiscard]] inline standard_scaler::fitted_column fit_column(const table& t, row_numbers training, std::size_t j) {
    const auto count = static_cast<double>(training.size());
    double sum = 0;
    for (const auto i : training) sum += t.values(i, j);
    const double mean = sum / count;
    double squares = 0;
    for (const auto i : training) squares += (t.values(i, j) - mean) * (t.values(i, j) - mean);
    return {t.names[j], mean, std::sqrt(squares / count)};
}

[[nodiscard]] inline bool is_constant(const table& t, row_numbers training, std::size_t j) {
    return std::all_of(training.begin(), training.end(),
                       [&](std::uint32_t i) { return t.values(i, j) == t.values(training[0], j); });
}

}  // namespace detail

// Fits a scaler on the rows `training` of t. data_error for no column, no row, a constant column (unless another
// policy is chosen), or values too large to square; text columns are left alone.
[[nodiscard]] inline standard_scaler fit_scaler(const table& t, row_numbers training,
                                                const scaling_options& options = {}) {
    require<usage_error>(std::isfinite(options.clip) && options.clip >= 0,
                         "scaling_options: clip must be positive, or 0 for none");
    t.check();
    require<data_error>(!t.names.empty(), t.source, ": no numeric column to scale");
    require<data_error>(!training.empty(), t.source, ": no training rows to fit a scaler on");
    for (const auto i : training)
        require<usage_error>(i < t.rows(), "fit_scaler: row ", i, " of ", t.rows(), " in ", t.source);
    standard_scaler out;
    out.clip = options.clip;
    for (std::size_t j = 0; j < t.names.size(); ++j) {
        if (detail::is_constant(t, training, j)) {
            require<data_error>(options.constant != constant_column::refuse, t.source, ", column '", t.names[j],
                                "': one and the same value in all training rows, so it cannot be scaled");
            if (options.constant == constant_column::drop)
                out.dropped.push_back(t.names[j]);
            else
                out.columns.push_back({t.names[j], t.values(training[0], j), 1});
            continue;
        }
        auto column = detail::fit_column(t, training, j);
        require<data_error>(std::isfinite(column.mean) && std::isfinite(column.deviation) && column.deviation > 0,
                            t.source, ", column '", t.names[j], "': values too large or too close to scale");
        out.columns.push_back(std::move(column));
    }
    require<data_error>(!out.columns.empty(), t.source, ": every column is constant, none is left");
    return out;
}

// Fits on all rows of a table that holds training rows only.
[[nodiscard]] inline standard_scaler fit_scaler(const table& t, const scaling_options& options = {}) {
    std::vector<std::uint32_t> all(t.rows());
    std::iota(all.begin(), all.end(), std::uint32_t{0});
    return fit_scaler(t, all, options);
}

}  // namespace SPNN_NAMESPACE::data
