// What every program of the evaluation is told, and where it writes.

#pragma once

#include "data.hpp"

#include <fstream>
#include <functional>
#include <mutex>

namespace evaluation {

struct options {
    places from;
    std::filesystem::path out;
    std::size_t seeds = 5;
    bool quick = false;
};

// The rows of one table: table,data,method,setting,metric,seed,value. Every row is on the disk when add returns.
class raw_rows {
public:
    raw_rows(const std::filesystem::path& file, std::string table);

    void add(std::string_view data, std::string_view method, std::string_view setting, std::string_view metric,
             std::uint64_t seed, double value);
    void add(std::string_view data, std::string_view method, std::string_view setting, std::string_view metric,
             std::uint64_t seed, std::string_view value);
    // The rows that follow belong to another table of the same file.
    void begin_table(std::string table);

private:
    std::ofstream file_;
    std::string table_;
};

// The seeds of an evaluation.
[[nodiscard]] std::vector<std::uint64_t> seeds_of(const options& o);

// Prints a line of progress with the seconds since the start.
void say(std::string_view what);

// Reads the command line, runs the body and turns errors into a sentence and exit code 1.
int run(int argc, const char* const* argv, std::string_view about, std::string table,
        const std::function<void(const options&, raw_rows&)>& body);

// The shortest text that reads back as x.
[[nodiscard]] std::string number(double x);

}  // namespace evaluation
