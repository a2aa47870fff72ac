// nn/detail/shapes.hpp: the shape checks that layers share, and copying.

#pragma once

#include <spnn/core/tensor.hpp>

#include <string_view>

namespace SPNN_NAMESPACE::nn::detail {

// to = from; the two may be one.
template <class T>
void copy(const matrix<T>& from, matrix<T>& to) {
    if (&from == &to) return;
    resize(to, rows(from), columns(from));
    std::copy_n(from.data(), from.size(), to.data());
}

// usage_error unless x has `width` columns.
template <class L, class T>
void require_width(const L& layer, const matrix<T>& x, std::string_view what, std::size_t width) {
    if (columns(x) != width) [[unlikely]]
        spnn::detail::fail<usage_error>(
            {layer.name(), ": ", what, " is ", shape_text(x), ", expected ", width, " columns"});
}

// usage_error unless x is m x n.
template <class L, class T>
void require_shape(const L& layer, const matrix<T>& x, std::string_view what, std::size_t m, std::size_t n) {
    if (rows(x) != m || columns(x) != n) [[unlikely]]
        spnn::detail::fail<usage_error>({layer.name(), ": ", what, " is ", shape_text(x), ", expected ", m, "x", n});
}

}  // namespace SPNN_NAMESPACE::nn::detail
