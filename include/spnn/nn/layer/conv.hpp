// nn/layer/conv.hpp: convolution of images (strictly, cross-correlation, as everywhere in the field): y = W * x + b.
//
// W is channels x (channels in * size * size), one row of a filter after the other; b one number for each channel that
// comes out. Each image becomes a matrix of columns (im2col, nn/detail/windows.hpp), which W is multiplied by; a
// sample's output does not depend on the batch it stands in. Backward makes the columns again, so that nothing is kept.

#pragma once

#include <spnn/core/simd/compute_each.hpp>
#include <spnn/nn/detail/windows.hpp>
#include <spnn/nn/placed.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct conv {
    // How many come out; of the window.
    std::size_t channels, size, stride = 1, padding = 0;

    static constexpr std::string_view word = "conv";
    static constexpr bool reads_output = false;
    template <class Self, class F>
    static constexpr void for_each_number(Self& self, F&& f) {
        f("channels", self.channels, number_bounds{1, 1 << 16});
        f("size", self.size, number_bounds{1, 1 << 12});
        f("stride", self.stride, number_bounds{1, 1 << 12, 1});
        f("padding", self.padding, number_bounds{0, 1 << 12, 0});
    }
    friend constexpr bool operator==(const conv&, const conv&) = default;

    // How they move.
    [[nodiscard]] constexpr nn::detail::windows windows() const { return {size, stride, padding}; }
    // Numbers that one filter sees.
    [[nodiscard]] constexpr std::size_t seen(const shape& in) const { return in.channels * size * size; }

    [[nodiscard]] constexpr misfit fits(const shape& in) const {
        if (!nn::detail::numbers_allowed(*this)) return misfit::bad_number;
        if (const auto fault = windows().fits(in); fault != misfit::none) return fault;
        const auto o = out(in);
        if (!o.is_allowed() || !nn::detail::parameters_allowed(seen(in), channels)) return misfit::too_large;
        return nn::detail::parameters_allowed(seen(in), o.height * o.width) ? misfit::none : misfit::too_large;
    }
    [[nodiscard]] constexpr shape out(const shape& in) const { return windows().out(in, channels); }

    template <class T>
    using parameters = weights_and_bias<T>;  // W and b
    [[nodiscard]] constexpr std::array<matrix_shape, 2> matrix_shapes(const shape& in) const {
        return {matrix_shape{channels, seen(in)}, matrix_shape{1, channels}};
    }
    // Draws the weights, by the numbers that a filter sees and that see an input; the bias starts at zero.
    template <class T, RandomSource G>
    void initialise(weights_and_bias<T>& p, const shape& in, G& random, initialiser how) const {
        nn::initialise(p.weights, seen(in), channels * size * size, how, random);
    }

    template <class At, class T, Engine E>
    static void forward(const At& at, const weights_and_bias<T>& p, const matrix<T>& x, matrix<T>& y, const E& engine) {
        const shape from = at.in_shape, to = at.out_shape;
        const std::size_t k = at.kind.seen(from), pixels = to.height * to.width;
        resize(y, rows(x), at.out);
        matrix<T> columns;
        resize(columns, k, pixels);
        for (std::size_t i = 0; i < rows(x); ++i) {
            nn::detail::to_columns(at.kind.windows(), from, to, row(x, i).data(), columns.data());
            engine.template product<T>(to.channels, pixels, k, {p.weights.data(), k, 1}, {columns.data(), pixels, 1},
                                       row(y, i).data(), false);
            for (std::size_t c = 0; c < to.channels; ++c) {
                const auto channel = row(y, i).subspan(c * pixels, pixels);
                spnn::detail::compute_each(
                    channel, [b = p.bias.data()[c]](T v) { return v + b; }, std::span<const T>(channel));
            }
        }
    }

    template <class At, class T, Engine E>
    static void backward(const At& at, const weights_and_bias<T>& p, const matrix<T>& x, const matrix<T>&,
                         const matrix<T>& dy, weights_and_bias<T>& grads, matrix<T>& dx, const E& engine) {
        const shape from = at.in_shape, to = at.out_shape;
        const std::size_t k = at.kind.seen(from), pixels = to.height * to.width, m = rows(dy);
        resize(dx, m, at.in);
        std::fill_n(dx.data(), dx.size(), T{});
        grads.bias = zeros<T>(1, to.channels);
        // The weights' gradient as its transpose: columns are long, filters are few.
        matrix<T> columns, turned = zeros<T>(k, to.channels);
        resize(columns, k, pixels);
        for (std::size_t i = 0; i < m; ++i) {
            const T* const slope = row(dy, i).data();
            nn::detail::to_columns(at.kind.windows(), from, to, row(x, i).data(), columns.data());
            engine.template product<T>(k, to.channels, pixels, {columns.data(), pixels, 1}, {slope, 1, pixels},
                                       turned.data(), true);
            engine.template product<T>(k, pixels, to.channels, {p.weights.data(), 1, k}, {slope, pixels, 1},
                                       columns.data(), false);
            spnn::detail::run_on_best_tier([&, moves = at.kind.windows(), image = row(dx, i).data()] {
                nn::detail::add_columns(moves, from, to, columns.data(), image);
            });
            for (std::size_t c = 0; c < to.channels; ++c)
                grads.bias.data()[c] += nn::detail::sum_of(slope + c * pixels, pixels);
        }
        resize(grads.weights, to.channels, k);
        for (std::size_t c = 0; c < to.channels; ++c)
            for (std::size_t j = 0; j < k; ++j) grads.weights.data()[c * k + j] = turned.data()[j * to.channels + c];
    }
};

}  // namespace kinds

// Filters of Size x Size that give so many channels; in nn::layers, behind images.
template <std::size_t Channels, std::size_t Size, std::size_t Stride = 1, std::size_t Padding = 0>
struct conv : unplaced<kind_of<kinds::conv, Channels, Size, Stride, Padding>> {};

static_assert(Layer<conv<2, 3>::at<shape::image(1, 4, 4)>>);

}  // namespace SPNN_NAMESPACE::nn
