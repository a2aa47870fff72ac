// A coordinator and its parties in one process, over in-memory links.

#pragma once

#include <spnn/net/transport/memory.hpp>
#include <spnn/split/coordinated.hpp>

#include <future>

namespace test {

namespace net = spnn::net;
namespace split = spnn::split;

inline split::proposal some_proposal() {
    split::proposal p{.protocol = "masked",
                      .cipher = "paillier",
                      .alignment = spnn::coordinate::alignment_mode::in_order,
                      .test_fraction = 0.25,
                      .split_seed = 7,
                      .plan = {.columns = {0, 0}, .label_holder = 1}};
    p.plan.rule = {spnn::nn::adam{0.8, 0.99, 1e-7}, spnn::nn::schedule::cosine(0.1, 0.01, 50), 0.001, 5};
    p.plan.epochs = 4;
    p.plan.fraction_bits = 16;
    p.plan.range_bits = 8;
    p.plan.keep_masked_features = false;
    p.plan.security_bits = 112;
    p.plan.network = "small";
    return p;
}

using seat = split::membership<net::memory_transport>;
using table = split::coordinator<net::memory_transport>;

class round_table {
public:
    explicit round_table(std::vector<std::string> names, spnn::coordinate::coordinator_options options = {},
                         split::proposal terms = some_proposal()) {
        for (const auto& name : names) ends_.emplace(name, net::make_memory_pair(1 << 20));
        if (!options.on_event)
            options.on_event = [this](const std::string& event) {
                const std::lock_guard lock(mutex_);
                events_ += event + "\n";
            };
        at_.emplace(
            std::move(terms), names,
            [this](const std::string& name, spnn::deadline) { return std::move(ends_.at(name).first); },
            std::move(options));
        ended_ = std::async(std::launch::async, [this]() -> std::string {
            try {
                at_->run();
                return "";
            } catch (const spnn::protocol_error& e) {
                return e.what();
            }
        });
    }

    static split::membership_options quick() {
        return {.interval = std::chrono::milliseconds(5), .silence = std::chrono::seconds(20)};
    }

    seat sit_down(const std::string& name) {
        return seat(std::move(ends_.at(name).second), split::party_named(name).value(), quick());
    }
    net::memory_transport raw_end(const std::string& name) { return std::move(ends_.at(name).second); }
    // Closes the link of a party that will not come, or has left.
    void walk_out(const std::string& name) {
        static_cast<void>(net::memory_transport(std::move(ends_.at(name).second)));
    }

    // The verdict; empty when the run has finished.
    std::string end() { return ended_.get(); }
    table& coordinator() { return *at_; }
    std::string events() const {
        const std::lock_guard lock(mutex_);
        return events_;
    }

private:
    mutable std::mutex mutex_;
    std::string events_;
    std::map<std::string, std::pair<net::memory_transport, net::memory_transport>> ends_;
    std::optional<table> at_;
    std::future<std::string> ended_;
};

}  // namespace test
