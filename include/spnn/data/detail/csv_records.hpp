// data/detail/csv_records.hpp: bytes to records of cells, by RFC 4180 and no more lenient.
//
// A source is any callable that writes up to span.size() bytes and returns how many; zero is the end. Memory is
// one block and one record: limits are checked before a record grows. Lines end in LF or CR LF; a cell that
// holds separators, quotes or line ends stands in quotes, quotes in it doubled. A line without any byte is
// blank, and blank lines may stand at the end of the file only.

#pragma once

#include <spnn/core/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::data {

struct csv_limits {
    std::size_t cell_bytes = std::size_t{1} << 16;
    std::size_t record_bytes = std::size_t{1} << 22;
    std::size_t columns = 100'000;
    std::size_t rows = 200'000'000;
};

namespace detail {

template <class Source>
class csv_records {
public:
    // separator 0: the one of , ; tab | that the first line holds most often.
    csv_records(Source source, std::string name, char separator, csv_limits limits)
        : source_(std::move(source)), name_(std::move(name)), limits_(limits), block_(std::size_t{1} << 16) {
        require<usage_error>(separator != '"' && separator != '\n' && separator != '\r',
                             "csv: a quote or a line end cannot separate cells");
        refill();
        skip_byte_order_mark();
        separator_ = separator != '\0' ? separator : detect_separator();
        ordinary_.fill(true);
        for (const char c : {separator_, '"', '\n', '\r'}) ordinary_[static_cast<unsigned char>(c)] = false;
    }

    // Reads the next record; false at the end of the file.
    bool next() {
        bool blank_before = false;
        for (; peek() == '\n' || peek() == '\r'; blank_before = true) {
            record_line_ = line_;
            ends_.clear();
            end_line();
        }
        if (peek() == end_of_file) return false;
        record_line_ = line_;
        require<data_error>(!blank_before, name_, ", line ", line_ - 1,
                            ": a blank line, allowed at the end of the file only");
        text_.clear();
        ends_.clear();
        for (;;) {
            peek() == '"' ? quoted_cell() : plain_cell();
            ends_.push_back(text_.size());
            if (peek() != separator()) break;
            ++at_;
            if (ends_.size() == limits_.columns) fail("more than ", limits_.columns, " columns");
        }
        end_line();
        return true;
    }

    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    [[nodiscard]] std::string_view cell(std::size_t i) const {
        const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
        return std::string_view(text_).substr(begin, ends_[i] - begin);
    }
    // The line the record begins on, from 1.
    [[nodiscard]] std::size_t line() const { return record_line_; }

    // From now on errors name columns instead of numbering them.
    void name_columns(std::vector<std::string> names) { columns_ = std::move(names); }

    // Throws the data_error for column i of the record at hand.
    template <class... Parts>
    [[noreturn]] void fail_at(std::size_t i, const Parts&... parts) const {
        const auto column = i < columns_.size() ? text('\'', columns_[i], '\'') : text(i + 1);
        throw data_error(text(name_, ", line ", record_line_, ", column ", column, ": ", text(parts...)));
    }

private:
    static constexpr int end_of_file = -1;

    [[nodiscard]] int separator() const { return static_cast<unsigned char>(separator_); }

    template <class... Parts>
    [[noreturn]] void fail(const Parts&... parts) const {
        fail_at(ends_.size(), parts...);
    }

    int peek() {
        if (at_ == end_) refill();
        return at_ == end_ ? end_of_file : static_cast<unsigned char>(*at_);
    }

    // Fills the block as far as the source can, so that a stingy source cannot hide the first line.
    void refill() {
        std::size_t held = 0;
        while (held < block_.size()) {
            const std::size_t got = source_(std::span<char>(block_).subspan(held));
            if (got == 0) break;
            held += got;
        }
        at_ = block_.data();
        end_ = at_ + held;
    }

    void skip_byte_order_mark() {
        const std::string_view start(at_, static_cast<std::size_t>(end_ - at_));
        require<data_error>(!start.starts_with("\x1f\x8b"), name_, ": the file is gzip-compressed");
        require<data_error>(!start.starts_with("\xff\xfe") && !start.starts_with("\xfe\xff"), name_,
                            ": the file is UTF-16, UTF-8 expected");
        if (start.starts_with("\xef\xbb\xbf")) at_ += 3;
    }

    [[nodiscard]] char detect_separator() const {
        constexpr std::string_view candidates = ",;\t|";
        std::array<std::size_t, candidates.size()> seen{};
        bool quoted = false;
        for (const char* c = at_; c != end_ && (quoted || *c != '\n'); ++c) {
            if (*c == '"') quoted = !quoted;
            const std::size_t which = candidates.find(*c);
            if (!quoted && which != candidates.npos) ++seen[which];
        }
        return candidates[static_cast<std::size_t>(std::max_element(seen.begin(), seen.end()) - seen.begin())];
    }

    void append(const char* first, const char* last) {
        const auto size = static_cast<std::size_t>(last - first);
        const std::size_t begin = ends_.empty() ? 0 : ends_.back();
        if (text_.size() - begin + size > limits_.cell_bytes)
            fail("a cell of more than ", limits_.cell_bytes, " bytes");
        if (text_.size() + size > limits_.record_bytes) fail("a row of more than ", limits_.record_bytes, " bytes");
        if (size != 0 && std::memchr(first, '\0', size) != nullptr) fail("a zero byte");
        text_.append(first, size);
    }

    void plain_cell() {
        while (peek() != end_of_file) {
            const char* stop = at_;
            while (stop != end_ && ordinary_[static_cast<unsigned char>(*stop)]) ++stop;
            append(at_, stop);
            at_ = stop;
            if (stop == end_) continue;
            if (*stop == '"') fail("a quote inside an unquoted cell");
            return;
        }
    }

    void quoted_cell() {
        ++at_;
        for (;;) {
            if (peek() == end_of_file) fail("the quote is never closed");
            const auto left = static_cast<std::size_t>(end_ - at_);
            const auto* quote = static_cast<const char*>(std::memchr(at_, '"', left));
            const char* stop = quote != nullptr ? quote : end_;
            append(at_, stop);
            line_ += static_cast<std::size_t>(std::count(static_cast<const char*>(at_), stop, '\n'));
            at_ = stop;
            if (quote == nullptr) continue;
            ++at_;
            if (peek() != '"') break;
            append(at_, at_ + 1);
            ++at_;
        }
        const int c = peek();
        if (c != separator() && c != '\n' && c != '\r' && c != end_of_file) fail("text after a closing quote");
    }

    void end_line() {
        if (peek() == end_of_file) return;
        if (peek() == '\r') {
            ++at_;
            if (peek() == end_of_file) return;
            if (peek() != '\n') fail("a carriage return that ends no line");
        }
        ++at_;
        ++line_;
    }

    Source source_;
    std::string name_;
    csv_limits limits_;
    std::vector<char> block_;
    const char* at_ = nullptr;
    const char* end_ = nullptr;
    char separator_ = ',';
    std::array<bool, 256> ordinary_{};
    std::string text_;               // the cells of the record, one after the other
    std::vector<std::size_t> ends_;  // where each ends in text_
    std::vector<std::string> columns_;
    std::size_t line_ = 1;
    std::size_t record_line_ = 1;
};

}  // namespace detail
}  // namespace SPNN_NAMESPACE::data
