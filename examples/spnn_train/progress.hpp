// A line that grows while a network trains, on the standard error.

#pragma once

#include <spnn/split/options.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace spnn_train {

// On a terminal a bar with the loss, drawn over and over; elsewhere a plain line now and then.
class progress {
public:
    explicit progress(bool quiet);

    // Begins a training of so many epochs.
    void start(const std::string& what, std::uint64_t seed, std::size_t epochs);
    // To be called after every batch, from any one thread.
    [[nodiscard]] std::function<void(const spnn::split::batch_report&)> watch();
    // Clears the bar.
    void finish();

private:
    void show(const spnn::split::batch_report& r);
    void draw(double share, std::size_t epoch) const;

    using clock = std::chrono::steady_clock;
    bool quiet_, terminal_;
    std::string what_;
    std::size_t epochs_ = 0;
    double loss_ = 0;
    clock::time_point begun_, shown_;
};

}  // namespace spnn_train
