// store/sealed_file.hpp: files that are one party's own: complete or not there, and sealed.
//
// A sealed file is eight letters that say what it is, its format (u32), what it holds, and SHA-256 of all that.
// Little-endian. The digest finds accidents, not forgers; keep the file as private as what is in it. A file is
// written beside its place, readable by its owner alone, and renamed once it is on the disk, so that a crash leaves the
// old file or the new one.
//
// Errors: data_error that names the file.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/secret.hpp>
#include <spnn/core/tensor.hpp>
#include <spnn/crypto/sha256.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace SPNN_NAMESPACE::store {

// Bytes of the longest text in a file.
inline constexpr std::size_t max_file_text = 64 * 1024;

// Makes a rename in this folder last. A file system that has no such call is left to itself.
[[nodiscard]] inline bool flush_folder(std::filesystem::path folder) {
    if (folder.empty()) folder = ".";
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return false;
    const bool good = ::fsync(opened) == 0 || errno == EINVAL;
    return ::close(opened) == 0 && good;
}

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
    good = good && flush_folder(path.parent_path());
    require<data_error>(good, path.string(), ": cannot be written");
}

// The whole file; one of more than `most` bytes is refused.
[[nodiscard]] inline bytes read_file(const std::filesystem::path& path, std::uintmax_t most = std::uintmax_t{1} << 40) {
    std::ifstream in(path, std::ios::binary);
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    require<data_error>(in.good() && !failed, path.string(), ": cannot be opened");
    require<data_error>(size <= most, path.string(), ": has ", size, " bytes, at most ", most, " expected");
    bytes content(size);
    in.read(reinterpret_cast<char*>(content.data()), static_cast<std::streamsize>(size));
    require<data_error>(in.gcount() == static_cast<std::streamsize>(size), path.string(),
                        ": cannot be read to its end");
    return content;
}

// Makes the folder, and those above it that are missing, for its owner alone; one that is there stays as it is.
inline void make_private_folder(const std::filesystem::path& folder) {
    std::error_code ignored;
    if (folder.empty() || std::filesystem::is_directory(folder, ignored)) return;
    make_private_folder(folder.parent_path());
    ::mkdir(folder.c_str(), S_IRWXU);  // another process may have made it meanwhile
    require<data_error>(std::filesystem::is_directory(folder, ignored), folder.string(),
                        ": this folder cannot be made");
}

// Bytes that are wiped when they go.
class private_bytes {
public:
    // Takes them over.
    explicit private_bytes(bytes raw) : raw_(std::move(raw)) {}
    private_bytes(private_bytes&&) = default;  // the bytes themselves do not move: views of them stay right
    private_bytes& operator=(private_bytes&&) = delete;
    ~private_bytes() {
        if (!raw_.empty()) wipe(raw_.data(), raw_.size());
    }

    // All of them.
    [[nodiscard]] std::span<const std::byte> view() const { return raw_; }

private:
    bytes raw_;
};

// What a sealed file is.
struct sealed_kind {
    std::string_view magic;  // eight letters
    std::uint32_t format;    // of what it holds
    std::string_view what;   // "model file"
};

// The beginning of such a file.
[[nodiscard]] inline byte_writer begin_sealed(const sealed_kind& kind) {
    byte_writer out;
    out.array(std::span<const char>(kind.magic));
    out.scalar(kind.format);
    return out;
}

// The whole file: what was written, then `last`, then the digest. A secret belongs in `last`: no other copy of it stays
// in memory.
[[nodiscard]] inline bytes seal(byte_writer content, std::span<const std::byte> last = {}) {
    crypto::sha256_hasher hasher;
    hasher.update(content.view());
    hasher.update(last);
    const auto digest = hasher.finish();
    bytes end(last.size() + digest.size());
    std::copy(digest.begin(), digest.end(), std::copy(last.begin(), last.end(), end.begin()));
    content.array(std::span<const std::byte>(end));
    wipe(end.data(), end.size());
    return content.take();
}

// Whether every byte is as it was sealed; format and contents are not looked at.
[[nodiscard]] inline bool is_sound(std::span<const std::byte> content, const sealed_kind& kind) {
    constexpr std::size_t digest_bytes = sizeof(crypto::digest);
    if (content.size() < kind.magic.size() + sizeof kind.format + digest_bytes) return false;
    if (std::memcmp(content.data(), kind.magic.data(), kind.magic.size()) != 0) return false;
    const auto digest = crypto::sha256(content.first(content.size() - digest_bytes));
    return std::equal(digest.begin(), digest.end(), content.end() - digest_bytes);
}

// What stands between format and digest of a file that begin_sealed and seal made; anything else is refused.
[[nodiscard]] inline std::span<const std::byte> unseal(std::span<const std::byte> content, const sealed_kind& kind,
                                                       const std::string& file) {
    const auto magic = std::as_bytes(std::span(kind.magic));
    require<data_error>(content.size() >= magic.size() && std::equal(magic.begin(), magic.end(), content.begin()), file,
                        ": is no ", kind.what);
    require<data_error>(is_sound(content, kind), file, ": is truncated or was altered");
    byte_reader in(content.first(content.size() - sizeof(crypto::digest)).subspan(magic.size()), file);
    const auto format = in.whole<std::uint32_t>("format", 0, 1'000'000);
    require<data_error>(format == kind.format, file, ": has format ", format, ", expected ", kind.format);
    return in.take(in.left(), "content");
}

// Reads a text that must be `expected`.
inline void expect_text(byte_reader& in, const std::string& file, std::string_view what, std::string_view expected) {
    const auto found = in.string(max_file_text, what);
    require<data_error>(found == expected, file, ": the ", what, " is ", found, ", expected ", expected);
}

// Name, rows, columns (u64) and values (float32).
inline void write_matrix(byte_writer& out, std::string_view name, const matrix<float>& x) {
    out.string(name);
    out.scalar(static_cast<std::uint64_t>(rows(x)));
    out.scalar(static_cast<std::uint64_t>(columns(x)));
    out.array(elements(x));
}

// Reads the matrix of that name. It must have the shape of `like`, unless that is empty.
[[nodiscard]] inline matrix<float> read_matrix(byte_reader& in, const std::string& file, std::string_view name,
                                               const matrix<float>& like) {
    expect_text(in, file, "matrix", name);
    constexpr auto most = (std::uint64_t{1} << 32) - 1;  // of an empty matrix too: its strides are numbers as well
    const auto m = in.whole<std::uint64_t>("rows", 0, most), n = in.whole<std::uint64_t>("columns", 0, most);
    require<data_error>(like.size() == 0 || (m == rows(like) && n == columns(like)), file, ": ", name, " is ", m, "x",
                        n, ", expected ", shape_text(like));
    require<data_error>(m == 0 || n <= in.left() / sizeof(float) / m, file, ": ", name, " is ", m, "x", n,
                        ", which is more than the file holds");
    auto x = make_matrix<float>(m, n);
    in.array(elements(x), name);
    return x;
}

}  // namespace SPNN_NAMESPACE::store
