// What an operator sees: one JSON object a line on the standard error, for machines; and at the coordinator a status on
// the standard output, for people. Neither ever holds data, labels, weights or keys.

#pragma once

#include <initializer_list>
#include <iostream>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace spnn_party {

class logger {
public:
    explicit logger(std::string self) : self_(std::move(self)) {}

    using value = std::variant<std::string, std::int64_t, double, bool>;
    using fields = std::initializer_list<std::pair<std::string_view, value>>;

    // {"time": "2026-11-20T10:00:00.123Z", "party": "server", "level": "info", "event": "...", ...}; from any thread.
    void info(std::string_view event, fields more = {}) const { write("info", event, more); }
    void error(std::string_view event, fields more = {}) const { write("error", event, more); }

private:
    void write(std::string_view level, std::string_view event, fields more) const;

    std::string self_;
    mutable std::mutex mutex_;
};

}  // namespace spnn_party
