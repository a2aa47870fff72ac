// nn/schedule.hpp: the learning rate as a function of the step, which counts from 0.
//
//   constant      initial
//   step_decay    initial factor^floor(step / period)
//   exponential   initial factor^(step / period), the same without the stairs
//   cosine        from initial down to `last` along half a cosine, within `period` steps; `last` afterwards
//                 (Loshchilov & Hutter 2017, without restarts)

#pragma once

#include <spnn/core/record.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace spnn::inline SPNN_ABI::nn {

// Plain values, so that a plan can be written to a file and compared; rate(step) refuses senseless ones.
struct schedule {
    // The forms listed above.
    enum class form : std::uint8_t { constant, step_decay, exponential, cosine };

    // As named above; what a form does not name, it does not read.
    form shape = form::constant;
    double initial = 0.01;
    double factor = 1;
    double last = 0;
    std::uint64_t period = 1;

    schedule() = default;
    // A number is a constant schedule.
    schedule(double rate) : initial(rate) {}

    [[nodiscard]] static schedule constant(double rate) { return {rate}; }
    [[nodiscard]] static schedule step_decay(double initial, double factor, std::uint64_t period) {
        return {form::step_decay, initial, factor, 0, period};
    }
    [[nodiscard]] static schedule exponential(double initial, double factor, std::uint64_t period = 1) {
        return {form::exponential, initial, factor, 0, period};
    }
    [[nodiscard]] static schedule cosine(double initial, double last, std::uint64_t period) {
        return {form::cosine, initial, 1, last, period};
    }

    // The rate of one step; usage_error for a field that is out of its bounds.
    [[nodiscard]] double rate(std::uint64_t step) const {
        record::check(*this, "schedule");
        switch (shape) {
            case form::constant: return initial;
            case form::step_decay: {
                const auto steps_down = step / period;
                return initial * std::pow(factor, static_cast<double>(steps_down));
            }
            case form::exponential:
                return initial * std::pow(factor, static_cast<double>(step) / static_cast<double>(period));
            case form::cosine: {
                const double way = static_cast<double>(std::min(step, period)) / static_cast<double>(period);
                return last + (initial - last) * (1 + std::cos(std::numbers::pi * way)) / 2;
            }
        }
        throw usage_error("schedule: unknown form");
    }

    // The largest rate of the first `steps` steps.
    [[nodiscard]] double largest(std::uint64_t steps) const {
        const auto last_step = steps == 0 ? 0 : steps - 1;
        return std::max(rate(0), rate(last_step));  // every form goes one way
    }

    // Its fields and their bounds (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& self, F&& f) {
        f("schedule", record::one_of<form>("constant", "step_decay", "exponential", "cosine"), self.shape);
        f("learning_rate", record::number<double>{0, 1e6}, self.initial);
        f("rate_factor", record::number<double>{0, 1e6}, self.factor);
        f("last_rate", record::number<double>{0, 1e6}, self.last);
        f("rate_period", record::number<std::uint64_t>{1, std::uint64_t{1} << 40}, self.period);
    }

    friend bool operator==(const schedule&, const schedule&) = default;

private:
    schedule(form f, double i, double k, double l, std::uint64_t p)
        : shape(f), initial(i), factor(k), last(l), period(p) {}
};

}  // namespace spnn::inline SPNN_ABI::nn
