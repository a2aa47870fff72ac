// tests/audit/support.hpp: data whose leaks are known.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/data/batches.hpp>
#include <spnn/data/generator.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace test_audit {

inline spnn::matrix<float> matrix_of(std::initializer_list<std::initializer_list<float>> values) {
    auto x = spnn::make_matrix<float>(values.size(), values.begin()->size());
    float* to = x.data();
    for (const auto& one : values)
        for (const float value : one) *to++ = value;
    return x;
}

// Independent, close to normal, of mean 0 and variance 1.
inline spnn::matrix<float> random_normal(std::size_t m, std::size_t n, std::uint64_t seed) {
    spnn::data::generator random(seed, 1);
    auto x = spnn::make_matrix<float>(m, n);
    for (float& value : spnn::elements(x))
        value = static_cast<float>(std::ldexp(static_cast<double>(random.bell()), -32));
    return x;
}

// Labels of 0 and 1, a share of `positives` of 1.
inline std::vector<float> random_labels(std::size_t n, double positives, std::uint64_t seed) {
    spnn::data::generator random(seed, 2);
    std::vector<float> labels;
    for (std::size_t i = 0; i < n; ++i)
        labels.push_back(random.chance(static_cast<std::uint64_t>(positives * 1000), 1000) ? 1.0F : 0.0F);
    return labels;
}

// A run of training as the server of a network d -> h sigmoids -> 1 sees it, in floats, over normal features.
struct small_run {
    std::size_t rows = 120, columns = 12, width = 4, batch = 120, epochs = 8;
    double rate = 1;
    double weight_noise = 0;        // deviation of what is added to the holders' weights after each step (SGLD)
    double h1_noise = 0;            // deviation of what is added to h1 before the server sees it
    bool random_gradients = false;  // instead of the network's own
    std::uint64_t seed = 1;

    [[nodiscard]] spnn::matrix<float> features() const { return random_normal(rows, columns, seed); }

    // Calls see(row numbers, h1, dL/dh1) at each step.
    template <class See>
    void watch(See&& see) const {
        const auto x = features();
        auto first = random_normal(columns, width, seed + 1);
        for (float& w : spnn::elements(first)) w /= std::sqrt(static_cast<float>(columns));
        auto head = random_normal(width, 1, seed + 2);
        auto add_noise = [this, draws = std::uint64_t{0}](spnn::matrix<float>& to, double deviation) mutable {
            if (deviation == 0) return;
            const auto eta = random_normal(spnn::rows(to), spnn::columns(to), seed + 1000 + draws++);
            for (std::size_t k = 0; k < to.size(); ++k) to.data()[k] += static_cast<float>(deviation) * eta.data()[k];
        };
        spnn::data::batch_order order(seed, rows, batch);
        spnn::matrix<float> features_of_batch, h1, change;
        for (std::size_t e = 0; e < epochs; ++e)
            for (std::size_t b = 0; b < order.batches(); ++b) {
                const auto index = order.rows_of(e, b);
                spnn::take_rows(x, index, features_of_batch);
                spnn::multiply(features_of_batch, first, h1);
                add_noise(h1, h1_noise);
                const auto g = random_gradients ? random_gradient(index.size(), e * order.batches() + b)
                                                : gradient(x, index, h1, head);
                see(spnn::row_numbers(index), h1, g);
                spnn::multiply_transposed_left(features_of_batch, g, change);
                for (std::size_t k = 0; k < first.size(); ++k)
                    first.data()[k] -= static_cast<float>(rate) * change.data()[k];
                add_noise(first, weight_noise);
            }
    }

private:
    [[nodiscard]] spnn::matrix<float> random_gradient(std::size_t m, std::size_t step) const {
        auto g = random_normal(m, width, seed + 500 + step);
        for (float& value : spnn::elements(g)) value *= 0.1F / static_cast<float>(m);
        return g;
    }

    // dL/dh1 of the mean cross-entropy; moves the head. The label is whether a sum of columns is large.
    [[nodiscard]] spnn::matrix<float> gradient(const spnn::matrix<float>& x, spnn::row_numbers index,
                                               const spnn::matrix<float>& h1, spnn::matrix<float>& head) const {
        auto g = spnn::make_matrix<float>(index.size(), width);
        std::vector<float> change(width, 0.0F);
        for (std::size_t i = 0; i < index.size(); ++i) {
            float sum = 0, score = 0;
            for (std::size_t j = 0; j < columns; ++j) sum += x(index[i], j) * (j % 3 == 0 ? -1.0F : 1.0F);
            const float label = sum > 0.5F * std::sqrt(static_cast<float>(columns)) ? 1 : 0;
            for (std::size_t j = 0; j < width; ++j) score += head(j, 0) / (1 + std::exp(-h1(i, j)));
            const float slope = (1 / (1 + std::exp(-score)) - label) / static_cast<float>(index.size());
            for (std::size_t j = 0; j < width; ++j) {
                const float s = 1 / (1 + std::exp(-h1(i, j)));
                g(i, j) = slope * head(j, 0) * s * (1 - s);
                change[j] += slope * s;
            }
        }
        for (std::size_t j = 0; j < width; ++j) head(j, 0) -= static_cast<float>(rate) * change[j];
        return g;
    }
};

}  // namespace test_audit
