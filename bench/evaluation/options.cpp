#include "options.hpp"

#include <spnn/core/error.hpp>
#include <spnn/split/plan.hpp>

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>

namespace evaluation {

raw_rows::raw_rows(const std::filesystem::path& file, std::string table) : table_(std::move(table)) {
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
    file_.open(file);
    file_ << "table,data,method,setting,metric,seed,value\n";
    spnn::require<spnn::usage_error>(file_.good(), "cannot write ", file.string());
}

void raw_rows::add(std::string_view data, std::string_view method, std::string_view setting, std::string_view metric,
                   std::uint64_t seed, double value) {
    add(data, method, setting, metric, seed, std::string_view(number(value)));
}

void raw_rows::add(std::string_view data, std::string_view method, std::string_view setting, std::string_view metric,
                   std::uint64_t seed, std::string_view value) {
    const auto cell = [](std::string_view text) {
        if (text.find_first_of(",\"\n") == text.npos) return std::string(text);
        std::string quoted = "\"";
        for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
        return quoted + "\"";
    };
    for (const auto text : {std::string_view(table_), data, method, setting, metric}) file_ << cell(text) << ',';
    file_ << seed << ',' << cell(value) << std::endl;
    spnn::require<spnn::usage_error>(file_.good(), "cannot write the results: is the disk full?");
}

void raw_rows::begin_table(std::string table) { table_ = std::move(table); }

std::vector<std::uint64_t> seeds_of(const options& o) {
    std::vector<std::uint64_t> seeds(o.seeds);
    for (std::size_t i = 0; i < seeds.size(); ++i) seeds[i] = i + 1;
    return seeds;
}

void say(std::string_view what) {
    static const auto start = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::fprintf(stderr, "%7.1f s  %.*s\n", seconds, static_cast<int>(what.size()), what.data());
}

std::string number(double x) { return spnn::exact_text(x); }

int run(int argc, const char* const* argv, std::string_view about, std::string table,
        const std::function<void(const options&, raw_rows&)>& body) {
    options o;
    CLI::App app{std::string(about)};
    std::string data, shipped, creditcard, out = "raw.csv";
    app.add_option("--data", data, "Folder with distress/, creditcard/, handbook/ and fate/")
        ->check(CLI::ExistingDirectory);
    app.add_option("--shipped", shipped, "Folder with the data that come with the project")
        ->check(CLI::ExistingDirectory)
        ->required();
    app.add_option("--creditcard", creditcard, "The complete creditcard.csv")->check(CLI::ExistingFile);
    app.add_option("--sets", o.from.only, "Only these data sets")->delimiter(',');
    app.add_option("--out", out, "Where the rows go (.csv)");
    app.add_option("--seeds", o.seeds, "How often everything is repeated")->check(CLI::Range(1, 1000));
    app.add_flag("--quick", o.quick, "Fewer epochs, sizes and settings");
    CLI11_PARSE(app, argc, argv);
    o.from.data = data;
    o.from.shipped = shipped;
    o.from.creditcard = creditcard;
    o.from.simulated_rows = o.quick ? 10'000 : 40'000;
    o.out = out;
    try {
        raw_rows rows(o.out, std::move(table));
        body(o, rows);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
    return 0;
}

}  // namespace evaluation
