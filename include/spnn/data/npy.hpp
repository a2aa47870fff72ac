// data/npy.hpp: a matrix as a .npy file, NumPy's format for one array.
//
// Read: format versions 1 to 3; 32 and 64-bit floats of either byte order, in rows ('C') or columns ('Fortran', which
// is what a transposed tensor of PyTorch becomes). An array of one dimension is a matrix of one row; other numbers of
// dimensions are refused. Values that are not finite, or that a T cannot hold, are refused: a weight that is no number
// would spread through every other.
// Written: version 1, rows, the machine's (little-endian) T.
//
// Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".
// Errors: data_error that begins with `source`. Nothing is allocated for a shape that the bytes cannot fill.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/tensor.hpp>
#include <spnn/data/detail/npy_header.hpp>

#include <bit>
#include <cmath>
#include <concepts>
#include <string>
#include <utility>

namespace SPNN_NAMESPACE::data {

// The name of an array, without ".npy", and the bytes of its file.
using named_array = std::pair<std::string, bytes>;

namespace detail {

template <class T>
concept NpyValue = std::same_as<T, float> || std::same_as<T, double>;

// The value of the next `sizeof(From)` bytes, in the other byte order if `swapped`.
template <NpyValue From>
[[nodiscard]] From npy_value(std::span<const std::byte> raw, bool swapped) {
    std::array<std::byte, sizeof(From)> value;
    std::copy_n(raw.begin(), value.size(), value.begin());
    if (swapped) std::ranges::reverse(value);
    return std::bit_cast<From>(value);
}

template <NpyValue From, NpyValue To>
[[nodiscard]] matrix<To> npy_values(std::span<const std::byte> raw, const npy_header& h, std::string_view source) {
    auto x = make_matrix<To>(h.rows, h.columns);
    for (std::size_t i = 0; i < h.rows; ++i)
        for (std::size_t j = 0; j < h.columns; ++j) {
            const auto at = h.by_columns ? j * h.rows + i : i * h.columns + j;
            const auto value = npy_value<From>(raw.subspan(at * sizeof(From)), h.big_endian);
            const auto narrowed = static_cast<To>(value);
            require<data_error>(std::isfinite(narrowed), source, ": the value in row ", i, ", column ", j,
                                std::isfinite(value) ? " is too large for a float" : " is not a finite number");
            x(i, j) = narrowed;
        }
    return x;
}

}  // namespace detail

// The array of a whole .npy file.
template <detail::NpyValue T = float>
[[nodiscard]] matrix<T> parse_npy(std::span<const std::byte> file, std::string_view source) {
    byte_reader in(file, source);
    const auto h = detail::read_npy_header(in, source);
    const auto values = h.rows * h.columns;  // at most 2^62: each is below 2^31
    require<data_error>(values <= in.left() / h.value_bytes && in.left() == values * h.value_bytes, source,
                        ": an array of ", h.rows, "x", h.columns, " floats of ", h.value_bytes, " bytes is not what ",
                        in.left(), " bytes hold");
    if (values == 0) return make_matrix<T>(h.rows, h.columns);
    const auto raw = in.take(in.left(), "values");
    return h.value_bytes == 4 ? detail::npy_values<float, T>(raw, h, source)
                              : detail::npy_values<double, T>(raw, h, source);
}

// The bytes of a .npy file that holds x.
template <detail::NpyValue T>
[[nodiscard]] bytes npy_bytes(const matrix<T>& x) {
    byte_writer out;
    detail::write_npy_header(out, sizeof(T), rows(x), columns(x));
    out.array(elements(x));
    return out.take();
}

}  // namespace SPNN_NAMESPACE::data
