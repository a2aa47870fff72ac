// nn/detail/ends.hpp: the cache of a layer that goes backward from its input and output, and the shape checks
// that layers share.

#pragma once

#include <spnn/core/tensor.hpp>

#include <string_view>

namespace spnn::inline SPNN_ABI::nn::detail {

template <class T>
void copy(const matrix<T>& from, matrix<T>& to) {
    resize(to, rows(from), columns(from));
    std::copy_n(from.data(), from.size(), to.data());
}

// Both ends of a layer L; the end that L::backward does not read stays empty.
template <class T>
struct ends {
    matrix<T> input;
    matrix<T> output;

    template <class L>
    void keep(const matrix<T>& x, const matrix<T>& y) {
        if constexpr (L::reads_input) copy(x, input);
        if constexpr (L::reads_output) copy(y, output);
    }
};

// usage_error unless x has `width` columns.
template <class L, class T>
void require_width(const matrix<T>& x, std::string_view what, std::size_t width) {
    if (columns(x) != width) [[unlikely]]
        throw usage_error(text(L::name(), ": ", what, " is ", shape_text(x), ", expected ", width, " columns"));
}

// usage_error unless x is m x n.
template <class L, class T>
void require_shape(const matrix<T>& x, std::string_view what, std::size_t m, std::size_t n) {
    if (rows(x) != m || columns(x) != n) [[unlikely]]
        throw usage_error(text(L::name(), ": ", what, " is ", shape_text(x), ", expected ", m, "x", n));
}

}  // namespace spnn::inline SPNN_ABI::nn::detail
