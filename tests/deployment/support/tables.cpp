#include "tables.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iostream>

namespace test {

void require_end(const processes& run, const std::string& party, const ended& how, spnn_party::exit_code expected) {
    CHECK_MESSAGE(how.with(expected), party, how.hung ? " was hung" : " ended with ", how.code, "\n",
                  run.log_of(party).all);
}

void require_good(const std::vector<outcome>& all, std::size_t struck) {
    std::size_t count = 0;
    for (const auto& o : all) {
        CHECK_MESSAGE(o.complaints.empty(), o.complaints);
        count += o.struck;
    }
    CHECK(count >= struck);
}

void print_table(const std::string& title, const std::vector<blow>& blows, const std::vector<outcome>& all,
                 const std::function<std::string(const blow&)>& sort_of) {
    struct line {
        std::string what;
        std::size_t count = 0, bad = 0;
        std::set<std::size_t> went_on;
        std::string example;
    };
    std::vector<line> lines;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& o = all[i];
        const auto what = blows[i].party + " | " + sort_of(blows[i]) + " | " + (o.struck ? o.doing : "(over before)");
        auto at = std::ranges::find(lines, what, &line::what);
        if (at == lines.end()) at = lines.insert(lines.end(), line{what, 0, 0, {}, {}});
        ++at->count;
        at->bad += !o.complaints.empty();
        at->went_on.insert(o.went_on);
        if (at->example.empty()) at->example = o.verdict;
    }
    std::cout << "\n| run | party | what befell it | while | trials | not as it must be | went on with epoch | "
                 "verdict, of one |\n"
              << "|---|---|---|---|---|---|---|---|\n";
    for (const auto& l : lines) {
        std::string went_on;
        for (const auto epoch : l.went_on) went_on += (went_on.empty() ? "" : ", ") + std::to_string(epoch);
        std::cout << "| " << title << " | " << l.what << " | " << l.count << " | " << l.bad << " | " << went_on << " | "
                  << l.example.substr(0, 110) << " |\n";
    }
    std::cout << std::flush;
}

}  // namespace test
