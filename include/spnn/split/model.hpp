// split/model.hpp: the weights of all parties side by side, for comparing runs inside one process.
//
// No party of a real run ever has this: each has its own piece (split/model_file.hpp).

#pragma once

#include <spnn/nn/parameters.hpp>
#include <spnn/split/network.hpp>

#include <cstring>
#include <vector>

namespace spnn::inline SPNN_ABI::split {

template <class Net>
struct model {
    std::vector<matrix<float>> first;  // T_j of each holder
    typename Net::server_zone::template parameters<float> hidden;
    typename Net::head::template parameters<float> head;

    // f(name, matrix) for all of them, in a fixed order.
    template <class F>
    void for_each(F&& f) const {
        for (std::size_t j = 0; j < first.size(); ++j) f(text("first.", j + 1), first[j]);
        hidden.for_each([&](std::string_view name, const matrix<float>& x) { f(text("hidden.", name), x); });
        head.for_each([&](std::string_view name, const matrix<float>& x) { f(text("head.", name), x); });
    }
};

// All weights as one list, in the order of for_each.
template <class Net>
[[nodiscard]] std::vector<float> all_weights(const model<Net>& m) {
    std::vector<float> all;
    m.for_each([&](std::string_view, const matrix<float>& x) { all.insert(all.end(), x.data(), x.data() + x.size()); });
    return all;
}

// Whether every weight has the same bits.
template <class Net>
[[nodiscard]] bool bitwise_equal(const model<Net>& a, const model<Net>& b) {
    const auto x = all_weights(a), y = all_weights(b);
    return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size() * sizeof(float)) == 0;
}

// The largest |x - y| of corresponding weights; infinity if one of them is no number.
template <class Net>
[[nodiscard]] double max_abs_difference(const model<Net>& a, const model<Net>& b) {
    const auto x = all_weights(a), y = all_weights(b);
    require<usage_error>(x.size() == y.size(), "max_abs_difference: models of ", x.size(), " and ", y.size(),
                         " weights");
    double largest = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double difference = std::abs(static_cast<double>(x[i]) - static_cast<double>(y[i]));
        if (!(difference <= largest))
            largest = std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
    }
    return largest;
}

}  // namespace spnn::inline SPNN_ABI::split
