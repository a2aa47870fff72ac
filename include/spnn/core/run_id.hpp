// core/run_id.hpp: which run weights come from, so that files of different runs are never mixed unnoticed.
//
// Made by all parties with weights together when a run begins (session/agreement.hpp), and kept in every model file and
// checkpoint. Public; it says nothing but that two files belong together.

#pragma once

#include <spnn/core/error.hpp>

#include <array>
#include <cstddef>
#include <string>

namespace SPNN_NAMESPACE {

struct run_id {
    // Zeros: of no run.
    std::array<std::byte, 16> raw{};

    // 32 hexadecimal digits.
    [[nodiscard]] std::string name() const {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string out;
        for (const auto byte : raw) {
            out += digits[static_cast<std::size_t>(byte >> 4)];
            out += digits[static_cast<std::size_t>(byte & std::byte{15})];
        }
        return out;
    }
    friend bool operator==(const run_id&, const run_id&) = default;
};

}  // namespace SPNN_NAMESPACE
