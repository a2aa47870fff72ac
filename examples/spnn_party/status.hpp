// How the run goes, for people: on a terminal one line drawn over and over, elsewhere a line an epoch.

#pragma once

#include <spnn/coordinate/reports.hpp>

#include <unistd.h>

#include <iostream>
#include <map>
#include <string>

namespace spnn_party {

class status {
public:
    explicit status(std::size_t epochs) : epochs_(epochs), terminal_(::isatty(STDOUT_FILENO) == 1) {}

    void show(const std::string& party, const spnn::coordinate::party_report& r) {
        parties_[party] = describe(r);
        if (terminal_) draw();
    }
    void show(const spnn::coordinate::epoch_news& news) {
        const auto line = spnn::text("epoch ", news.epoch + 1, " of ", epochs_, "   loss ", news.losses.train_loss);
        epoch_ = line;
        if (terminal_)
            draw();
        else
            std::cout << line << std::endl;
    }
    void end() const {
        if (terminal_) std::cout << "\n";
    }

private:
    [[nodiscard]] static std::string describe(const spnn::coordinate::party_report& r) {
        using spnn::coordinate::stage;
        if (r.at == stage::failed) return "failed";
        if (r.at != stage::running) return std::string(name_of(r.at));
        return r.waiting_ms > 1000 ? "waiting for " + r.waiting_for : spnn::text("step ", r.step);
    }

    void draw() const {
        std::string line = epoch_;
        for (const auto& [name, state] : parties_) line += (line.empty() ? "" : " | ") + name + ": " + state;
        std::cout << "\r\x1b[K" << line.substr(0, 160) << std::flush;
    }

    std::size_t epochs_;
    bool terminal_;
    std::string epoch_;
    std::map<std::string, std::string> parties_;
};

}  // namespace spnn_party
