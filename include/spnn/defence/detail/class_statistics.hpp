// defence/detail/class_statistics.hpp: what the gradients of two classes look like: the difference of their means, and
// their variances along and across it.

#pragma once

#include <spnn/defence/detail/marvell_noise.hpp>
#include <spnn/defence/detail/row_span.hpp>

namespace SPNN_NAMESPACE::defence::detail {

struct class_statistics {
    two_classes classes;
    std::vector<double> direction;  // of mean of class 1 less mean of class 0, of length 1, in the basis of the span
};

// Nothing where one class is missing or the means do not differ. targets, one for each row: 0 or 1.
[[nodiscard]] inline std::optional<class_statistics> statistics_of(const row_span& span,
                                                                   std::span<const float> targets) {
    const std::size_t m = targets.size(), rank = span.rank();
    const auto class_of = [&](std::size_t i) { return targets[i] == 1 ? std::size_t{1} : std::size_t{0}; };
    std::array<double, 2> count{};
    std::array<std::vector<double>, 2> mean{std::vector<double>(rank), std::vector<double>(rank)};
    for (std::size_t i = 0; i < m; ++i) {
        ++count[class_of(i)];
        for (std::size_t k = 0; k < rank; ++k) mean[class_of(i)][k] += span.coordinates(k, i);
    }
    if (count[0] == 0 || count[1] == 0) return {};
    class_statistics found;
    auto& [classes, direction] = found;
    for (std::size_t k = 0; k < rank; ++k) {
        for (const std::size_t c : {0U, 1U}) mean[c][k] /= count[c];
        direction.push_back(mean[1][k] - mean[0][k]);
    }
    classes.distance2 = dot(direction, direction);
    if (!(classes.distance2 > 0)) return {};
    for (double& e : direction) e /= std::sqrt(classes.distance2);
    classes.directions = static_cast<double>(rank - 1);

    std::vector<double> deviation(rank);
    for (std::size_t i = 0; i < m; ++i) {
        const auto c = class_of(i);
        for (std::size_t k = 0; k < rank; ++k) deviation[k] = span.coordinates(k, i) - mean[c][k];
        const double along = dot(deviation, direction);
        classes.along[c] += along * along / count[c];
        if (rank == 1) continue;
        classes.across[c] += std::max(0.0, dot(deviation, deviation) - along * along) / (count[c] * classes.directions);
    }
    for (const std::size_t c : {0U, 1U}) classes.share[c] = count[c] / static_cast<double>(m);
    return found;
}

}  // namespace SPNN_NAMESPACE::defence::detail
