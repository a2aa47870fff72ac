// fuzz/csv: data::read_csv_from on any text.
//
// Input: options (two bytes), then the text.
// Holds: only data_error; its text holds no cell (when the names of the columns are ASCII, so is the text); a source
// that gives few bytes at a time leads to the same table or the same error; numbers are finite; the table, written
// and read again, is the same; features, labels and a scaler of it are refused with a data_error or finite; memory is a
// multiple of the text's size.

#include <spnn/data/csv.hpp>
#include <spnn/data/scaling.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

#include <sstream>

namespace {

namespace data = spnn::data;
using spnn::data_error;

data::csv_options options_of(unsigned bits) {
    data::csv_options out;
    out.separator = std::array{'\0', ',', ';', '\t'}[bits & 3];
    out.missing = static_cast<data::missing_values>((bits >> 2) % 3);
    if (bits & 0x10) out.id_column = "id";
    if (bits & 0x20) out.text_columns = {"a"};
    if (bits & 0x40) out.skip_columns = {"b"};
    if (bits & 0x80) out.never_missing = {"y"};
    if (bits & 0x100) out.limits = {8, 24, 4, 3};
    return out;
}

// Gives at most `step` bytes a call.
struct slow_source {
    std::string_view left;
    std::size_t step;

    std::size_t operator()(std::span<char> out) {
        const auto size = std::min({step, left.size(), out.size()});
        std::copy_n(left.data(), size, out.data());
        left.remove_prefix(size);
        return size;
    }
};

struct outcome {
    std::optional<data::table> table;
    std::string refusal;
};

outcome read(std::string_view text, std::size_t step, const data::csv_options& options) {
    outcome out;
    const auto refused =
        fuzz::refusal<data_error>([&] { out.table = data::read_csv_from(slow_source{text, step}, "file", options); });
    out.refusal = refused.value_or("");
    return out;
}

bool same(const data::table& a, const data::table& b) {
    return a.ids == b.ids && a.names == b.names && a.texts == b.texts && a.values.shape() == b.values.shape() &&
           std::ranges::equal(std::as_bytes(spnn::elements(a.values)), std::as_bytes(spnn::elements(b.values)));
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void check_refusal(const std::string& said, std::string_view text, const data::csv_options& options) {
    std::vector<std::string> names;
    static_cast<void>(fuzz::refusal<data_error>(
        [&] { names = data::read_csv_header_from(slow_source{text, text.size()}, "file", options); }));
    if (std::all_of(names.begin(), names.end(), is_ascii)) fuzz::holds(is_ascii(said), "an error repeats no cell");
}

void check_use(const data::table& table) {
    static_cast<void>(fuzz::refusal<data_error>([&] {
        const auto features = table.features();
        for (const auto value : spnn::elements(features)) fuzz::holds(std::isfinite(value), "features are finite");
    }));
    static_cast<void>(fuzz::refusal<data_error>([&] {
        for (const auto label : table.labels("y", 3)) fuzz::holds(label >= 0 && label <= 2, "labels are class numbers");
    }));
    static_cast<void>(fuzz::refusal<data_error>([&] {
        const auto scaler = data::fit_scaler(table, {data::constant_column::drop, 4});
        const auto scaled = scaler.apply(table);
        for (const auto value : spnn::elements(scaled.values))
            fuzz::holds(value >= -4 && value <= 4, "scaled values are within their bound");
    }));
}

void check_table(const data::table& table, data::csv_options options) {
    fuzz::holds(table.rows() > 0 && table.lines.size() == table.rows(), "a table has rows, each with its line");
    for (const auto value : spnn::elements(table.values)) fuzz::holds(std::isfinite(value), "numbers are finite");
    if (table.ids.empty() && table.names.empty() && table.texts.empty()) return;  // all columns skipped

    std::ostringstream written;
    data::write_csv(written, table, "id", options.separator == '\0' ? ',' : options.separator);
    if (options.separator == '\0') options.separator = ',';
    options.skip_columns = {};
    options.limits = {};
    std::istringstream again(std::move(written).str());
    fuzz::holds(same(data::read_csv(again, "file", options), table), "what is written is read the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fuzz::input in(bytes, size);
    const auto bits = in.number<std::uint16_t>();
    const auto options = options_of(bits);
    const auto text = fuzz::as_text(in.rest());

    outcome at_once;
    fuzz::within(512 * 1024 + 256 * size, [&] { at_once = read(text, text.size(), options); });
    const auto slowly = read(text, 1 + bits / 0x200 % 16, options);
    fuzz::holds(at_once.refusal == slowly.refusal, "how the text is cut into calls changes no error");
    if (at_once.table) {
        fuzz::holds(slowly.table && same(*at_once.table, *slowly.table), "nor the table");
        check_table(*at_once.table, options);
        check_use(*at_once.table);
    } else {
        check_refusal(at_once.refusal, text, options);
    }
    return 0;
}
