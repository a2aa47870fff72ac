// nn/schedule.hpp: the learning rate as a function of the step, which counts from 0.
//
//   constant      initial
//   step_decay    initial factor^floor(step / period)
//   exponential   initial factor^(step / period), the same without the stairs
//   cosine        from initial down to `last` along half a cosine, within `period` steps; `last` afterwards
//                 (Loshchilov & Hutter 2017, without restarts)
//   one_cycle     from initial factor up to initial within the first three tenths of `period` steps, then down to
//   `last`
//                 within the rest, both along half a cosine; `last` afterwards (Smith & Topin 2019)
//
// All parties of a run compute the rate by themselves, so it is one of these forms: a function of somebody's own cannot
// go over the wire. Where one machine trains alone, any rate can be given to a step: updater::apply
// (nn/update_rule.hpp).

#pragma once

#include <spnn/core/record.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace SPNN_NAMESPACE::nn {

// Plain values, so that a plan can be written to a file and compared; rate(step) refuses senseless ones.
struct schedule {
    // The forms listed above.
    enum class form : std::uint8_t { constant, step_decay, exponential, cosine, one_cycle };

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

    // `largest` is the rate at the turn, from which it comes 25 times smaller unless told otherwise.
    [[nodiscard]] static schedule one_cycle(double largest, std::uint64_t period, double last = 0,
                                            double first_part = 0.04) {
        return {form::one_cycle, largest, first_part, last, period};
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
            case form::cosine: return between(initial, last, step, period);
            case form::one_cycle:
                return step < turn() ? between(initial * factor, initial, step, turn())
                                     : between(initial, last, step - turn(), period - turn());
        }
        throw usage_error("schedule: unknown form");
    }

    // The largest rate of the first `steps` steps.
    [[nodiscard]] double largest(std::uint64_t steps) const {
        const auto last_step = steps == 0 ? 0 : steps - 1;
        const double at_the_turn = shape == form::one_cycle && last_step >= turn() ? rate(turn()) : 0;
        return std::max({rate(0), rate(last_step), at_the_turn});  // between these every form goes one way
    }

    // Its fields and their bounds (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& self, F&& f) {
        f("schedule", record::one_of<form>("constant", "step_decay", "exponential", "cosine", "one_cycle"), self.shape);
        f("learning_rate", record::number<double>{0, 1e6}, self.initial);
        f("rate_factor", record::number<double>{0, 1e6}, self.factor);
        f("last_rate", record::number<double>{0, 1e6}, self.last);
        f("rate_period", record::number<std::uint64_t>{1, std::uint64_t{1} << 40}, self.period);
    }

    friend bool operator==(const schedule&, const schedule&) = default;

private:
    // Where one_cycle turns, before its end.
    [[nodiscard]] std::uint64_t turn() const { return period * 3 / 10; }
    // Along half a cosine, within `steps` steps; `to` afterwards.
    [[nodiscard]] static double between(double from, double to, std::uint64_t step, std::uint64_t steps) {
        const double way = static_cast<double>(std::min(step, steps)) / static_cast<double>(steps);
        return to + (from - to) * (1 + std::cos(std::numbers::pi * way)) / 2;
    }

    schedule(form f, double i, double k, double l, std::uint64_t p)
        : shape(f), initial(i), factor(k), last(l), period(p) {}
};

}  // namespace SPNN_NAMESPACE::nn
