// nn/layer/pool.hpp: what the three poolings share: a window moves over each channel, and one number is left of it.
//
// Windows stand side by side unless a stride is given; what does not fill a window at the edge is left out.

#pragma once

#include <spnn/nn/detail/windows.hpp>
#include <spnn/nn/placed.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct pool : learns_nothing {
    // Of the window.
    std::size_t size;
    std::size_t stride = 0;  // 0: as large as the window

    // Windows of that size, so far apart.
    constexpr explicit pool(std::size_t window = 0, std::size_t step = 0) : size(window), stride(step) {}
    friend constexpr bool operator==(const pool&, const pool&) = default;

    static constexpr bool reads_input = false;
    static constexpr bool reads_output = false;
    template <class Self, class F>
    static constexpr void for_each_number(Self& self, F&& f) {
        f("size", self.size, number_bounds{1, 1 << 12});
        f("stride", self.stride, number_bounds{0, 1 << 12, 0});
    }

    // How they move.
    [[nodiscard]] constexpr nn::detail::windows windows() const { return {size, stride == 0 ? size : stride, 0}; }
    [[nodiscard]] constexpr misfit fits(const shape& in) const {
        return nn::detail::numbers_allowed(*this) ? windows().fits(in) : misfit::bad_number;
    }
    [[nodiscard]] constexpr shape out(const shape& in) const { return windows().out(in, in.channels); }

    // f(window's upper left, output) for all windows of a batch, row after row, as numbers of elements.
    template <class At, class F>
    static void for_each_window(const At& at, std::size_t m, F&& f) {
        const shape from = at.in_shape, to = at.out_shape;
        const auto step = at.kind.windows().stride;
        std::size_t output = 0;
        for (std::size_t c = 0; c < m * from.channels; ++c)
            for (std::size_t i = 0; i < to.height; ++i)
                for (std::size_t j = 0; j < to.width; ++j, ++output)
                    f((c * from.height + i * step) * from.width + j * step, output);
    }

    // The sums of all windows, times `scale`.
    template <class At, class T>
    static void sums(const At& at, const matrix<T>& x, matrix<T>& y, T scale) {
        resize(y, rows(x), at.out);
        const std::size_t n = at.kind.size, width = shape(at.in_shape).width;
        for_each_window(at, rows(x), [&, from = x.data(), to = y.data()](std::size_t corner, std::size_t output) {
            T sum{};
            for (std::size_t u = 0; u < n; ++u)
                for (std::size_t v = 0; v < n; ++v) sum += from[corner + u * width + v];
            to[output] = sum * scale;
        });
    }
    // Their gradient.
    template <class At, class T>
    static void spread(const At& at, const matrix<T>& dy, matrix<T>& dx, T scale) {
        resize(dx, rows(dy), at.in);
        std::fill_n(dx.data(), dx.size(), T{});
        const std::size_t n = at.kind.size, width = shape(at.in_shape).width;
        for_each_window(at, rows(dy), [&, from = dy.data(), to = dx.data()](std::size_t corner, std::size_t output) {
            const T share = from[output] * scale;
            for (std::size_t u = 0; u < n; ++u)
                for (std::size_t v = 0; v < n; ++v) to[corner + u * width + v] += share;
        });
    }
};

}  // namespace kinds

}  // namespace SPNN_NAMESPACE::nn
