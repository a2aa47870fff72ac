// audit/detail/checks.hpp: what every attack asks of its arguments. All refusals are usage_error.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/finite.hpp>
#include <spnn/core/tensor.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace SPNN_NAMESPACE::audit::detail {

struct class_counts {
    std::size_t positives = 0, negatives = 0;
};

// Counts labels of 0 and 1; refuses others, and a number of labels other than `rows`.
[[nodiscard]] inline class_counts count_classes(std::string_view attack, std::span<const float> labels,
                                                std::size_t rows) {
    require<usage_error>(labels.size() == rows, attack, ": ", labels.size(), " labels for ", rows, " rows");
    class_counts n;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        require<usage_error>(labels[i] == 0 || labels[i] == 1, attack, ": the label of row ", i, " is neither 0 nor 1");
        ++(labels[i] == 1 ? n.positives : n.negatives);
    }
    return n;
}

[[nodiscard]] inline class_counts require_both_classes(std::string_view attack, std::span<const float> labels,
                                                       std::size_t rows) {
    const auto n = count_classes(attack, labels, rows);
    require<usage_error>(n.positives > 0 && n.negatives > 0, attack, ": ", n.positives, " positive and ", n.negatives,
                         " negative rows, both classes are needed");
    return n;
}

inline void require_finite(std::string_view attack, const matrix<float>& x) {
    for (std::size_t i = 0; i < rows(x); ++i)
        require<usage_error>(all_finite(row(x, i)), attack, ": row ", i, " holds a value that is not finite");
}

}  // namespace SPNN_NAMESPACE::audit::detail
