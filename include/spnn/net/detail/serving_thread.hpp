// net/detail/serving_thread.hpp: the start and the end of the threads that the library makes for links.
//
// A thread that the system does not grant is a transport_error. What is thrown on a thread of the library has nobody
// to catch it and would end the process, so each body catches everything and passes on the reason.

#pragma once

#include <spnn/core/error.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace SPNN_NAMESPACE::net::detail {

// What the exception says that is being handled.
[[nodiscard]] inline std::string reason_in_hand() {
    try {
        throw;
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "an unknown exception";
    }
}

// A thread that runs body(), which throws nothing.
template <class Body>
[[nodiscard]] std::thread serving_thread(std::string_view owner, Body body) {
    try {
        return std::thread(std::move(body));
    } catch (const std::exception& e) {  // the system's, or of memory
        throw transport_error(text(owner, ": no thread for a link could be started: ", e.what()));
    }
}

}  // namespace SPNN_NAMESPACE::net::detail
