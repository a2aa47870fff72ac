// support/checks.hpp: what a target says of the library, and how a broken promise ends it.
//
// Nothing here is caught by a target, so that a fuzzer stops where the promise was broken.

#pragma once

#include <optional>
#include <stdexcept>
#include <string>

namespace fuzz {

// An input has broken what the library promises.
class broken : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

inline void holds(bool promise, const char* what) {
    if (!promise) throw broken(what);
}

// The text of the error with which `body` refuses; none when it goes through. Only the Kinds that are right for
// foreign bytes count as a refusal: anything else passes on and is a finding.
template <class Kind, class... More, class Body>
[[nodiscard]] std::optional<std::string> refusal(Body&& body) {
    try {
        if constexpr (sizeof...(More) > 0)
            return refusal<More...>(body);
        else
            body();
        return std::nullopt;
    } catch (const Kind& e) {
        holds(*e.what() != '\0', "a refusal says why");
        return e.what();
    }
}

}  // namespace fuzz
