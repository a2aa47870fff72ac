// coordinate/rows_of_a_run.hpp: how the rows of a run are chosen: what its plan's own fields do not say.

#pragma once

#include <spnn/core/record.hpp>

#include <string>

namespace SPNN_NAMESPACE::coordinate {

// How the parties bring their rows into one order before training.
enum class alignment_mode : std::uint8_t {
    intersection = 0,  // by private set intersection of their ids (align/intersect.hpp)
    in_order = 1,      // they are in one order already, which is checked (align/in_order.hpp)
};

// The fields of a proposal (coordinate/proposal.hpp) that say it.
struct rows_of_a_run {
    // f(name, kind, member) for each of them.
    template <class Self, class F>
    static void for_each_field(Self& p, F&& f) {
        f("alignment", record::one_of<alignment_mode>("intersection", "in_order"), p.alignment);
        f("test_fraction", record::number<double>{0, 1}, p.test_fraction);
        f("split_seed", record::number<std::uint64_t>{}, p.split_seed);
        f("predict_only", record::flag{}, p.predict_only);
    }
};

// The plan that a session follows. Its terms say how rows are chosen too, so that parties which were told different
// things refuse each other (session/session.hpp).
template <class P>
[[nodiscard]] auto plan_of(const P& proposed) {
    auto own = proposed.plan;
    own.terms.clear();
    rows_of_a_run::for_each_field(proposed, [&](std::string_view field, const auto& kind, const auto& value) {
        own.terms += text(own.terms.empty() ? "" : ", ", field, " ", kind.show(value));
    });
    if (!proposed.plan.terms.empty()) own.terms += ", " + proposed.plan.terms;
    return own;
}

}  // namespace SPNN_NAMESPACE::coordinate
