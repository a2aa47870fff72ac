// core/deadline.hpp: the moment at which a wait gives up. Every wait in the library takes one.

#pragma once

#include <spnn/core/abi.hpp>

#include <chrono>

namespace SPNN_NAMESPACE {

class deadline {
public:
    // The clock of all waits; it never goes back.
    using clock = std::chrono::steady_clock;

    // At this moment of the clock.
    explicit deadline(clock::time_point at) : at_(at) {}

    // The moment `wait` from now, of any unit; a century is the longest wait there is.
    template <class Number = clock::rep, class Period = clock::period>
    [[nodiscard]] static deadline after(std::chrono::duration<Number, Period> wait) {
        constexpr std::chrono::hours century(24 * 36'525);
        if (wait > century) return deadline(clock::now() + century);
        if (wait < -century) return deadline(clock::now() - century);
        return deadline(clock::now() + std::chrono::duration_cast<clock::duration>(wait));
    }

    // The moment, and whether it has come.
    [[nodiscard]] clock::time_point at() const { return at_; }
    [[nodiscard]] bool passed() const { return clock::now() >= at_; }

    // What is left until the deadline; zero once it has passed.
    [[nodiscard]] clock::duration left() const {
        const auto now = clock::now();
        return now < at_ ? at_ - now : clock::duration::zero();
    }

private:
    clock::time_point at_;
};

}  // namespace SPNN_NAMESPACE
