// net/detail/source.hpp: where a connection comes from, as far as limits for each source go.
//
// An IPv4 address is one source. An IPv6 address stands for its /64: whoever has one of them has them all.

#pragma once

#include <spnn/core/abi.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include <arpa/inet.h>

namespace SPNN_NAMESPACE::net::detail {

// The source of an address in text form; the text itself when it is none.
[[nodiscard]] inline std::string source_of(const std::string& address) {
    std::array<std::uint8_t, 16> raw{};
    const auto scope = address.find('%');
    if (inet_pton(AF_INET6, address.substr(0, scope).c_str(), raw.data()) != 1) return address;
    std::array<char, INET6_ADDRSTRLEN> name{};
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::equal(mapped.begin(), mapped.end(), raw.begin())) {
        inet_ntop(AF_INET, raw.data() + mapped.size(), name.data(), name.size());
        return name.data();
    }
    std::fill(raw.begin() + 8, raw.end(), std::uint8_t{0});
    inet_ntop(AF_INET6, raw.data(), name.data(), name.size());
    return std::string(name.data()) + "/64";
}

}  // namespace SPNN_NAMESPACE::net::detail
