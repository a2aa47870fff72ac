// nn/layer/batch_norm.hpp: y = gain (x - mean) / sqrt(variance + epsilon) + shift, for each channel of an image, or for
// each number of a row (Ioffe & Szegedy, ICML 2015).
//
// In training, mean and variance are those of the batch, over rows and pixels, so rows depend on each other. Inference
// takes running averages, which a row cannot change: state among the parameters (nn/parameters.hpp), of which a step
// keeps nine tenths and takes one tenth from its batch (the variance there with n - 1 in the denominator). A batch of
// one number a channel has no variance and counts as 0.

#pragma once

#include <spnn/nn/placed.hpp>

#include <cmath>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct batch_norm : no_numbers, keeps_the_shape {
    static constexpr std::string_view word = "batch_norm";
    static constexpr bool reads_input = false;
    static constexpr bool reads_output = false;
    static constexpr bool differs_in_training = true;
    friend constexpr bool operator==(const batch_norm&, const batch_norm&) = default;

    // Added to variances; the part of the running averages that a step renews.
    static constexpr double epsilon = 1e-5, renewed = 0.1;

    template <class T>
    struct parameters {
        matrix<T> gain, shift;                     // learned
        matrix<T> running_mean, running_variance;  // state

        template <class F>
        void for_each(F&& f) {
            f(std::string_view("gain"), gain), f(std::string_view("shift"), shift);
            for_each_state(f);
        }
        template <class F>
        void for_each(F&& f) const {
            f(std::string_view("gain"), gain), f(std::string_view("shift"), shift);
            for_each_state(f);
        }
        template <class F>
        void for_each_state(F&& f) {
            f(std::string_view("running_mean"), running_mean),
                f(std::string_view("running_variance"), running_variance);
        }
        template <class F>
        void for_each_state(F&& f) const {
            f(std::string_view("running_mean"), running_mean),
                f(std::string_view("running_variance"), running_variance);
        }
    };
    [[nodiscard]] static constexpr std::array<matrix_shape, 4> matrix_shapes(const shape& in) {
        const matrix_shape one{1, in.channels};
        return {one, one, one, one};
    }
    // The gain starts at 1, and so does the running variance, whatever the initialiser.
    template <class T, RandomSource G>
    static void initialise(parameters<T>& p, const shape&, G&, initialiser) {
        std::ranges::fill(elements(p.gain), T{1});
        std::ranges::fill(elements(p.running_variance), T{1});
    }

    template <class T>
    struct cache {
        matrix<T> normal;                   // (x - mean) / sqrt(variance + epsilon)
        matrix<T> mean, variance, inverse;  // of the batch's channels; 1 / sqrt(variance + epsilon)
    };

    template <class At, class T>
    static void forward(const At& at, const parameters<T>& p, const matrix<T>& x, matrix<T>& y) {
        resize(y, rows(x), at.out);
        for_each_channel(at, rows(x), [&](std::size_t c, std::size_t from, std::size_t pixels) {
            const T inverse = inverse_of(p.running_variance.data()[c]);
            const T scale = p.gain.data()[c] * inverse;
            const T shift = p.shift.data()[c] - p.running_mean.data()[c] * scale;
            for (std::size_t j = from; j < from + pixels; ++j) y.data()[j] = x.data()[j] * scale + shift;
        });
    }

    template <class At, class T>
    static void forward(const At& at, const parameters<T>& p, const matrix<T>& x, matrix<T>& y, cache<T>& kept) {
        const std::size_t channels = shape(at.in_shape).channels;
        const T share = T{1} / static_cast<T>(numbers(at, rows(x)));
        kept.mean = zeros<T>(1, channels), kept.variance = zeros<T>(1, channels);
        resize(kept.inverse, 1, channels), resize(kept.normal, rows(x), at.in), resize(y, rows(x), at.out);
        T *mean = kept.mean.data(), *variance = kept.variance.data(), *normal = kept.normal.data();
        for_each_channel(at, rows(x), [&](std::size_t c, std::size_t from, std::size_t pixels) {
            T sum{};
            for (std::size_t j = from; j < from + pixels; ++j) sum += x.data()[j];
            mean[c] += sum * share;
        });
        for_each_channel(at, rows(x), [&](std::size_t c, std::size_t from, std::size_t pixels) {
            T sum{};
            for (std::size_t j = from; j < from + pixels; ++j) {
                normal[j] = x.data()[j] - mean[c];
                sum += normal[j] * normal[j];
            }
            variance[c] += sum * share;
        });
        for (std::size_t c = 0; c < channels; ++c) kept.inverse.data()[c] = inverse_of(variance[c]);
        for_each_channel(at, rows(x), [&](std::size_t c, std::size_t from, std::size_t pixels) {
            for (std::size_t j = from; j < from + pixels; ++j) {
                normal[j] *= kept.inverse.data()[c];
                y.data()[j] = p.gain.data()[c] * normal[j] + p.shift.data()[c];
            }
        });
    }

    template <class At, class T>
    static void backward(const At& at, const parameters<T>& p, const matrix<T>&, const matrix<T>&, cache<T>& kept,
                         const matrix<T>& dy, parameters<T>& grads, matrix<T>& dx) {
        require<usage_error>(kept.normal.shape() == dy.shape(), nn::detail::name_of(at.kind, at.in_shape),
                             ": the gradient of the output is ", shape_text(dy), ", the batch was ",
                             shape_text(kept.normal));
        nn::detail::zero(grads, matrix_shapes(at.in_shape));
        resize(dx, rows(dy), at.in);
        const T n = static_cast<T>(numbers(at, rows(dy)));
        T *gain = grads.gain.data(), *shift = grads.shift.data();
        const T* const normal = kept.normal.data();
        for_each_channel(at, rows(dy), [&](std::size_t c, std::size_t from, std::size_t pixels) {
            T product{}, sum{};
            for (std::size_t j = from; j < from + pixels; ++j) product += dy.data()[j] * normal[j], sum += dy.data()[j];
            gain[c] += product, shift[c] += sum;
        });
        for_each_channel(at, rows(dy), [&](std::size_t c, std::size_t from, std::size_t pixels) {
            const T scale = p.gain.data()[c] * kept.inverse.data()[c] / n;
            for (std::size_t j = from; j < from + pixels; ++j)
                dx.data()[j] = scale * (n * dy.data()[j] - shift[c] - normal[j] * gain[c]);
        });
        const T part = static_cast<T>(renewed), unbiased = n > T{1} ? n / (n - T{1}) : T{1};
        for (std::size_t c = 0; c < columns(grads.gain); ++c) {
            const auto next = [&](T now, T of_batch) { return now + part * (of_batch - now); };
            grads.running_mean.data()[c] = next(p.running_mean.data()[c], kept.mean.data()[c]);
            grads.running_variance.data()[c] = next(p.running_variance.data()[c], unbiased * kept.variance.data()[c]);
        }
    }

private:
    template <class T>
    [[nodiscard]] static T inverse_of(T variance) {
        return T{1} / std::sqrt(variance + static_cast<T>(epsilon));
    }
    // Numbers of one channel in a batch of m rows.
    template <class At>
    [[nodiscard]] static std::size_t numbers(const At& at, std::size_t m) {
        return std::max<std::size_t>(1, m * at.in / shape(at.in_shape).channels);
    }
    // f(channel, first element, elements) for every channel of every row.
    template <class At, class F>
    static void for_each_channel(const At& at, std::size_t m, F&& f) {
        const shape in = at.in_shape;
        const std::size_t pixels = in.height * in.width;
        for (std::size_t i = 0, from = 0; i < m; ++i)
            for (std::size_t c = 0; c < in.channels; ++c, from += pixels) f(c, from, pixels);
    }
};

}  // namespace kinds

template <std::size_t N = inferred>
struct batch_norm : placed_layer<fixed_at<kind_of<kinds::batch_norm>, shape::numbers(N)>> {};
// In nn::layers.
template <>
struct batch_norm<inferred> : unplaced<kind_of<kinds::batch_norm>> {};

static_assert(Layer<batch_norm<3>>);

}  // namespace SPNN_NAMESPACE::nn
