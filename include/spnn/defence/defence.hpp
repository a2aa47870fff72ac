// defence/defence.hpp: what a defence of the labels is: a change of dL/d(last hidden) before it leaves the label owner.
//
// What the label owner sends back in each batch, one row for each row of the batch, tells the labels: to the server as
// it stands, to the holders through the server's backward pass. A defence changes these rows, at the label owner and
// nowhere else; its own layers learn from the true gradient. Whether there is one, and which, is told to nobody.
//
// Hyper-parameters are the defence; what it remembers between batches is its `state`. A default-constructed state is a
// start.
//
//   d.name()                                   "max_norm"
//   d.describe()                               "marvell(power 4)": equal for equal defences only
//   d.check(targets)                           usage_error for targets that it cannot work with
//   d.apply(state, gradient, targets, noise)   changes gradient, m x L, of the mean loss over m rows with these m
//                                              targets; `noise` is a RandomSource of the label owner's own
//   state.archive_state(a)                     what a checkpoint has to keep (store/archive.hpp)
//
// Laws (testing/laws/defence.hpp): the shape stays; finite gradients stay finite; the same state, gradient, targets and
// noise give the same bits; a copied state, and one kept in an archive, go on as the original does; batches of no row
// and of one row are taken; the mean over the noise is the gradient, where a batch has rows of more than one kind.
//
// Models: no_defence, max_norm, marvell, any_defence (chosen at run time), all in defence/. Source: Li et al.,
// "Label Leakage and Protection in Two-party Split Learning", ICLR 2022 (arXiv 2102.08504).

#pragma once

#include <spnn/nn/layer.hpp>
#include <spnn/store/archive.hpp>

#include <limits>

namespace SPNN_NAMESPACE::defence {

template <class D>
concept Defence =
    std::copyable<D> && std::copyable<typename D::state> && std::default_initializable<typename D::state> &&
    requires(const D& d, typename D::state& state, matrix<float>& gradient, const matrix<float>& targets,
             some_random_source& noise, store::state_writer& to, store::state_reader& from) {
        { d.name() } -> std::convertible_to<std::string_view>;
        { d.describe() } -> std::convertible_to<std::string>;
        d.check(targets);
        d.apply(state, gradient, targets, noise);
        state.archive_state(to);
        state.archive_state(from);
    };

namespace detail {

// What remembers nothing.
struct no_memory {
    template <class Archive>
    void archive_state(Archive&) {}
};

// x as a float; beyond the largest, the largest.
[[nodiscard]] inline float to_finite_float(double x) {
    constexpr double most = std::numeric_limits<float>::max();
    return static_cast<float>(std::clamp(x, -most, most));
}

}  // namespace detail

}  // namespace SPNN_NAMESPACE::defence
