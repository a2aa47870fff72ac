// support/errors.hpp: the text of an error.

#pragma once

#include <spnn/core/error.hpp>

#include <string>
#include <string_view>

namespace test {

// The text of the Error that `body` throws; "" when it throws none. Any other exception passes.
template <class Error, class Body>
std::string error_of(Body&& body) {
    try {
        body();
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace test
