// testing/errors.hpp: the text of an error.

#pragma once

#include <spnn/core/abi.hpp>

#include <string>

namespace SPNN_NAMESPACE::testing {

// The text of the Error that `body` throws; "" when it throws none. Any other exception passes.
template <class Error, class Body>
[[nodiscard]] std::string error_of(Body&& body) {
    try {
        body();
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

}  // namespace SPNN_NAMESPACE::testing
