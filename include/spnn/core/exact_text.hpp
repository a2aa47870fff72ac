// core/exact_text.hpp: a number as the shortest text that reads back as it: equal texts for equal numbers only.

#pragma once

#include <spnn/core/abi.hpp>

#include <array>
#include <charconv>
#include <string>

namespace SPNN_NAMESPACE {

// 0.1 as "0.1", 1e300 as "1e+300".
[[nodiscard]] inline std::string exact_text(double x) {
    std::array<char, 32> out;
    return {out.data(), std::to_chars(out.data(), out.data() + out.size(), x).ptr};
}

}  // namespace SPNN_NAMESPACE
