// support/memory_file.hpp: a file that lies in memory, for readers that take a path.

#pragma once

#include <support/checks.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace fuzz {

class memory_file {
public:
    explicit memory_file(std::span<const std::byte> content) : file_(::memfd_create("input", MFD_CLOEXEC)) {
        bool good = file_ >= 0;
        while (good && !content.empty()) {
            const auto written = ::write(file_, content.data(), content.size());
            good = written > 0;
            if (good) content = content.subspan(static_cast<std::size_t>(written));
        }
        if (!good) throw std::runtime_error("memory_file: cannot be made");
    }
    memory_file(const memory_file&) = delete;
    memory_file& operator=(const memory_file&) = delete;
    ~memory_file() { ::close(file_); }

    [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(file_); }

private:
    int file_;
};

}  // namespace fuzz
