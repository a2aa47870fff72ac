// support/input.hpp: the bytes of one input, taken piece by piece. At its end it goes on with zeros, so that every
// input means something.

#pragma once

#include <spnn/core/bytes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace fuzz {

class input {
public:
    input(const std::uint8_t* data, std::size_t size) : left_(std::as_bytes(std::span(data, size))) {}

    template <spnn::Scalar T>
    [[nodiscard]] T number() {
        T value{};
        const auto raw = up_to(sizeof value);
        if (!raw.empty()) std::memcpy(&value, raw.data(), raw.size());
        return value;
    }
    [[nodiscard]] unsigned byte() { return number<std::uint8_t>(); }

    // The next `size` bytes, zeros beyond the end.
    [[nodiscard]] spnn::bytes padded(std::size_t size) {
        const auto raw = up_to(size);
        spnn::bytes out(raw.begin(), raw.end());
        out.resize(size);
        return out;
    }
    // The next `size` bytes, or fewer at the end.
    [[nodiscard]] std::span<const std::byte> up_to(std::size_t size) {
        const auto head = left_.first(std::min(size, left_.size()));
        left_ = left_.subspan(head.size());
        return head;
    }
    [[nodiscard]] std::span<const std::byte> rest() { return up_to(left_.size()); }
    [[nodiscard]] spnn::bytes all() { return padded(left_.size()); }

private:
    std::span<const std::byte> left_;
};

[[nodiscard]] inline std::string_view as_text(std::span<const std::byte> raw) {
    return {reinterpret_cast<const char*>(raw.data()), raw.size()};
}

}  // namespace fuzz
