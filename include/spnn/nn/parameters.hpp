// nn/parameters.hpp: what a set of parameters is, and what can be done with any such set.
//
// A set of parameters is a few named matrices in a fixed order. It says so by for_each(f), which calls
// f(name, matrix) for each; gradients are a second set of the same type. A bias is a 1 x n matrix.
//
// Some matrices may be state: kept with the others, in files as in copies, but moved by no optimizer. Such a set lists
// them once more by for_each_state(f), in the same order. Backward leaves in the gradients' state what the state is
// after the step: running averages, the place in a stream of random numbers.
//
// Models: `parameters` of every layer, weights<T> below (one matrix on its own).

#pragma once

#include <spnn/core/tensor.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::nn {

template <class P, class T>
concept ParameterSet = std::default_initializable<P> && std::copyable<P> &&
                       requires(P& p, const P& constant, void (*change)(std::string_view, matrix<T>&),
                                void (*read)(std::string_view, const matrix<T>&)) {
                           p.for_each(change);
                           constant.for_each(read);
                       };

// One matrix as a set of parameters, named "weights".
template <class T>
struct weights {
    matrix<T> values;  // the matrix

    template <class F>
    void for_each(F&& f) {
        f(std::string_view("weights"), values);
    }
    template <class F>
    void for_each(F&& f) const {
        f(std::string_view("weights"), values);
    }
};

// The set of a layer that learns nothing.
template <class T>
struct no_parameters {
    template <class F>
    void for_each(F&&) const {}
};

// f(name, matrix) for the set's state; nothing for a set that has none.
template <class P, class F>
void for_each_state(P& parameters, F&& f) {
    if constexpr (requires { parameters.for_each_state(f); }) parameters.for_each_state(f);
}

// f(name, matrix) for what an optimizer moves: all but the state.
template <class P, class F>
void for_each_learned(P& parameters, F&& f) {
    std::vector<const void*> states;
    nn::for_each_state(parameters, [&](std::string_view, const auto& x) { states.push_back(&x); });
    std::size_t next = 0;
    parameters.for_each([&](std::string_view name, auto& x) {
        if (next < states.size() && states[next] == &x)
            ++next;
        else
            f(name, x);
    });
}

// How many numbers the set holds.
template <class P>
[[nodiscard]] std::size_t parameter_count(const P& parameters) {
    std::size_t count = 0;
    parameters.for_each([&](std::string_view, const auto& x) { count += x.size(); });
    return count;
}

// All numbers of the set, matrix after matrix, row after row.
template <class T = float, ParameterSet<T> P>
[[nodiscard]] std::vector<T> flatten(const P& parameters) {
    std::vector<T> values;
    values.reserve(parameter_count(parameters));
    parameters.for_each(
        [&](std::string_view, const matrix<T>& x) { values.insert(values.end(), x.data(), x.data() + x.size()); });
    return values;
}

// The inverse of flatten: writes `values` into the set, whose shapes stay. Another count is a usage_error.
template <class T, ParameterSet<T> P>
void unflatten(std::span<const T> values, P& parameters) {
    const auto count = parameter_count(parameters);
    require<usage_error>(values.size() == count, "unflatten: ", values.size(), " values for ", count, " parameters");
    parameters.for_each([&](std::string_view, matrix<T>& x) {
        std::copy_n(values.begin(), x.size(), x.data());
        values = values.subspan(x.size());
    });
}

// Calls f(name, x, y) for the matrices x of `a` and y of `b` that correspond; the name is a's.
// Sets of different length or shapes are a usage_error.
template <class T = float, class A, class B, class F>
    requires ParameterSet<std::remove_const_t<A>, T> && ParameterSet<std::remove_const_t<B>, T>
void for_each_pair(A& a, B& b, F&& f) {
    using b_matrix = std::conditional_t<std::is_const_v<B>, const matrix<T>, matrix<T>>;
    std::vector<b_matrix*> of_b;
    b.for_each([&](std::string_view, b_matrix& y) { of_b.push_back(&y); });
    std::size_t i = 0;
    a.for_each([&](std::string_view name, auto& x) {
        require<usage_error>(i < of_b.size(), "for_each_pair: the second set has no match for ", name);
        b_matrix& y = *of_b[i++];
        require<usage_error>(x.shape() == y.shape(), "for_each_pair: ", name, " is ", shape_text(x), " and ",
                             shape_text(y));
        f(name, x, y);
    });
    require<usage_error>(i == of_b.size(), "for_each_pair: the first set has ", i, " matrices, the second ",
                         of_b.size());
}

// The largest |x - y| over all corresponding numbers; infinity when one of the differences is not a number.
template <class T = float, ParameterSet<T> P>
[[nodiscard]] double max_abs_difference(const P& a, const P& b) {
    double largest = 0;
    for_each_pair<T>(a, b, [&](std::string_view, const matrix<T>& x, const matrix<T>& y) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double difference = std::abs(static_cast<double>(x.data()[i]) - static_cast<double>(y.data()[i]));
            if (!(difference <= largest))
                largest = std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
        }
    });
    return largest;
}

static_assert(ParameterSet<weights<float>, float> && ParameterSet<no_parameters<float>, float>);

}  // namespace SPNN_NAMESPACE::nn
