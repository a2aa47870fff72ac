// defence/no_defence.hpp: no defence: the gradient leaves as it is, bit for bit.

#pragma once

#include <spnn/defence/defence.hpp>

namespace SPNN_NAMESPACE::defence {

struct no_defence {
    [[nodiscard]] static constexpr std::string_view name() { return "none"; }
    [[nodiscard]] static std::string describe() { return "none"; }

    using state = detail::no_memory;

    static void check(const matrix<float>&) {}

    template <RandomSource G>
    void apply(state&, matrix<float>&, const matrix<float>&, G&) const {}
};

static_assert(Defence<no_defence>);

}  // namespace SPNN_NAMESPACE::defence
