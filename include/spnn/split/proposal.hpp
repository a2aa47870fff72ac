// split/proposal.hpp: what a coordinator proposes: a plan, and what is agreed beside it.
//
// Public, like the plan itself. Every number in it has a bound (for_each_field), checked as it is loaded; whether a run
// can follow it is check(plan)'s question, and whether a party wants to is its policy's (split/policy.hpp).

#pragma once

#include <spnn/core/ring/z2k.hpp>
#include <spnn/split/plan.hpp>

#include <span>

namespace spnn::inline SPNN_ABI::split {

// How the parties bring their rows into one order before training.
enum class alignment_mode : std::uint8_t {
    intersection = 0,  // by private set intersection of their ids (align/intersect.hpp)
    in_order = 1,      // they are in one order already, which is checked (align/in_order.hpp)
};

// Everything a run is made of. Sizes of the plan (columns, rows) and its first epoch are zero until all parties have
// said what they hold.
struct proposal {
    std::string protocol;                                     // the name of a first layer
    std::string ring{z2k<64>::name};                          // of `masked` and `shared`
    std::string network;                                      // a name that the parties' programs know
    alignment_mode alignment = alignment_mode::intersection;  // of the rows
    double test_fraction = 0.3;    // of the common rows; predicted after training, never trained on
    std::uint64_t split_seed = 1;  // for which common rows are the test
    bool predict_only = false;     // no training: the parties bring new rows and their saved weights
    split::plan plan;              // all the rest

    // All of it, as in the plan.
    template <class Self, class F>
    static void for_each_field(Self& p, F&& f) {
        f("protocol", record::string{64}, p.protocol);
        f("ring", record::string{64}, p.ring);
        f("network", record::string{256}, p.network);
        rows_of_a_run::for_each_field(p, f);
        split::plan::for_each_field(p.plan, f);
    }

    // How rows are chosen: what the plan's own fields, and with them hello, do not say.
    struct rows_of_a_run {
        // Of a proposal.
        template <class Self, class F>
        static void for_each_field(Self& p, F&& f) {
            f("alignment", record::one_of<alignment_mode>("intersection", "in_order"), p.alignment);
            f("test_fraction", record::number<double>{0, 1}, p.test_fraction);
            f("split_seed", record::number<std::uint64_t>{}, p.split_seed);
            f("predict_only", record::flag{}, p.predict_only);
        }
    };
};

// The plan that a session follows. Its terms say how rows are chosen too, so that parties which were told different
// things refuse each other (split/session.hpp).
[[nodiscard]] inline plan plan_of(const proposal& p) {
    auto own = p.plan;
    own.terms.clear();
    proposal::rows_of_a_run::for_each_field(p, [&](std::string_view field, const auto& kind, const auto& value) {
        own.terms += text(own.terms.empty() ? "" : ", ", field, " ", kind.show(value));
    });
    if (!p.plan.terms.empty()) own.terms += ", " + p.plan.terms;
    return own;
}

namespace detail {

inline constexpr std::size_t max_proposal_bytes = 16 * 1024;

}  // namespace detail

// As bytes, and back: data_error for bytes that are no proposal.
[[nodiscard]] inline bytes store(const proposal& p) { return record::stored(p); }
[[nodiscard]] inline proposal load_proposal(std::span<const std::byte> raw) {
    return record::loaded<proposal>(raw, "proposal");
}

}  // namespace spnn::inline SPNN_ABI::split
