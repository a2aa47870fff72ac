#include <spnn/core/abi.hpp>
#include <spnn/core/error.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <typeinfo>

namespace {

// The macro's value as text.
#define SPNN_TEST_QUOTE(name) #name
#define SPNN_TEST_TEXT(name) SPNN_TEST_QUOTE(name)
constexpr std::string_view abi = SPNN_TEST_TEXT(SPNN_ABI);

}  // namespace

TEST_CASE("core/abi: the namespace is named after the instruction sets of this unit") {
    CHECK(abi.starts_with("abi_"));
    CHECK(abi.size() == 4 + 11);
    CHECK(abi.find_first_not_of("01", 4) == std::string_view::npos);
    // One digit for each instruction set, in the order of the header; two of them as the compiler states them.
    constexpr std::size_t sse42 = 4, avx2 = 6;
#ifdef __SSE4_2__
    CHECK(abi[sse42] == '1');
#else
    CHECK(abi[sse42] == '0');
#endif
#ifdef __AVX2__
    CHECK(abi[avx2] == '1');
#else
    CHECK(abi[avx2] == '0');
#endif
}

TEST_CASE("core/abi: every name stands in it, and is found without it") {
    const std::string mangled = typeid(spnn::error).name();
    CHECK(mangled.find(abi) != std::string::npos);
    CHECK(typeid(spnn::SPNN_ABI::error) == typeid(spnn::error));
}
