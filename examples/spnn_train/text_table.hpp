// A table of texts in columns.

#pragma once

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace spnn_train {

class text_table {
public:
    // The first columns are aligned to the left, so many of them, the others to the right.
    explicit text_table(std::vector<std::string> header, std::size_t left = 1)
        : lines_{std::move(header)}, left_(left) {}

    void add(std::vector<std::string> line) { lines_.push_back(std::move(line)); }
    // A rule before the next line.
    void rule() { rules_.push_back(lines_.size()); }

    void print(std::ostream& out) const {
        std::vector<std::size_t> widths(lines_[0].size(), 0);
        for (const auto& line : lines_)
            for (std::size_t c = 0; c < line.size(); ++c) widths[c] = std::max(widths[c], width(line[c]));
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (i == 1 || std::ranges::find(rules_, i) != rules_.end()) print_rule(out, widths);
            for (std::size_t c = 0; c < lines_[i].size(); ++c) {
                const std::string gap(widths[c] - width(lines_[i][c]), ' ');
                if (c >= left_)
                    out << "  " << gap << lines_[i][c];
                else
                    out << "  " << lines_[i][c] << (c + 1 < widths.size() ? gap : "");
            }
            out << '\n';
        }
    }

private:
    static void print_rule(std::ostream& out, const std::vector<std::size_t>& widths) {
        for (const std::size_t w : widths) {
            out << "  ";
            for (std::size_t i = 0; i < w; ++i) out << "─";
        }
        out << '\n';
    }
    // Letters, not bytes, of UTF-8.
    static std::size_t width(const std::string& text) {
        return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
    }

    std::vector<std::vector<std::string>> lines_;
    std::vector<std::size_t> rules_;
    std::size_t left_;
};

}  // namespace spnn_train
