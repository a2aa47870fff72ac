// nn/optimizer/any.hpp: one of sgd, adam and sgld, chosen at run time, for programs that read their plan from a
// file. Itself an optimizer: it computes, bit for bit, what the chosen one does.

#pragma once

#include <spnn/nn/optimizer/adam.hpp>
#include <spnn/nn/optimizer/sgd.hpp>
#include <spnn/nn/optimizer/sgld.hpp>

#include <variant>

namespace SPNN_NAMESPACE::nn {

class any_optimizer {
public:
    // What there is to choose from.
    using choice = std::variant<sgd, adam, sgld>;

    any_optimizer() = default;
    // One of them becomes the chosen one; without any it is sgd.
    template <class O>
        requires std::constructible_from<choice, O> && Optimizer<O>
    any_optimizer(O chosen) : chosen_(chosen) {}

    [[nodiscard]] std::string_view name() const {
        return std::visit([](const auto& o) -> std::string_view { return o.name(); }, chosen_);
    }
    // The chosen one.
    [[nodiscard]] const choice& chosen() const { return chosen_; }

    // Which one, then its own.
    template <class Self, class F>
    static void for_each_field(Self& self, F&& f) {
        auto number = self.chosen_.index();
        f("optimizer", record::one_of<std::size_t>(sgd::name(), adam::name(), sgld::name()), number);
        if constexpr (!std::is_const_v<Self>)
            if (number != self.chosen_.index()) self.choose(number);
        std::visit([&](auto& o) { std::remove_cvref_t<decltype(o)>::for_each_field(o, f); }, self.chosen_);
    }

    // The states of all; those of the others stay empty.
    template <class T>
    struct state {
        // One of these is in use.
        sgd::state<T> of_sgd;
        adam::state<T> of_adam;
        sgld::state<T> of_sgld;

        template <class F>
        void for_each(F&& f) {
            of_sgd.for_each(f);
            of_adam.for_each(f);
            of_sgld.for_each(f);
        }
        template <class F>
        void for_each(F&& f) const {
            of_sgd.for_each(f);
            of_adam.for_each(f);
            of_sgld.for_each(f);
        }
    };

    template <class T, RandomSource G>
    void update(state<T>& memory, matrix<T>& p, const matrix<T>& g, double rate, std::uint64_t step, G& noise) const {
        if (const auto* of_sgd = std::get_if<sgd>(&chosen_)) of_sgd->update(memory.of_sgd, p, g, rate, step, noise);
        if (const auto* of_adam = std::get_if<adam>(&chosen_)) of_adam->update(memory.of_adam, p, g, rate, step, noise);
        if (const auto* of_sgld = std::get_if<sgld>(&chosen_)) of_sgld->update(memory.of_sgld, p, g, rate, step, noise);
    }

private:
    // As record::one_of counts them; what is none of them changes nothing.
    void choose(std::size_t number) {
        if (number == 0) chosen_ = sgd{};
        if (number == 1) chosen_ = adam{};
        if (number == 2) chosen_ = sgld{};
    }

    choice chosen_;
};

static_assert(Optimizer<any_optimizer>);

}  // namespace SPNN_NAMESPACE::nn
