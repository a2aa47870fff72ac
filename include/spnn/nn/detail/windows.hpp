// nn/detail/windows.hpp: windows that move over images, and the columns they make (im2col).
//
// An image stands in a row, channel after channel. A window of size x size moves by `stride` over the image with
// `padding` zeros on every side; what does not fill a window at the lower and right edge is left out.

#pragma once

#include <spnn/core/simd/compute_each.hpp>
#include <spnn/nn/kind.hpp>

#include <algorithm>

namespace SPNN_NAMESPACE::nn::detail {

struct windows {
    std::size_t size, stride, padding;

    [[nodiscard]] constexpr misfit fits(const shape& in) const {
        if (!in.is_image) return misfit::not_an_image;
        if (size == 0 || stride == 0 || size > in.height + 2 * padding || size > in.width + 2 * padding)
            return misfit::window_beyond_the_image;
        return out(in, in.channels).is_allowed() ? misfit::none : misfit::too_large;
    }
    [[nodiscard]] constexpr shape out(const shape& in, std::size_t channels) const {
        return shape::image(channels, (in.height + 2 * padding - size) / stride + 1,
                            (in.width + 2 * padding - size) / stride + 1);
    }

    // The outputs [from, to) along one side, whose windows have place `at` inside the image: it stands at
    // stride * i + at - padding there.
    struct span {
        std::size_t from, to;
    };
    [[nodiscard]] span inside(std::size_t at, std::size_t side, std::size_t outputs) const {
        const std::size_t from = at >= padding ? 0 : (padding - at + stride - 1) / stride;
        const std::size_t end = side + padding;  // stride * i + at < end
        const std::size_t to = end > at ? std::min(outputs, (end - at - 1) / stride + 1) : 0;
        return {std::min(from, to), to};
    }
};

// columns (channels size size x outputs): each row is one place of the window over all outputs, as the windows of one
// image see it; zeros where they see padding.
template <class T>
void to_columns(const windows& w, const shape& in, const shape& out, const T* image, T* columns) {
    for (std::size_t c = 0; c < in.channels; ++c, image += in.height * in.width)
        for (std::size_t u = 0; u < w.size; ++u) {
            const auto high = w.inside(u, in.height, out.height);
            for (std::size_t v = 0; v < w.size; ++v) {
                const auto wide = w.inside(v, in.width, out.width);
                for (std::size_t i = 0; i < out.height; ++i, columns += out.width) {
                    if (i < high.from || i >= high.to || wide.from == wide.to) {
                        std::fill_n(columns, out.width, T{});
                        continue;
                    }
                    const T* const row = image + (i * w.stride + u - w.padding) * in.width;
                    std::fill_n(columns, wide.from, T{});
                    if (w.stride == 1)
                        std::copy_n(row + (wide.from + v - w.padding), wide.to - wide.from, columns + wide.from);
                    else
                        for (std::size_t j = wide.from; j < wide.to; ++j)
                            columns[j] = row[j * w.stride + v - w.padding];
                    std::fill(columns + wide.to, columns + out.width, T{});
                }
            }
        }
}

// to[j] += from[j] for j < size, which do not overlap: eight at a time, as vector code even at -O2.
template <class T>
inline void add_run(T* to, const T* from, std::size_t size) {
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
#if !defined(__clang__)
#pragma GCC ivdep
#endif
        SPNN_BLOCK_LOOP
        for (std::size_t j = 0; j < 8; ++j) to[i + j] += from[i + j];
    }
    for (; i < size; ++i) to[i] += from[i];
}

// The transpose of that: adds each column's numbers where its window has them in the image; padding takes none.
template <class T>
void add_columns(const windows& w, const shape& in, const shape& out, const T* columns, T* image) {
    for (std::size_t c = 0; c < in.channels; ++c, image += in.height * in.width)
        for (std::size_t u = 0; u < w.size; ++u) {
            const auto high = w.inside(u, in.height, out.height);
            for (std::size_t v = 0; v < w.size; ++v, columns += out.height * out.width) {
                const auto wide = w.inside(v, in.width, out.width);
                if (wide.from == wide.to) continue;
                for (std::size_t i = high.from; i < high.to; ++i) {
                    const T* const from = columns + i * out.width;
                    T* const row = image + (i * w.stride + u - w.padding) * in.width;
                    if (w.stride == 1) {
                        add_run(row + (wide.from + v - w.padding), from + wide.from, wide.to - wide.from);
                    } else {
                        for (std::size_t j = wide.from; j < wide.to; ++j) row[j * w.stride + v - w.padding] += from[j];
                    }
                }
            }
        }
}

// The sum of `size` numbers, in eight sums side by side.
template <class T>
[[nodiscard]] T sum_of(const T* from, std::size_t size) {
    std::array<T, 8> sums{};
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8)
        for (std::size_t j = 0; j < 8; ++j) sums[j] += from[i + j];
    for (std::size_t j = 0; i + j < size; ++j) sums[j] += from[i + j];
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

}  // namespace SPNN_NAMESPACE::nn::detail
