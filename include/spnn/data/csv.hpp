// data/csv.hpp: CSV text to a table and back.
//
// The first line names the columns. A column is the id (kept as text), a text column (named in the options, the
// source of one-hot columns), skipped, or numeric. Numbers are read by std::from_chars, so no locale matters;
// spaces around a number mean nothing. Anything else than a finite number in a numeric cell is a data_error that
// names file, line and column, but never repeats the cell. The input is read as a stream; sizes are bounded.
// The dialect is RFC 4180 (data/detail/csv_records.hpp), with , ; tab or | between cells.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/tensor.hpp>
#include <spnn/data/detail/csv_records.hpp>
#include <spnn/data/table.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <istream>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::data {

// What to do with a numeric cell that is missing: refuse it, or put in the mean of the column's other cells in this
// file, or zero.
enum class missing_values { refuse, mean, zero };

// How a file is read.
struct csv_options {
    char separator = '\0';                            // '\0': found from the first line
    std::string id_column;                            // empty: the table has no ids
    std::vector<std::string> text_columns = {};       // kept as text, for one_hot.hpp
    std::vector<std::string> skip_columns = {};       // not read at all
    missing_values missing = missing_values::refuse;  // for numeric columns
    std::vector<std::string> missing_texts = {"", "NA", "N/A", "nan", "NaN", "null", "?"};  // a missing cell
    std::vector<std::string> never_missing = {};  // numeric columns for which `missing` is refuse: the label
    csv_limits limits = {};                       // on sizes of the input
};

