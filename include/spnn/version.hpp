// version.hpp: the version of the library, as macros for the preprocessor and as a text, and those of its formats.
//
// CMakeLists.txt reads the three numbers from here; they stand nowhere else.

#pragma once

#include <spnn/core/abi.hpp>

#include <string_view>

// The three numbers of the version.
#define SPNN_VERSION_MAJOR 0
#define SPNN_VERSION_MINOR 1
#define SPNN_VERSION_PATCH 0

#define SPNN_VERSION_QUOTE(a, b, c) #a "." #b "." #c
#define SPNN_VERSION_TEXT(a, b, c) SPNN_VERSION_QUOTE(a, b, c)

namespace SPNN_NAMESPACE {

// "major.minor.patch".
inline constexpr std::string_view version =
    SPNN_VERSION_TEXT(SPNN_VERSION_MAJOR, SPNN_VERSION_MINOR, SPNN_VERSION_PATCH);

// The form of what crosses the wire with what both of its ends compute alike (order of batches, numbers of streams,
// keys, encoding, rounding), and that of model files and checkpoints. Parties work together, and files are read, where
// these are equal, whatever the version of the library; a change of either adds one (tests/split/formats.cpp).
inline constexpr unsigned wire_version = 4;
inline constexpr unsigned file_version = 3;

}  // namespace SPNN_NAMESPACE
