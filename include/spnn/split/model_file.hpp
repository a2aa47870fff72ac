// split/model_file.hpp: a party's own weights as a file, for later prediction or further training.
//
// A file holds one party's piece of one network and nothing of any other party:
//   "SPNNMODL", format (u32), party, network (texts), number of matrices (u32), then for each its name, rows and
//   columns (u64) and its values (float32), then SHA-256 of all that. Little-endian.
// The digest finds accidents, not forgers; keep the file as private as the weights. It is written beside its
// place, readable by its owner alone, and renamed, so that a crash leaves the old file or the new one.
//
// Errors: data_error that names the file: missing, truncated, altered, of another party, network or shape.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/tensor.hpp>
#include <spnn/crypto/sha256.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

namespace spnn::inline SPNN_ABI::split {

namespace detail {

inline constexpr std::string_view model_magic = "SPNNMODL";
inline constexpr std::uint32_t model_format = 1;
inline constexpr std::size_t max_model_text = 64 * 1024;

// Writes to the disk itself, into a new file that nobody else may open, then puts it in place of the old one.
inline void write_file(const std::filesystem::path& path, std::span<const std::byte> content) {
    auto beside = path;
    beside += ".new";
    ::unlink(beside.c_str());  // what a crash has left
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    bool good = file >= 0;
    while (good && !content.empty()) {
        const auto written = ::write(file, content.data(), content.size());
        good = written > 0;
        if (good) content = content.subspan(static_cast<std::size_t>(written));
    }
    good = good && ::fsync(file) == 0;
    if (file >= 0) good = ::close(file) == 0 && good;
    good = good && ::rename(beside.c_str(), path.c_str()) == 0;
    if (!good && file >= 0) ::unlink(beside.c_str());
    require<data_error>(good, path.string(), ": cannot be written");
}

[[nodiscard]] inline bytes read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    require<data_error>(in.good() && !failed, path.string(), ": cannot be opened");
    bytes content(size);
    in.read(reinterpret_cast<char*>(content.data()), static_cast<std::streamsize>(size));
    require<data_error>(in.gcount() == static_cast<std::streamsize>(size), path.string(),
                        ": cannot be read to its end");
    return content;
}

}  // namespace detail

// Writes the weights of `holder_of_weights` (it has for_each_weight) as those of `party_name` in `network`.
template <class Weights>
void save_model(const std::filesystem::path& path, std::string_view party_name, std::string_view network,
                const Weights& holder_of_weights) {
    byte_writer out;
    out.array(std::span<const char>(detail::model_magic));
    out.scalar(detail::model_format);
    out.string(party_name);
    out.string(network);
    std::uint32_t count = 0;
    holder_of_weights.for_each_weight([&](std::string_view, const matrix<float>&) { ++count; });
    out.scalar(count);
    holder_of_weights.for_each_weight([&](std::string_view name, const matrix<float>& x) {
        out.string(name);
        out.scalar(static_cast<std::uint64_t>(rows(x)));
        out.scalar(static_cast<std::uint64_t>(columns(x)));
        out.array(elements(x));
    });
    const auto digest = crypto::sha256(out.view());
    out.array(std::span<const std::byte>(digest));
    detail::write_file(path, out.view());
}

// Reads weights that save_model wrote for the same party and network; shapes must be those it has.
template <class Weights>
void load_model(const std::filesystem::path& path, std::string_view party_name, std::string_view network,
                Weights& holder_of_weights) {
    const auto content = detail::read_file(path);
    const auto file = path.string();
    constexpr std::size_t digest_bytes = sizeof(crypto::digest);
    require<data_error>(content.size() > digest_bytes + detail::model_magic.size() &&
                            std::memcmp(content.data(), detail::model_magic.data(), detail::model_magic.size()) == 0,
                        file, ": is no model file");
    const auto body = std::span(content).first(content.size() - digest_bytes);
    const auto digest = crypto::sha256(body);
    require<data_error>(std::equal(digest.begin(), digest.end(), content.end() - digest_bytes), file,
                        ": is truncated or was altered");
    byte_reader in(body.subspan(detail::model_magic.size()));
    const auto format = in.scalar<std::uint32_t>("format");
    require<data_error>(format == detail::model_format, file, ": has format ", format, ", expected ",
                        detail::model_format);
    const auto expect = [&](std::string_view what, std::string_view expected) {
        const auto found = in.string(detail::max_model_text, what);
        require<data_error>(found == expected, file, ": the ", what, " is ", found, ", expected ", expected);
    };
    expect("party", party_name);
    expect("network", network);
    std::uint32_t expected_count = 0;
    holder_of_weights.for_each_weight([&](std::string_view, const matrix<float>&) { ++expected_count; });
    const auto count = in.scalar<std::uint32_t>("number of matrices");
    require<data_error>(count == expected_count, file, ": holds ", count, " matrices, expected ", expected_count);
    std::vector<matrix<float>> loaded;  // all or nothing: weights change once the whole file has been found right
    std::as_const(holder_of_weights).for_each_weight([&](std::string_view name, const matrix<float>& x) {
        expect("matrix", name);
        const auto m = in.scalar<std::uint64_t>("rows"), n = in.scalar<std::uint64_t>("columns");
        require<data_error>(m == rows(x) && n == columns(x), file, ": ", name, " is ", m, "x", n, ", expected ",
                            shape_text(x));
        loaded.push_back(make_matrix<float>(m, n));
        in.array(elements(loaded.back()), name);
    });
    in.finish(file);
    auto next = loaded.begin();
    holder_of_weights.for_each_weight([&](std::string_view, matrix<float>& x) { x = std::move(*next++); });
}

}  // namespace spnn::inline SPNN_ABI::split
