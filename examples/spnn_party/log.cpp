#include "log.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <ctime>

namespace spnn_party {

namespace {

[[nodiscard]] std::string now() {
    const auto time = std::chrono::system_clock::now();
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text;
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() % 1000;
    auto digits = std::to_string(1000 + ms).substr(1);
    return std::string(text.data(), length) + "." + digits + "Z";
}

}  // namespace

void logger::write(std::string_view level, std::string_view event, fields more) const {
    nlohmann::ordered_json line;
    line["time"] = now();
    line["party"] = self_;
    line["level"] = level;
    line["event"] = event;
    for (const auto& [key, content] : more)
        std::visit([&line, &name = key](const auto& v) { line[std::string(name)] = v; }, content);
    const auto text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    const std::lock_guard lock(mutex_);
    std::cerr << text << std::flush;
}

}  // namespace spnn_party
