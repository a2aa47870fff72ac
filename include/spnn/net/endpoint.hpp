// net/endpoint.hpp: where a party listens: a host and a port.

#pragma once

#include <spnn/core/error.hpp>

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace SPNN_NAMESPACE::net {

struct endpoint {
    std::string host;        // a name or an address
    std::uint16_t port = 0;  // 0, for a listener: any free one

    // "bank.example:7000", "10.0.0.1:7000", "[::1]:7000"; usage_error for anything else.
    [[nodiscard]] static endpoint parse(std::string_view text_form) {
        const auto colon = text_form.rfind(':');
        const bool split = colon != std::string_view::npos;
        auto host = text_form.substr(0, split ? colon : 0);
        const auto digits = split ? text_form.substr(colon + 1) : std::string_view();
        const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
        if (bracketed) host = host.substr(1, host.size() - 2);
        std::uint16_t port = 0;
        const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
        const bool is_number = failed == std::errc() && end == digits.data() + digits.size();
        const bool is_host = !host.empty() && (bracketed || host.find_first_of(":[] ") == std::string_view::npos);
        require<usage_error>(is_host && is_number, "\"", text_form,
                             "\" is no address: expected host:port, for example bank.example:7000 or [::1]:7000");
        return {std::string(host), port};
    }

    // As parse reads it.
    [[nodiscard]] std::string name() const {
        return host.find(':') == std::string::npos ? text(host, ":", port) : text("[", host, "]:", port);
    }
    friend bool operator==(const endpoint&, const endpoint&) = default;
};

}  // namespace SPNN_NAMESPACE::net
