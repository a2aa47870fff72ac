// train/tables.hpp: tables of a caller, held against what a run expects before anything else happens.
//
// Local; nothing crosses the wire. Errors name the table, its row and its column, never a value.

#pragma once

#include <spnn/core/finite.hpp>
#include <spnn/nn/loss.hpp>

#include <string_view>

namespace SPNN_NAMESPACE::train {

// usage_error unless x, which `what` names, is m x n; range_error for what is no finite number in it.
inline void require_table(const matrix<float>& x, std::size_t m, std::size_t n, std::string_view what) {
    require<usage_error>(rows(x) == m && columns(x) == n, what, " are ", shape_text(x), ", expected ", m, "x", n);
    require_finite(x, what);
}

// The same of targets, which the loss and then `also` must be able to mean (usage_error).
template <class Loss, class Also>
void require_targets(const Loss& loss, const matrix<float>& targets, std::size_t m, std::string_view what,
                     Also&& also) {
    require_table(targets, m, loss.targets, what);
    try {
        also();
        nn::check_targets(loss, targets);
    } catch (const usage_error& e) {
        throw usage_error(text(what, ": ", e.what()));
    }
}

}  // namespace SPNN_NAMESPACE::train
