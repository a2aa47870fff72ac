// split/model.hpp: the weights of all parties side by side, for comparing runs inside one process.
//
// No party of a real run ever has this: each has its own piece (store/model_file.hpp).

#pragma once

#include <spnn/nn/parameters.hpp>
#include <spnn/split/network.hpp>

#include <cstring>
#include <vector>

namespace SPNN_NAMESPACE::split {

template <class Net>
struct model {
    std::vector<matrix<float>> first;  // T_j of each holder
    // The server's weights, and the label owner's.
    typename Net::server_zone::template parameters<float> hidden;
    typename Net::head::template parameters<float> head;

    // f(name, matrix) for all of them, in a fixed order: a set of parameters like any other.
    template <class F>
    void for_each(F&& f) {
        visit(*this, f);
    }
    template <class F>
    void for_each(F&& f) const {
        visit(*this, f);
    }

private:
    template <class Self, class F>
    static void visit(Self& self, F& f) {
        for (std::size_t j = 0; j < self.first.size(); ++j) f(text("first.", j + 1), self.first[j]);
        self.hidden.for_each([&](std::string_view name, auto& x) { f(text("hidden.", name), x); });
        self.head.for_each([&](std::string_view name, auto& x) { f(text("head.", name), x); });
    }
};

// All weights as one list, in the order of for_each.
template <class Net>
[[nodiscard]] std::vector<float> all_weights(const model<Net>& m) {
    return nn::flatten(m);
}

// Whether every weight has the same bits.
template <class Net>
[[nodiscard]] bool bitwise_equal(const model<Net>& a, const model<Net>& b) {
    const auto x = all_weights(a), y = all_weights(b);
    return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size() * sizeof(float)) == 0;
}

// The largest |x - y| of corresponding weights (nn/parameters.hpp): infinity if a difference is no number,
// usage_error for models of other shapes.
using nn::max_abs_difference;

}  // namespace SPNN_NAMESPACE::split
