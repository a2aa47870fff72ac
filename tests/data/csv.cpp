#include "support.hpp"

#include <spnn/data/csv.hpp>
#include <spnn/data/generator.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using spnn::data_error;
using spnn::usage_error;
using spnn::data::csv_options;
using spnn::data::missing_values;
using test_data::message_of;
using test_data::parse;

// The data_error that reading `csv` gives.
std::string refusal(const std::string& csv, const csv_options& options = {}) {
    return message_of<data_error>([&] { static_cast<void>(parse(csv, options)); });
}

csv_options with_id() {
    csv_options options;
    options.id_column = "id";
    return options;
}

}  // namespace

TEST_CASE("data/csv: numbers, ids and text columns are read in the order of the file") {
    auto options = with_id();
    options.text_columns = {"town"};
    options.skip_columns = {"remark"};
    const auto t = parse("a,id,town,remark,b\n1,x,Ulm,whatever,-2.5\n3e2,y,\"Aix, Sud\",,+4\n", options);
    CHECK(t.source == "people.csv");
    CHECK(t.ids == std::vector<std::string>{"x", "y"});
    CHECK(t.lines == std::vector<std::size_t>{2, 3});
    CHECK(t.names == std::vector<std::string>{"a", "b"});
    CHECK(t.texts == std::vector<spnn::data::text_column>{{"town", {"Ulm", "Aix, Sud"}}});
    CHECK(t.values(0, 0) == 1);
    CHECK(t.values(0, 1) == -2.5);
    CHECK(t.values(1, 0) == 300);
    CHECK(t.values(1, 1) == 4);
}

TEST_CASE("data/csv: a byte order mark, CR LF, spaces around numbers and blank lines at the end change nothing") {
    const auto plain = parse("a,b\n1,2\n3,4\n");
    for (const std::string csv : {"\xef\xbb\xbf"
                                  "a,b\n1,2\n3,4\n",
                                  "a,b\r\n1,2\r\n3,4\r\n", "a,b\n1,2\n3,4", "a,b\n1, 2\n 3 ,\t4\n",
                                  "a,b\n1,2\n3,4\n\n\r\n\n", "\"a\",\"b\"\n\"1\",2\n3,\"4\""}) {
        const auto t = parse(csv);
        CHECK(t.names == plain.names);
        CHECK(t.values == plain.values);
    }
}

TEST_CASE("data/csv: the separator is found from the first line, or chosen") {
    for (const char separator : {',', ';', '\t', '|'}) {
        const std::string s(1, separator);
        const auto t = parse("a" + s + "\"b,;|\t,;|\t.\"" + s + "c" + s + "d\n1" + s + "2" + s + "3" + s + "4\n");
        CHECK(t.names == std::vector<std::string>{"a", "b,;|\t,;|\t.", "c", "d"});
        CHECK(t.values(0, 3) == 4);
    }
    csv_options options;
    options.separator = ';';
    CHECK(parse("a,x;b,y\n1;2\n", options).names == std::vector<std::string>{"a,x", "b,y"});
    CHECK(parse("only\n7\n").values(0, 0) == 7);
    options.separator = '"';
    CHECK_THROWS_AS(static_cast<void>(parse("a\n1\n", options)), usage_error);
}

TEST_CASE("data/csv: quoted cells hold separators, doubled quotes and line ends, and lines go on counting") {
    auto options = with_id();
    options.text_columns = {"t"};
    const auto t = parse("id,t,v\n1,\"say \"\"yes\"\",\r\nor\nno\",5\n2,\"\",6\n", options);
    CHECK(t.texts[0].values == std::vector<std::string>{"say \"yes\",\r\nor\nno", ""});
    CHECK(t.lines == std::vector<std::size_t>{2, 5});
    CHECK(refusal("id,t,v\n1,\"a\nb\",5\n2,c,bad\n", options) == "people.csv, line 4, column 'v': not a number");
}

