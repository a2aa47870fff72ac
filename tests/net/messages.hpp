// net/messages.hpp: kinds of messages for the tests of this room.

#pragma once

#include <spnn/core/ring/z2k.hpp>
#include <spnn/net/message.hpp>

namespace net_tests {

struct words {
    static constexpr std::uint16_t id = 0x0102;
    static constexpr std::string_view name = "words";
    using value_type = std::uint32_t;
};
struct floats {
    static constexpr std::uint16_t id = 0x0103;
    static constexpr std::string_view name = "floats";
    using value_type = float;
};
struct shares {
    static constexpr std::uint16_t id = 0x0104;
    static constexpr std::string_view name = "shares";
    using value_type = std::uint64_t;
};
struct wide_shares {
    static constexpr std::uint16_t id = 0x0105;
    static constexpr std::string_view name = "wide_shares";
    using value_type = spnn::uint128;
};
struct blob {
    static constexpr std::uint16_t id = 0x0106;
    static constexpr std::string_view name = "blob";
    using value_type = std::byte;
};

// Bytes written in hexadecimal.
inline spnn::bytes unhex(std::string_view digits) {
    const auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    spnn::bytes out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<std::byte>(nibble(digits[i]) * 16 + nibble(digits[i + 1])));
    return out;
}

}  // namespace net_tests