namespace detail {

[[nodiscard]] inline std::string_view trim(std::string_view s) {
    const std::size_t first = s.find_first_not_of(" \t");
    return first == s.npos ? std::string_view() : s.substr(first, s.find_last_not_of(" \t") - first + 1);
}

[[nodiscard]] inline bool contains(const std::vector<std::string>& list, std::string_view item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

// One run of the reader over one file.
template <class Source>
class csv_table_reader {
public:
    csv_table_reader(Source source, std::string name, const csv_options& options)
        : options_(options), records_(std::move(source), name, options.separator, options.limits) {
        out_.source = std::move(name);
        for (const auto& mark : options.missing_texts) begins_missing_[first_byte(mark)] = true;
    }

    table read() {
        read_header();
        while (records_.next()) read_row();
        require<data_error>(!out_.lines.empty(), out_.source, ": a header line but no rows");
        fill_missing();
        out_.values = make_matrix<double>(out_.lines.size(), out_.names.size());
        std::copy(values_.begin(), values_.end(), out_.values.data());
        return std::move(out_);
    }

private:
    enum class role { number, id, text, skip };

    [[nodiscard]] static std::size_t first_byte(std::string_view s) {
        return s.empty() ? 0 : static_cast<unsigned char>(s[0]);
    }

    void read_header() {
        require<data_error>(records_.next(), out_.source, ": the file is empty");
        std::vector<std::string> header;
        for (std::size_t i = 0; i < records_.size(); ++i) {
            header.emplace_back(trim(records_.cell(i)));
            if (header[i].empty()) records_.fail_at(i, "the column has no name");
        }
        std::unordered_set<std::string_view> seen;
        for (const auto& name : header)
            require<data_error>(seen.insert(name).second, out_.source, ": two columns are named '", name, "'");
        const auto require_known = [&](const std::string& name) {
            require<data_error>(seen.count(name) == 1, out_.source, ": no column '", name, "'");
        };
        if (!options_.id_column.empty()) require_known(options_.id_column);
        for (const auto* list : {&options_.text_columns, &options_.skip_columns, &options_.never_missing})
            std::for_each(list->begin(), list->end(), require_known);
        for (const auto& name : header) give_role(name);
        records_.name_columns(std::move(header));
    }

    void give_role(const std::string& name) {
        const bool is_id = name == options_.id_column;
        const bool is_text = contains(options_.text_columns, name);
        const bool is_skipped = contains(options_.skip_columns, name);
        require<usage_error>(is_id + is_text + is_skipped <= 1, "csv_options: column '", name,
                             "' is named in more than one of id_column, text_columns, skip_columns");
        roles_.push_back(is_id ? role::id : is_text ? role::text : is_skipped ? role::skip : role::number);
        if (is_text) out_.texts.push_back({name, {}});
        if (roles_.back() != role::number) return;
        out_.names.push_back(name);
        refuse_missing_.push_back(options_.missing == missing_values::refuse || contains(options_.never_missing, name));
    }

    void read_row() {
        require<data_error>(records_.size() == roles_.size(), out_.source, ", line ", records_.line(), ": ",
                            records_.size(), " cells, ", roles_.size(), " expected");
        require<data_error>(out_.lines.size() < options_.limits.rows, out_.source, ": more than ", options_.limits.rows,
                            " rows");
        std::size_t texts = 0;
        for (std::size_t i = 0; i < roles_.size(); ++i) {
            const std::string_view cell = records_.cell(i);
            if (roles_[i] == role::number) values_.push_back(number(i, trim(cell)));
            if (roles_[i] == role::text) out_.texts[texts++].values.emplace_back(cell);
            if (roles_[i] == role::id) {
                if (cell.empty()) records_.fail_at(i, "the id is missing");
                out_.ids.emplace_back(cell);
            }
        }
        out_.lines.push_back(records_.line());
    }

    double number(std::size_t i, std::string_view cell) {
        if (begins_missing_[first_byte(cell)] && contains(options_.missing_texts, cell)) {
            const std::size_t column = values_.size() % out_.names.size();
            if (refuse_missing_[column]) records_.fail_at(i, "the value is missing");
            missing_.push_back(values_.size());
            return 0;
        }
        if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-') cell.remove_prefix(1);
        double value = 0;
        const auto [stop, problem] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (problem == std::errc::result_out_of_range) records_.fail_at(i, "the number is out of range");
        if (problem != std::errc() || stop != cell.data() + cell.size()) records_.fail_at(i, "not a number");
        if (!std::isfinite(value)) records_.fail_at(i, "not a finite number");
        return value;
    }

    // The cells in missing_ hold zero until here.
    void fill_missing() {
        if (options_.missing != missing_values::mean || missing_.empty()) return;
        const std::size_t width = out_.names.size();
        std::vector<std::size_t> present(width, out_.lines.size());
        for (const std::size_t at : missing_) --present[at % width];
        std::vector<double> sum(width, 0);
        for (std::size_t at = 0; at < values_.size(); ++at) sum[at % width] += values_[at];
        for (const std::size_t at : missing_) {
            const std::size_t j = at % width;
            require<data_error>(present[j] > 0, out_.source, ", column '", out_.names[j],
                                "': every value is missing, so it has no mean");
            values_[at] = sum[j] / static_cast<double>(present[j]);
            require<data_error>(std::isfinite(values_[at]), out_.source, ", column '", out_.names[j],
                                "': the values are too large for a mean");
        }
    }

    const csv_options& options_;
    csv_records<Source> records_;
    table out_;
    std::vector<role> roles_;                 // of each column of the file
    std::vector<bool> refuse_missing_;        // of each numeric column
    std::array<bool, 256> begins_missing_{};  // whether a text that means missing begins with that byte
    std::vector<double> values_;              // of the numeric columns, row after row
    std::vector<std::size_t> missing_;        // positions in values_
};

inline void write_cell(std::ostream& out, std::string_view cell, char separator) {
    // A name that opens the file with the bytes of a mark (of an encoding, of gzip) is no mark within quotes.
    constexpr std::string_view first_of_marks = "\x1f\xef\xfe\xff";
    const bool plain = !cell.empty() && cell.find_first_of("\"\r\n") == cell.npos &&
                       cell.find(separator) == cell.npos && first_of_marks.find(cell[0]) == cell.npos;
    if (plain) {
        out << cell;
        return;
    }
    out << '"';
    for (const char c : cell) out << (c == '"' ? "\"\"" : std::string_view(&c, 1));
    out << '"';
}

}  // namespace detail

// Reads a table from `source`, a callable std::size_t(std::span<char>) that returns 0 at the end; `name` stands for
// it in errors. data_error for anything that is not a table.
template <class Source>
[[nodiscard]] table read_csv_from(Source source, std::string name, const csv_options& options = {}) {
    return detail::csv_table_reader<Source>(std::move(source), std::move(name), options).read();
}

// Reads a table from a stream, which `name` stands for in errors, or from a file. data_error as above.
[[nodiscard]] inline table read_csv(std::istream& in, std::string name, const csv_options& options = {}) {
    const auto source = [&in, name](std::span<char> out) {
        in.read(out.data(), static_cast<std::streamsize>(out.size()));
        require<data_error>(!in.bad(), name, ": cannot be read");
        return static_cast<std::size_t>(in.gcount());
    };
    return read_csv_from(source, std::move(name), options);
}

[[nodiscard]] inline table read_csv(const std::filesystem::path& path, const csv_options& options = {}) {
    std::error_code ignored;
    require<data_error>(!std::filesystem::is_directory(path, ignored), path.string(), ": is a folder, not a file");
    std::ifstream in(path, std::ios::binary);
    require<data_error>(in.is_open(), path.string(), ": no such file, or it may not be read");
    return read_csv(in, path.string(), options);
}

// The column names alone, from a source as in read_csv_from: to choose the options by what a file has.
template <class Source>
[[nodiscard]] std::vector<std::string> read_csv_header_from(Source source, std::string name,
                                                            const csv_options& options = {}) {
    detail::csv_records<Source> records(std::move(source), name, options.separator, options.limits);
    require<data_error>(records.next(), name, ": the file is empty");
    std::vector<std::string> names;
    for (std::size_t i = 0; i < records.size(); ++i) names.emplace_back(detail::trim(records.cell(i)));
    return names;
}

// Writes ids (as a first column `id_name`), numeric and text columns; numbers so that reading gives the same double.
inline void write_csv(std::ostream& out, const table& rows, std::string_view id_name = "id", char separator = ',') {
    rows.check();
    const auto line = [&](auto&& id, auto&& number, auto&& words) {
        bool first = true;
        const auto cell = [&](std::string_view content) {
            if (!std::exchange(first, false)) out << separator;
            detail::write_cell(out, content, separator);
        };
        if (!rows.ids.empty()) cell(id());
        for (std::size_t j = 0; j < rows.names.size(); ++j) cell(number(j));
        for (const auto& column : rows.texts) cell(words(column));
        out << '\n';
    };
    line([&] { return id_name; }, [&](std::size_t j) { return std::string_view(rows.names[j]); },
         [](const text_column& column) { return std::string_view(column.name); });
    std::array<char, 32> digits{};
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        line([&] { return std::string_view(rows.ids[i]); },
             [&](std::size_t j) {
                 const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), rows.values(i, j)).ptr;
                 return std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()));
             },
             [&](const text_column& column) { return std::string_view(column.values[i]); });
    }
}

}  // namespace SPNN_NAMESPACE::data
