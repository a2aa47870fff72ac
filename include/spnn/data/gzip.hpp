// data/gzip.hpp: reads a gzip-compressed CSV file as csv.hpp reads a plain one.
//
// Optional: only this header includes zlib, and only programs that include it link to it. A file that is not
// compressed is read as it is. Nothing is unpacked beyond one block and one record at a time, so a file that unpacks
// to very much ends at the limits of csv_options.

#pragma once

#include <spnn/data/csv.hpp>

#include <zlib.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace SPNN_NAMESPACE::data {

// A source for read_csv_from: the unpacked bytes of a file. data_error when it is missing, cut short or damaged.
class gzip_source {
public:
    // Opens the file.
    explicit gzip_source(const std::filesystem::path& path) : name_(path.string()) {
        std::error_code ignored;
        require<data_error>(!std::filesystem::is_directory(path, ignored), name_, ": is a folder, not a file");
        file_.reset(gzopen(path.c_str(), "rb"));
        require<data_error>(file_ != nullptr, name_, ": no such file, or it may not be read");
    }

    // Fills `out` with the next bytes and says how many; 0 at the end.
    std::size_t operator()(std::span<char> out) {
        const int got = gzread(file_.get(), out.data(), static_cast<unsigned>(out.size()));
        int problem = Z_OK;
        gzerror(file_.get(), &problem);
        require<data_error>(got >= 0 && problem == Z_OK, name_, ": the compressed file is damaged or cut short");
        return static_cast<std::size_t>(got);
    }

private:
    struct close {
        void operator()(gzFile file) const { gzclose(file); }
    };

    std::string name_;
    std::unique_ptr<gzFile_s, close> file_;
};

// The table in a compressed file; data_error as from read_csv.
[[nodiscard]] inline table read_csv_gz(const std::filesystem::path& path, const csv_options& options = {}) {
    return read_csv_from(gzip_source(path), path.string(), options);
}

}  // namespace SPNN_NAMESPACE::data
