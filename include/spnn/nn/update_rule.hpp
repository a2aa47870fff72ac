// nn/update_rule.hpp: one step of training for a whole set of parameters.
//
// In this order: the gradients are scaled so that their common norm is at most clip_norm; l2 p is added (the
// gradient of l2 / 2 |p|^2, over all parameters, biases too); every p becomes (1 - rate weight_decay) p, which no
// optimizer sees (Loshchilov & Hutter 2019, AdamW); the optimizer moves every matrix at the schedule's rate.
// State among the parameters (nn/parameters.hpp) becomes what backward has left in the gradients.

#pragma once

#include <spnn/nn/optimizer.hpp>
#include <spnn/nn/parameters.hpp>
#include <spnn/nn/schedule.hpp>

#include <span>
#include <vector>

namespace SPNN_NAMESPACE::nn {

template <Optimizer O>
struct update_rule {
    // The optimizer, its rate by the step, and the l2 above.
    O optimizer;
    schedule rate;
    double l2 = 0;
    double clip_norm = 0;     // the largest Euclidean norm of all gradients of one step together; 0: no bound
    double weight_decay = 0;  // the part of every parameter that a step at rate 1 takes away

    // Its fields and their bounds (core/record.hpp), the optimizer's first.
    template <class Self, class F>
    static void for_each_field(Self& self, F&& f) {
        if constexpr (requires { O::for_each_field(self.optimizer, f); }) O::for_each_field(self.optimizer, f);
        schedule::for_each_field(self.rate, f);
        f("l2", record::number<double>{0, 1e6}, self.l2);
        f("clip_norm", record::number<double>{0, 1e30}, self.clip_norm);
        f("weight_decay", record::number<double>{0, 1e6}, self.weight_decay);
    }
};

namespace detail {

// A matrix of parameters and its gradient.
template <class T>
struct parameter_pair {
    matrix<T>* values;
    matrix<T>* gradient;
};

// Scales the gradients so that their common norm is at most `clip_norm`.
template <class T>
void clip(std::span<const parameter_pair<T>> pairs, double clip_norm) {
    double squares = 0;
    for (const auto& [values, gradient] : pairs)
        for (const T g : elements(*gradient)) squares += static_cast<double>(g) * static_cast<double>(g);
    const double norm = std::sqrt(squares);
    if (norm <= clip_norm) return;
    const T scale = static_cast<T>(clip_norm / norm);
    for (const auto& [values, gradient] : pairs)
        for (T& g : elements(*gradient)) g *= scale;
}

// Adds l2 p to the gradient of every p.
template <class T>
void add_l2(std::span<const parameter_pair<T>> pairs, T l2) {
    for (const auto& [values, gradient] : pairs)
        for (std::size_t i = 0; i < gradient->size(); ++i) gradient->data()[i] += l2 * values->data()[i];
}

// Multiplies every parameter.
template <class T>
void decay_by(std::span<const parameter_pair<T>> pairs, T kept) {
    for (const auto& [values, gradient] : pairs)
        for (T& x : elements(*values)) x *= kept;
}

}  // namespace detail

// Applies a rule to one set of parameters, and remembers the step and each matrix's optimizer state.
template <class T, class Params, Optimizer O>
    requires ParameterSet<Params, T>
class updater {
public:
    // usage_error for a rule with a field out of its bounds.
    explicit updater(update_rule<O> rule) : rule_(std::move(rule)) { record::check(rule_, "updater"); }

    // One step: changes p; uses `grads` (same shapes, or a usage_error before anything changes) as scratch.
    template <RandomSource G>
    void apply(Params& p, Params& grads, G& noise) {
        apply(p, grads, noise, rule_.rate.rate(steps_));
    }
    // The same at a rate of the caller's own; usage_error for one that is no rate.
    template <RandomSource G>
    void apply(Params& p, Params& grads, G& noise, double rate) {
        require<usage_error>(rate >= 0 && rate <= 1e6, "updater: a rate of ", rate, ", expected 0 to 1e6");
        match(p, grads);
        if (rule_.clip_norm > 0) detail::clip<T>(pairs_, rule_.clip_norm);
        if (rule_.l2 > 0) detail::add_l2<T>(pairs_, static_cast<T>(rule_.l2));
        if (rule_.weight_decay > 0) detail::decay_by<T>(pairs_, static_cast<T>(1 - rate * rule_.weight_decay));
        for (std::size_t k = 0; k < pairs_.size(); ++k)
            rule_.optimizer.update(states_[k], *pairs_[k].values, *pairs_[k].gradient, rate, steps_, noise);
        for (const auto& [now, next] : kept_) std::swap(*now, *next);
        ++steps_;
    }

    // How many steps have been applied.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }
    // The rule it applies.
    [[nodiscard]] const update_rule<O>& rule() const { return rule_; }

    // For checkpoints: f(name, matrix) for what the optimizer remembers, "0.velocity" for the first matrix of
    // the set. Nothing before the first step or resume.
    template <class F>
    void for_each_state(F&& f) {
        for_each_state_of(states_, f);
    }
    template <class F>
    void for_each_state(F&& f) const {
        for_each_state_of(states_, f);
    }

    // Makes this an updater of `p` that has done `steps` steps; for_each_state then gives the matrices to fill.
    void resume(const Params& p, std::uint64_t steps) {
        std::size_t count = 0;
        for_each_learned(p, [&](std::string_view, const matrix<T>&) { ++count; });
        states_.clear();
        states_.resize(count);
        steps_ = steps;
    }

private:
    template <class States, class F>
    static void for_each_state_of(States& states, F& f) {
        for (std::size_t k = 0; k < states.size(); ++k)
            states[k].for_each([&](std::string_view name, auto& x) { f(text(k, ".", name), x); });
    }

    // Lists the matrices with their gradients, and the state with what it becomes; the lists keep their memory from
    // step to step.
    void match(Params& p, Params& grads) {
        list(pairs_, p, grads, [](auto& set, auto&& f) { for_each_learned(set, f); });
        list(kept_, p, grads, [](auto& set, auto&& f) { nn::for_each_state(set, f); });
        states_.resize(pairs_.size());
    }
    template <class Walk>
    static void list(std::vector<detail::parameter_pair<T>>& pairs, Params& p, Params& grads, Walk walk) {
        pairs.clear();
        walk(p, [&](std::string_view, matrix<T>& x) { pairs.push_back({&x, nullptr}); });
        std::size_t k = 0;
        walk(grads, [&](std::string_view name, matrix<T>& g) {
            require<usage_error>(k < pairs.size() && pairs[k].values->shape() == g.shape(), "updater: the gradient of ",
                                 name, " is ", shape_text(g), ", which is not the shape of its parameter");
            pairs[k++].gradient = &g;
        });
        require<usage_error>(k == pairs.size(), "updater: ", pairs.size(), " parameters, ", k, " gradients");
    }

    update_rule<O> rule_;
    std::uint64_t steps_ = 0;
    std::vector<typename O::template state<T>> states_;
    std::vector<detail::parameter_pair<T>> pairs_, kept_;  // what is learned, and the state
};

}  // namespace SPNN_NAMESPACE::nn
