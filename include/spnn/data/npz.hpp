// data/npz.hpp: named arrays as one .npz file: a ZIP archive with a .npy file for each, as numpy.savez writes it.
//
// Optional: only this header includes libzip, and only programs that include it link to it. Read: stored and compressed
// archives; every entry's checksum is verified. Written: stored, in the given order, with a fixed date, so that equal
// arrays give equal bytes.
//
// Errors: data_error that begins with `source`. What would unpack to more than npz_limits allow is refused on the way:
// memory stays within a few times the limit, whatever the archive says of its sizes.

#pragma once

#include <spnn/data/npy.hpp>

#include <zip.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace SPNN_NAMESPACE::data {

// What an archive may hold.
struct npz_limits {
    std::size_t arrays = 4096;                       // in one archive
    std::size_t total_bytes = std::size_t{1} << 32;  // unpacked, of all together
};

namespace detail {

inline constexpr std::string_view npy_ending = ".npy";

struct zip_closer {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};
template <class T>
using zip_handle = std::unique_ptr<T, zip_closer>;

// Reads one entry block by block: what it says of its size is not believed.
[[nodiscard]] inline bytes unpack(zip_t* archive, zip_uint64_t index, std::size_t most, std::string_view source) {
    const zip_handle<zip_file_t> file(zip_fopen_index(archive, index, 0));
    require<data_error>(file != nullptr, source, ": entry ", index, " cannot be unpacked");
    bytes out;
    std::array<std::byte, 65536> block;
    for (;;) {
        const auto got = zip_fread(file.get(), block.data(), block.size());
        require<data_error>(got >= 0, source, ": entry ", index, " is damaged");
        if (got == 0) return out;
        const auto size = static_cast<std::size_t>(got);
        require<data_error>(size <= most - out.size(), source, ": unpacks to more bytes than npz_limits allow");
        out.insert(out.end(), block.begin(), block.begin() + got);
    }
}

}  // namespace detail

// All arrays of the archive, in its order. Entries that are no .npy files, and names that occur twice, are refused.
[[nodiscard]] inline std::vector<named_array> parse_npz(std::span<const std::byte> file, std::string_view source,
                                                        const npz_limits& limits = {}) {
    auto* const content = zip_source_buffer_create(file.data(), file.size(), 0, nullptr);
    const detail::zip_handle<zip_t> archive(zip_open_from_source(content, ZIP_RDONLY | ZIP_CHECKCONS, nullptr));
    if (!archive) zip_source_free(content);  // otherwise the archive has it
    // To libzip no bytes at all are an archive of nothing.
    require<data_error>(archive != nullptr && !file.empty(), source, ": is no .npz file, or a damaged one");
    const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
    require<data_error>(count <= limits.arrays, source, ": holds ", count, " arrays, at most ", limits.arrays,
                        " allowed");
    std::vector<named_array> out;
    auto left = limits.total_bytes;
    for (zip_uint64_t i = 0; i < count; ++i) {
        const char* const said = zip_get_name(archive.get(), i, 0);
        std::string name = said == nullptr ? "" : said;
        require<data_error>(name.size() > detail::npy_ending.size() && name.ends_with(detail::npy_ending), source,
                            ": entry ", i, " is no .npy file");
        name.resize(name.size() - detail::npy_ending.size());
        require<data_error>(std::ranges::find(out, name, &named_array::first) == out.end(), source, ": entry ", i,
                            " has a name that occurred before");
        out.emplace_back(std::move(name), detail::unpack(archive.get(), i, left, source));
        left -= out.back().second.size();
    }
    return out;
}

// The bytes of an archive that holds these arrays; usage_error when there is none, or a name is empty or occurs twice.
[[nodiscard]] inline bytes npz_bytes(const std::vector<named_array>& arrays) {
    require<usage_error>(!arrays.empty(), "npz_bytes: no arrays");
    detail::zip_handle<zip_source_t> memory(zip_source_buffer_create(nullptr, 0, 0, nullptr));
    detail::zip_handle<zip_t> archive(zip_open_from_source(memory.get(), ZIP_TRUNCATE, nullptr));
    const auto works = [](bool good) { require<error>(good, "npz_bytes: libzip cannot write the archive"); };
    works(archive != nullptr);
    zip_source_keep(memory.get());  // for reading it after the archive is closed
    for (const auto& [name, content] : arrays) {
        require<usage_error>(!name.empty(), "npz_bytes: an array has no name");
        const auto file = name + std::string(detail::npy_ending);
        auto* const from = zip_source_buffer(archive.get(), content.data(), content.size(), 0);
        const auto at = zip_file_add(archive.get(), file.c_str(), from, 0);
        if (at < 0) zip_source_free(from);
        require<usage_error>(at >= 0, "npz_bytes: the name ", name, " occurs twice or is no name for a file");
        const auto index = static_cast<zip_uint64_t>(at);
        works(zip_set_file_compression(archive.get(), index, ZIP_CM_STORE, 0) == 0);
        works(zip_file_set_dostime(archive.get(), index, 0, (1 << 5) | 1, 0) == 0);  // the first of January 1980
    }
    works(zip_close(archive.get()) == 0);
    static_cast<void>(archive.release());

    zip_stat_t size{};
    works(zip_source_open(memory.get()) == 0);
    works(zip_source_stat(memory.get(), &size) == 0);
    bytes out(size.size);
    const auto got = zip_source_read(memory.get(), out.data(), out.size());
    zip_source_close(memory.get());
    works(got >= 0 && static_cast<std::size_t>(got) == out.size());
    return out;
}

}  // namespace SPNN_NAMESPACE::data
