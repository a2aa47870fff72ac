// exchange/detail/npy_weights.hpp: weights as named .npy arrays, whatever holds the arrays.

#pragma once

#include <spnn/data/npy.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::exchange::detail {

// Calls f(name, matrix) for each weight of a role, or of a set of parameters such as split::model.
template <class Weights, class F>
void for_each_array(Weights& weights, F&& f) {
    if constexpr (requires { weights.for_each_weight(f); })
        weights.for_each_weight(f);
    else
        weights.for_each(f);
}

// What the .npy files of these weights may hold: float64, and a long header each.
struct array_sizes {
    std::size_t arrays = 0, largest_bytes = 0, total_bytes = 0;
};

template <class Weights>
[[nodiscard]] array_sizes most_of(const Weights& weights) {
    array_sizes most;
    for_each_array(weights, [&](std::string_view, const matrix<float>& x) {
        const auto size = x.size() * sizeof(double) + (std::size_t{1} << 17);
        most = {most.arrays + 1, std::max(most.largest_bytes, size), most.total_bytes + size};
    });
    return most;
}

template <class Weights>
[[nodiscard]] std::vector<data::named_array> npy_arrays(const Weights& weights) {
    std::vector<data::named_array> out;
    for_each_array(weights, [&](std::string_view name, const matrix<float>& x) {
        out.emplace_back(std::string(name), data::npy_bytes(x));
    });
    return out;
}

// Takes every weight from the array of its name; all or nothing.
template <class Weights>
void take_npy_arrays(const std::vector<data::named_array>& arrays, const std::string& source, Weights& weights) {
    std::vector<matrix<float>> loaded;
    std::string names;
    for_each_array(std::as_const(weights), [&](std::string_view name, const matrix<float>& x) {
        const auto found = std::ranges::find(arrays, name, [](const auto& a) { return std::string_view(a.first); });
        require<data_error>(found != arrays.end(), source, ": has no array ", name, ", which should be ",
                            shape_text(x));
        const auto& y = loaded.emplace_back(data::parse_npy<float>(found->second, text(source, ", array ", name)));
        require<data_error>(x.shape() == y.shape(), source, ": array ", name, " is ", shape_text(y), ", expected ",
                            shape_text(x));
        names += text(names.empty() ? "" : ", ", name);
    });
    require<data_error>(arrays.size() == loaded.size(), source, ": holds ", arrays.size(), " arrays; the weights are ",
                        names);
    auto next = loaded.begin();
    for_each_array(weights, [&](std::string_view, matrix<float>& x) { x = std::move(*next++); });
}

}  // namespace SPNN_NAMESPACE::exchange::detail
