#include "support.hpp"

#include <spnn/data/gzip.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using spnn::data_error;
using spnn::data::read_csv_gz;
using test_data::message_of;

namespace {

// A file in a folder of its own, gone at the end.
class scratch_file {
public:
    scratch_file() : folder_(std::filesystem::temp_directory_path() / "spnn_data_gzip_test") {
        std::filesystem::create_directories(folder_);
    }
    ~scratch_file() { std::filesystem::remove_all(folder_); }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;

    [[nodiscard]] std::filesystem::path path() const { return folder_ / "people.csv.gz"; }
    void write(const std::string& content) const { std::ofstream(path(), std::ios::binary) << content; }
    void compress(const std::string& content) const {
        gzFile file = gzopen(path().c_str(), "wb");
        REQUIRE(file != nullptr);
        CHECK(gzwrite(file, content.data(), static_cast<unsigned>(content.size())) == static_cast<int>(content.size()));
        CHECK(gzclose(file) == Z_OK);
    }
    [[nodiscard]] std::string content() const {
        std::ifstream in(path(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    std::filesystem::path folder_;
};

}  // namespace

TEST_CASE("data/gzip: a compressed file gives the table of the plain one") {
    std::string csv = "a,b\n";
    for (int i = 0; i < 20'000; ++i) csv += spnn::text(i, ",", i * 0.25, "\n");
    const scratch_file file;
    file.compress(csv);
    const auto t = read_csv_gz(file.path());
    CHECK(t.rows() == 20'000);
    CHECK(t.values == test_data::parse(csv).values);
    CHECK(message_of<data_error>([&] { static_cast<void>(spnn::data::read_csv(file.path())); }) ==
          file.path().string() + ": the file is gzip-compressed");
    file.write("a\n5\n");
    CHECK(read_csv_gz(file.path()).values(0, 0) == 5);
}

TEST_CASE("data/gzip: missing, cut and damaged files are refused, and errors name the line inside") {
    const scratch_file file;
    const auto refusal = [&] { return message_of<data_error>([&] { static_cast<void>(read_csv_gz(file.path())); }); };
    const auto name = file.path().string();
    CHECK(refusal() == name + ": no such file, or it may not be read");
    CHECK(message_of<data_error>([&] { static_cast<void>(read_csv_gz(file.path().parent_path())); }) ==
          file.path().parent_path().string() + ": is a folder, not a file");
    file.compress("a,b\n1,2\n3,x\n");
    CHECK(refusal() == name + ", line 3, column 'b': not a number");
    file.compress("a,b\n1,2\n3,4\n");
    CHECK(refusal().empty());
    const std::string whole = file.content();
    for (const std::size_t size : {whole.size() - 1, whole.size() - 8, whole.size() / 2, std::size_t{11}}) {
        file.write(whole.substr(0, size));
        CHECK(refusal() == name + ": the compressed file is damaged or cut short");
    }
    auto flipped = whole;
    flipped[whole.size() - 6] ^= 1;  // in the checksum
    file.write(flipped);
    CHECK(refusal() == name + ": the compressed file is damaged or cut short");
}

TEST_CASE("data/gzip: a file that unpacks to very much ends at the limits") {
    const scratch_file file;
    file.compress("a\n" + std::string(5'000'000, '1'));
    CHECK(message_of<data_error>([&] { static_cast<void>(read_csv_gz(file.path())); }) ==
          file.path().string() + ", line 2, column 'a': a cell of more than 65536 bytes");
}
