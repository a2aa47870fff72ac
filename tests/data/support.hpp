// tests/data/support.hpp: what the tests of the room data share.

#pragma once

#include <spnn/data/csv.hpp>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace test_data {

// The text of the Error that `body` throws; "" when it throws none. Any other exception passes.
template <class Error, class Body>
std::string message_of(Body&& body) {
    try {
        body();
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

inline spnn::data::table parse(const std::string& csv, const spnn::data::csv_options& options = {}) {
    std::istringstream in(csv);
    return spnn::data::read_csv(in, "people.csv", options);
}

// A table of numeric columns given row by row, with ids when given.
inline spnn::data::table make_table(std::vector<std::string> names, std::vector<std::vector<double>> values,
                                    std::vector<std::string> ids = {}, std::string source = "made.csv") {
    spnn::data::table t;
    t.source = std::move(source);
    t.names = std::move(names);
    t.ids = std::move(ids);
    t.values = spnn::make_matrix<double>(values.size(), t.names.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        for (std::size_t j = 0; j < t.names.size(); ++j) t.values(i, j) = values[i][j];
    return t;
}

}  // namespace test_data
