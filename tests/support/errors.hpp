// support/errors.hpp: the text of an error.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/testing/errors.hpp>

#include <string_view>

namespace test {

using namespace spnn::testing;

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace test