TEST_CASE("data/csv: each malformed file is refused with file, line and column") {
    struct bad_file {
        std::string csv, message;
    };
    const std::vector<bad_file> cases = {
        {"", "people.csv: the file is empty"},
        {"\xef\xbb\xbf", "people.csv: the file is empty"},
        {"\n\n", "people.csv: the file is empty"},
        {"a,b\n", "people.csv: a header line but no rows"},
        {"a,b\n1,2\n3\n", "people.csv, line 3: 1 cells, 2 expected"},
        {"a,b\n1,2,3\n", "people.csv, line 2: 3 cells, 2 expected"},
        {"a,b,a\n1,2,3\n", "people.csv: two columns are named 'a'"},
        {"a,,c\n1,2,3\n", "people.csv, line 1, column 2: the column has no name"},
        {"a,b\n1,2\n\n3,4\n", "people.csv, line 3: a blank line, allowed at the end of the file only"},
        {"a,b\n1,two\n", "people.csv, line 2, column 'b': not a number"},
        {"a,b\n1,2x\n", "people.csv, line 2, column 'b': not a number"},
        {"a,b\n1,0x10\n", "people.csv, line 2, column 'b': not a number"},
        {"a,b\n1,+-2\n", "people.csv, line 2, column 'b': not a number"},
        {"a,b\n1,1 2\n", "people.csv, line 2, column 'b': not a number"},
        {"a,b\n1,1e999\n", "people.csv, line 2, column 'b': the number is out of range"},
        {"a,b\n1,inf\n", "people.csv, line 2, column 'b': not a finite number"},
        {"a,b\n-infinity,2\n", "people.csv, line 2, column 'a': not a finite number"},
        {"a,b\n1,NAN\n", "people.csv, line 2, column 'b': not a finite number"},
        {"a,b\n1,nan\n", "people.csv, line 2, column 'b': the value is missing"},
        {"a,b\n1,\n", "people.csv, line 2, column 'b': the value is missing"},
        {"a,b\n1,\"2\n3,4\n", "people.csv, line 2, column 'b': the quote is never closed"},
        {"a,b\n1,\"2\"x\n", "people.csv, line 2, column 'b': text after a closing quote"},
        {"a,b\n1,2\"3\n", "people.csv, line 2, column 'b': a quote inside an unquoted cell"},
        {"a,b\n1\r,2\n", "people.csv, line 2, column 'b': a carriage return that ends no line"},
        {std::string("a,b\n1,\0\n", 8), "people.csv, line 2, column 'b': a zero byte"},
        {"\x1f\x8b\x08", "people.csv: the file is gzip-compressed"},
        {"\xff\xfe"
         "a",
         "people.csv: the file is UTF-16, UTF-8 expected"},
    };
    for (const auto& bad : cases) {
        CAPTURE(bad.csv);
        CHECK(refusal(bad.csv) == bad.message);
    }
}

TEST_CASE("data/csv: unknown, missing and doubly used columns are refused by name") {
    auto options = with_id();
    CHECK(refusal("a,b\n1,2\n", options) == "people.csv: no column 'id'");
    CHECK(refusal("id,b\nx,2\n,3\n", options) == "people.csv, line 3, column 'id': the id is missing");
    options.text_columns = {"town"};
    CHECK(refusal("id,b\nx,2\n", options) == "people.csv: no column 'town'");
    options.text_columns = {"id"};
    CHECK(message_of<usage_error>([&] { static_cast<void>(parse("id,b\nx,2\n", options)); }) ==
          "csv_options: column 'id' is named in more than one of id_column, text_columns, skip_columns");
}

TEST_CASE("data/csv: errors never repeat a cell") {
    for (const std::string csv : {"a,b\n1,secret\n", "a,b\n1,\"secret\n", "a,b\n1,\"x\"secret\n", "a,b\n1,2,secret\n"})
        CHECK(refusal(csv).find("secret") == std::string::npos);
}

