// nn/loss.hpp: what a loss is: a number to make small, from raw scores (logits) and targets.
//
//   L::name, L::scores, L::targets          a text; columns of the score matrix; columns of the target matrix: of the
//                                           type, or, where they are chosen at run time, of the value
//   value(scores, targets)                  mean loss over the rows
//   gradient(scores, targets, d_scores)     the same mean, and its derivative by every score
//   predict(scores)                         what a user wants to see: probabilities, or the numbers themselves
//   check_targets(targets)                  may be missing: refuses targets that it cannot mean, and parameters of its
//                                           own that make no sense, before a run has begun
//
// Other shapes, no rows at all, and targets the loss cannot mean are a usage_error that names the row, counted from 1.
//
// Laws (testing/laws/loss.hpp): gradient is the derivative of value (central differences) and returns it; both
// stay finite for scores up to 1e4; predict does not change the order of scores within a column or row.
//
// Models: nn/loss/*.hpp.

#pragma once

#include <spnn/core/tensor.hpp>

#include <concepts>
#include <string_view>

namespace SPNN_NAMESPACE::nn {

// L is a loss over numbers of type T.
template <class L, class T>
concept LossOver = std::copyable<L> &&
                   requires(const L& loss, const matrix<T>& scores, const matrix<T>& targets, matrix<T>& d_scores) {
                       { L::name } -> std::convertible_to<std::string_view>;
                       { L::scores } -> std::convertible_to<std::size_t>;
                       { L::targets } -> std::convertible_to<std::size_t>;
                       { loss.value(scores, targets) } -> std::same_as<double>;
                       { loss.gradient(scores, targets, d_scores) } -> std::same_as<double>;
                       { loss.predict(scores) } -> std::same_as<matrix<T>>;
                   };

template <class L>
concept Loss = LossOver<L, float> && LossOver<L, double>;

// True for a Loss; for anything else the compiler says what it lacks. Stands first in what takes a loss from the user.
template <class L>
[[nodiscard]] consteval bool is_loss() {
    static_assert(
        requires { std::size_t{L::scores} + std::size_t{L::targets}; },
        "loss: this type has no widths: static constexpr std::size_t scores, targets");
    static_assert(Loss<L>, "loss: lacks something that nn/loss.hpp asks of every loss, for float or for double");
    return true;
}

// usage_error for targets that the loss cannot mean; a loss without check_targets can mean any.
template <class L, class T>
void check_targets(const L& loss, const matrix<T>& targets) {
    if constexpr (requires { loss.check_targets(targets); }) loss.check_targets(targets);
}

namespace detail {

// usage_error unless scores has as many columns as that loss takes, targets likewise, and both m >= 1 rows.
template <class T>
void require_loss_shapes(std::string_view name, std::size_t score_columns, std::size_t target_columns,
                         const matrix<T>& scores, const matrix<T>& targets) {
    const std::size_t m = rows(scores);
    if (m == 0 || columns(scores) != score_columns || rows(targets) != m || columns(targets) != target_columns)
        [[unlikely]]
        throw usage_error(text(name, ": scores are ", shape_text(scores), " and targets ", shape_text(targets),
                               ", expected m x ", score_columns, " and m x ", target_columns, " with m at least 1"));
}
template <class L, class T>
void require_loss_shapes(const matrix<T>& scores, const matrix<T>& targets) {
    require_loss_shapes(L::name, L::scores, L::targets, scores, targets);
}

}  // namespace detail

}  // namespace SPNN_NAMESPACE::nn
