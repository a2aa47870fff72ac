// support/wrong_arguments.hpp: calls with arguments that make no sense. Whatever leaves the library is a spnn::error
// whose sentence names what was wrong.

#pragma once

#include <spnn/core/error.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <initializer_list>
#include <string>
#include <typeinfo>

namespace test {

// A call, and the words of the sentence that name its argument.
struct wrong_call {
    std::string names;
    std::function<void()> call;
};

inline void check_all_refused(std::initializer_list<wrong_call> calls) {
    for (const auto& one : calls) {
        const auto& names = one.names;
        CAPTURE(names);
        try {
            one.call();
            FAIL_CHECK("nothing is thrown");
        } catch (const spnn::error& e) {
            const std::string sentence = e.what();
            CHECK_MESSAGE(sentence.find(names) != std::string::npos, sentence);
        } catch (const std::exception& e) {
            FAIL_CHECK(typeid(e).name(), " leaves the library: ", e.what());
        }
    }
}

}  // namespace test