TEST_CASE("data/csv: missing numbers become the mean or zero when so chosen, but never in a label") {
    csv_options options;
    options.missing = missing_values::mean;
    const std::string csv = "y,a,b\n1,2,?\n0,NA,4\n1,,8\n0,7,null\n";
    const auto mean = parse(csv, options);
    CHECK(mean.values(1, 1) == 4.5);
    CHECK(mean.values(2, 1) == 4.5);
    CHECK(mean.values(0, 2) == 6);
    CHECK(mean.values(3, 2) == 6);
    CHECK(mean.values(3, 1) == 7);
    options.missing = missing_values::zero;
    CHECK(parse(csv, options).values(1, 1) == 0);
    options.never_missing = {"y"};
    CHECK(parse(csv, options).values(0, 0) == 1);
    CHECK(refusal("y,a\n1,2\n?,3\n", options) == "people.csv, line 3, column 'y': the value is missing");
    options.missing = missing_values::mean;
    CHECK(refusal("y,a\n1,?\n0,?\n", options) == "people.csv, column 'a': every value is missing, so it has no mean");
    options.missing_texts = {"-999"};
    CHECK(parse("y,a\n1,-999\n0,3\n", options).values(0, 1) == 3);
    CHECK(refusal("y,a\n1,\n0,3\n", options) == "people.csv, line 2, column 'a': not a number");
}

TEST_CASE("data/csv: cells, rows and columns are bounded") {
    csv_options options;
    options.limits = {.cell_bytes = 8, .record_bytes = 20, .columns = 4, .rows = 2};
    CHECK(parse("a,b\n12345678,1\n", options).values(0, 0) == 12345678);
    CHECK(refusal("a,b\n123456789,1\n", options) == "people.csv, line 2, column 'a': a cell of more than 8 bytes");
    CHECK(refusal("a,b\n1,\"12345\"\"678\"\n", options) ==
          "people.csv, line 2, column 'b': a cell of more than 8 bytes");
    CHECK(refusal("a,b,c\n12345678,12345678,12345\n", options) ==
          "people.csv, line 2, column 'c': a row of more than 20 bytes");
    CHECK(refusal("a,b,c,d,e\n1,2,3,4,5\n", options) == "people.csv, line 1, column 5: more than 4 columns");
    CHECK(refusal("a\n1\n2\n3\n", options) == "people.csv: more than 2 rows");
}

TEST_CASE("data/csv: a source that hands out one byte at a time gives the same table") {
    const std::string csv = "id;a;b\r\n\"x;1\";1;2\r\ny;3;\"4\"\r\n";
    std::size_t at = 0;
    const auto drip = [&](std::span<char> out) -> std::size_t {
        if (at == csv.size() || out.empty()) return 0;
        out[0] = csv[at++];
        return 1;
    };
    const auto t = spnn::data::read_csv_from(drip, "people.csv", with_id());
    CHECK(t.ids == std::vector<std::string>{"x;1", "y"});
    CHECK(t.values == parse(csv, with_id()).values);
}

