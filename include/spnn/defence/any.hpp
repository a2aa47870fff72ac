// defence/any.hpp: one of no_defence, max_norm and marvell, chosen at run time. Itself a defence: it computes,
// bit for bit, what the chosen one does.

#pragma once

#include <spnn/defence/marvell.hpp>
#include <spnn/defence/max_norm.hpp>
#include <spnn/defence/no_defence.hpp>

#include <variant>

namespace SPNN_NAMESPACE::defence {

class any_defence {
public:
    // What there is to choose from.
    using choice = std::variant<no_defence, max_norm, marvell>;

    any_defence() = default;
    // One of them becomes the chosen one; without any it is no_defence.
    template <class D>
        requires std::constructible_from<choice, D> && Defence<D>
    any_defence(D chosen) : chosen_(chosen) {}

    [[nodiscard]] std::string_view name() const {
        return std::visit([](const auto& d) -> std::string_view { return d.name(); }, chosen_);
    }
    [[nodiscard]] std::string describe() const {
        return std::visit([](const auto& d) { return d.describe(); }, chosen_);
    }
    // The chosen one.
    [[nodiscard]] const choice& chosen() const { return chosen_; }

    // The state of the one that has any.
    using state = marvell::state;

    void check(const matrix<float>& targets) const {
        std::visit([&](const auto& d) { d.check(targets); }, chosen_);
    }

    template <RandomSource G>
    void apply(state& memory, matrix<float>& gradient, const matrix<float>& targets, G& noise) const {
        const auto apply_one = [&]<Defence D>(const D& d) {
            if constexpr (std::same_as<typename D::state, state>) {
                d.apply(memory, gradient, targets, noise);
            } else {
                typename D::state nothing;
                d.apply(nothing, gradient, targets, noise);
            }
        };
        std::visit(apply_one, chosen_);
    }

private:
    choice chosen_;
};

static_assert(Defence<any_defence>);

}  // namespace SPNN_NAMESPACE::defence
