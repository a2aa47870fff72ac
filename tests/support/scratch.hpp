// support/scratch.hpp: a folder of a test's own, which goes with the test.

#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <random>
#include <span>
#include <string>

namespace test {

namespace fs = std::filesystem;

struct scratch {
    fs::path folder = fs::temp_directory_path() / ("spnn test " + std::to_string(std::random_device{}()));
    scratch() { fs::create_directories(folder); }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() { fs::remove_all(folder); }
};

// Writes a file without the care that the library takes, which costs time.
inline void write_plainly(const fs::path& path, std::span<const std::byte> content) {
    fs::remove(path);  // some file systems flush a file that is written over
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
}

// Whether nobody but the owner may do anything with it.
inline bool is_private(const fs::path& path) {
    return (fs::status(path).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none;
}

}  // namespace test