TEST_CASE("data/csv: cells that straddle the blocks of the reader stay whole") {
    std::string csv = "id,a\n";
    for (int i = 0; i < 30'000; ++i) csv += spnn::text("\"row ", i, "\",", i * 0.5, "\r\n");
    const auto t = parse(csv, with_id());
    REQUIRE(t.rows() == 30'000);
    bool same = true;
    for (std::size_t i = 0; i < t.rows(); ++i)
        same = same && t.ids[i] == spnn::text("row ", i) && t.values(i, 0) == 0.5 * static_cast<double>(i);
    CHECK(same);
}

TEST_CASE("data/csv: a missing file and a folder are refused by name; a file is read") {
    namespace fs = std::filesystem;
    const auto folder = fs::temp_directory_path() / "spnn_data_csv_test";
    fs::create_directories(folder);
    const auto file = folder / "people.csv";
    CHECK(message_of<data_error>([&] { static_cast<void>(spnn::data::read_csv(folder / "none.csv")); }) ==
          (folder / "none.csv").string() + ": no such file, or it may not be read");
    CHECK(message_of<data_error>([&] { static_cast<void>(spnn::data::read_csv(folder)); }) ==
          folder.string() + ": is a folder, not a file");
    std::ofstream(file, std::ios::binary) << "a\n1\n";
    CHECK(spnn::data::read_csv(file).values(0, 0) == 1);
    fs::remove_all(folder);
}

TEST_CASE("data/csv: random tables come back from their own text bit for bit") {
    spnn::data::generator random(11);
    const std::string alphabet = "ab ,;\t|\"\n\r\xc3\xa9-0.";
    const auto word = [&] {
        std::string s;
        for (auto left = random.below(6); left > 0; --left) s += alphabet[random.below(alphabet.size())];
        return s;
    };
    for (int round = 0; round < 200; ++round) {
        const std::size_t height = 1 + random.below(8);
        const std::size_t width = 1 + random.below(5);
        const char separator = ",;\t|"[random.below(4)];
        spnn::data::table t;
        for (std::size_t j = 0; j < width; ++j) t.names.push_back(spnn::text(j, " c", word(), "."));
        t.texts = {{"some text", {}}, {"more", {}}};
        t.values = spnn::make_matrix<double>(height, width);
        for (std::size_t i = 0; i < height; ++i) {
            t.ids.push_back("r" + word());
            for (auto& column : t.texts) column.values.push_back(word());
            for (std::size_t j = 0; j < width; ++j) {
                const auto digits = static_cast<double>(random.between(-1'000'000'000, 1'000'000'000));
                t.values(i, j) = std::ldexp(digits, static_cast<int>(random.between(-300, 300)));
            }
        }
        std::ostringstream out;
        spnn::data::write_csv(out, t, "the id", separator);
        csv_options options;
        options.separator = separator;
        options.id_column = "the id";
        options.text_columns = {"some text", "more"};
        const auto back = parse(out.str(), options);
        CAPTURE(out.str());
        CHECK(back.ids == t.ids);
        CHECK(back.names == t.names);
        CHECK(back.texts == t.texts);
        CHECK(back.values == t.values);
    }
}

TEST_CASE("data/csv: any bytes end in a table or a data_error") {
    spnn::data::generator random(12);
    const std::string start =
        "\xef\xbb\xbfid,town,a,b\r\n"
        "x,\"Ulm, \"\"old\"\"\",1.5,-2e3\r\n"
        "y,Aix,NA,+4\n"
        "z,\"a\nb\",0,7\n\n";
    const std::string spice = std::string("\",;\t|\r\n\0 .-+eNa9", 17);
    auto options = with_id();
    options.text_columns = {"town"};
    options.missing = missing_values::mean;
    int tables = 0;
    int refusals = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = start;
        for (auto left = 1 + random.below(4); left > 0; --left) {
            const std::size_t at = random.below(bytes.size() + 1);
            const bool anything = random.chance(1, 4);
            const char c = anything ? static_cast<char>(random.below(256)) : spice[random.below(spice.size())];
            switch (random.below(4)) {
                case 0: bytes.insert(at, 1, c); break;
                case 1: bytes.erase(at, random.below(5)); break;
                case 2: bytes.resize(at); break;
                default:
                    if (at < bytes.size()) bytes[at] = c;
            }
        }
        try {
            const auto t = parse(bytes, options);
            const bool whole = t.rows() == t.ids.size() && t.rows() == t.lines.size() && t.rows() > 0 &&
                               t.texts[0].values.size() == t.rows() && t.names.size() == spnn::columns(t.values);
            bool finite = true;
            for (const double x : spnn::elements(t.values)) finite = finite && std::isfinite(x);
            if (!whole || !finite) FAIL("a broken table");
            ++tables;
        } catch (const data_error& e) {
            if (!std::string(e.what()).starts_with("people.csv")) FAIL("an error without a file");
            ++refusals;
        }
    }
    CHECK(tables > 1'000);
    CHECK(refusals > 1'000);
}
