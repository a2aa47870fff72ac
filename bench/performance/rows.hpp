// What every program of the performance report has in common: how it measures, and the rows it prints.
//
// Standard output is CSV: name,value,unit,parameters. Each row is one measurement; what was measured several times has
// several rows. Parameters read key=value;key=value. The units "text" and "missing" mark rows whose value is no number:
// a fact about the machine or a peer, and why something could not be measured.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/simd/cpu.hpp>

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace performance {

// Prints one row. No text may hold a comma, a quote or a line end.
inline void add_text(const std::string& name, const std::string& value, const std::string& unit,
                     const std::string& parameters = "") {
    for (const auto* cell : {&name, &value, &unit, &parameters})
        spnn::require<spnn::usage_error>(cell->find_first_of(",\"\n") == std::string::npos,
                                         "not a cell of CSV: ", *cell);
    std::printf("%s,%s,%s,%s\n", name.c_str(), value.c_str(), unit.c_str(), parameters.c_str());
    std::fflush(stdout);
}

inline void add(const std::string& name, double value, const std::string& unit, const std::string& parameters = "") {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.6g", value);
    add_text(name, digits, unit, parameters);
}

// Seconds that one call of body takes.
template <class Body>
[[nodiscard]] double seconds_of(Body&& body) {
    const auto start = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The mean over as many calls as fill 20 ms, for what is too short for the clock.
template <class Body>
[[nodiscard]] double seconds_each(Body&& body) {
    std::size_t calls = 0;
    double seconds = 0;
    for (std::size_t more = 1; seconds < 0.02; more *= 2) {
        seconds += seconds_of([&] {
            for (std::size_t i = 0; i < more; ++i) body();
        });
        calls += more;
    }
    return seconds / static_cast<double>(calls);
}

// Something to be measured: its row, and a function that measures it once.
struct contender {
    std::string name, unit, parameters;
    std::function<double()> measure;
};

// Measures the contenders in turn, so that a drift of the machine hits all alike; once more before, unprinted, where
// `warm` says so.
inline void alternate(std::size_t repetitions, const std::vector<contender>& contenders, bool warm = true) {
    if (warm)
        for (const auto& c : contenders) static_cast<void>(c.measure());
    for (std::size_t i = 0; i < repetitions; ++i)
        for (const auto& c : contenders) add(c.name, c.measure(), c.unit, c.parameters);
}

// The instruction sets that SPNN_CPU asks for, or "best".
[[nodiscard]] inline std::string tier() {
    const char* const wish = std::getenv("SPNN_CPU");
    return wish == nullptr || *wish == '\0' ? "best" : wish;
}

// What a floor must give before it is timed; an error otherwise.
inline void expect(bool equal, const char* what) {
    spnn::require<spnn::error>(equal, "a floor computes something else: ", what);
}

// The words of the command line, then the rows; errors become a sentence on standard error and exit code 1.
template <class Options, class Body>
int run(int argc, const char* const* argv, const std::string& about, Options&& options, Body&& body) {
    CLI::App app(about);
    options(app);
    CLI11_PARSE(app, argc, argv);
    std::printf("name,value,unit,parameters\n");
    try {
        body();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
    return 0;
}

}  // namespace performance
