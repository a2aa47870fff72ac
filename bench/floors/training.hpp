// How fast the plaintext network of the paper can be trained on one core: 28-8-8-1 with sigmoids, cross-entropy, plain
// SGD, float32, forward and backward fused, sixteen rows a step in AVX-512 registers.
//
// A floor, not a rival: it knows its one shape at compile time, keeps rows already laid out for it and in one order for
// all epochs, and computes no loss.

#pragma once

#include <floors/region.hpp>
#include <spnn/split/joined.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace floors {

inline constexpr std::size_t inputs = 28, units = 8, lanes = 16;

// All weights, and all gradients likewise.
template <class T>
struct small_network {
    T first[inputs][units], first_bias[units], second[units][units], second_bias[units], third[units], third_bias;
};

// A sum over rows, as sixteen sums.
struct alignas(64) lane_sums {
    float of[lanes];
};

#if SPNN_X86
FLOOR_BEGIN("avx2,fma,avx512f,avx512dq")
namespace detail {

inline __m512 all(float x) { return _mm512_set1_ps(x); }

// e^x = 2^k e^r with k = round(x / ln 2), so |r| <= ln 2 / 2, where seven terms of the series are exact to 2^-22.
inline __m512 exponential(__m512 x) {
    x = _mm512_min_ps(_mm512_max_ps(x, all(-87.0F)), all(87.0F));
    const __m512 k = _mm512_roundscale_ps(_mm512_mul_ps(x, all(1.44269504F)), 0);
    const __m512 r = _mm512_fnmadd_ps(k, all(0.693147181F), x);
    __m512 sum = all(1.0F / 720);
    for (const float term : {1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F, 1.0F})
        sum = _mm512_fmadd_ps(sum, r, all(term));
    return _mm512_scalef_ps(sum, k);
}

inline __m512 sigmoid(__m512 x) {
    return _mm512_div_ps(all(1.0F), _mm512_add_ps(all(1.0F), exponential(_mm512_sub_ps(_mm512_setzero_ps(), x))));
}

// a (1 - a): the sigmoid's slope where its value is a.
inline __m512 slope(__m512 a) { return _mm512_fnmadd_ps(a, a, a); }

inline void add_product(__m512& sum, __m512 a, __m512 b) { sum = _mm512_fmadd_ps(a, b, sum); }
inline void add_product(lane_sums& sum, __m512 a, __m512 b) {
    _mm512_store_ps(sum.of, _mm512_fmadd_ps(a, b, _mm512_load_ps(sum.of)));
}
inline void add(lane_sums& sum, __m512 a) { _mm512_store_ps(sum.of, _mm512_add_ps(a, _mm512_load_ps(sum.of))); }

// Sixteen rows: x holds 28 vectors, one a column; `weight` is 1 / rows of the batch, 0 for rows that only fill up.
inline void learn_block(const float* x, const float* y, const float* weight, const small_network<float>& net,
                        small_network<lane_sums>& sum) {
    __m512 a1[units], a2[units], d1[units], d2[units];
    for (std::size_t u = 0; u < units; ++u) a1[u] = all(net.first_bias[u]);
    for (std::size_t i = 0; i < inputs; ++i)
        for (std::size_t u = 0; u < units; ++u)
            add_product(a1[u], _mm512_loadu_ps(x + lanes * i), all(net.first[i][u]));
    for (auto& a : a1) a = sigmoid(a);
    for (std::size_t v = 0; v < units; ++v) {
        a2[v] = all(net.second_bias[v]);
        for (std::size_t u = 0; u < units; ++u) add_product(a2[v], a1[u], all(net.second[u][v]));
        a2[v] = sigmoid(a2[v]);
    }
    __m512 score = all(net.third_bias);
    for (std::size_t v = 0; v < units; ++v) add_product(score, a2[v], all(net.third[v]));

    const __m512 d = _mm512_mul_ps(_mm512_sub_ps(sigmoid(score), _mm512_loadu_ps(y)), _mm512_loadu_ps(weight));
    add(sum.third_bias, d);
    for (std::size_t v = 0; v < units; ++v) {
        add_product(sum.third[v], a2[v], d);
        d2[v] = _mm512_mul_ps(_mm512_mul_ps(d, all(net.third[v])), slope(a2[v]));
        add(sum.second_bias[v], d2[v]);
    }
    for (std::size_t u = 0; u < units; ++u) {
        d1[u] = _mm512_setzero_ps();
        for (std::size_t v = 0; v < units; ++v) {
            add_product(sum.second[u][v], a1[u], d2[v]);
            add_product(d1[u], d2[v], all(net.second[u][v]));
        }
        d1[u] = _mm512_mul_ps(d1[u], slope(a1[u]));
        add(sum.first_bias[u], d1[u]);
    }
    for (std::size_t i = 0; i < inputs; ++i)
        for (std::size_t u = 0; u < units; ++u) add_product(sum.first[i][u], _mm512_loadu_ps(x + lanes * i), d1[u]);
}

// One step of SGD on `blocks` blocks of sixteen rows.
inline void learn_batch(const float* x, const float* y, const float* weight, std::size_t blocks, float rate,
                        small_network<float>& net) {
    static thread_local small_network<lane_sums> sum;
    sum = {};
    for (std::size_t b = 0; b < blocks; ++b)
        learn_block(x + b * inputs * lanes, y + b * lanes, weight + b * lanes, net, sum);
    auto* const to = reinterpret_cast<float*>(&net);
    const auto* const from = reinterpret_cast<const lane_sums*>(&sum);
    for (std::size_t i = 0; i < sizeof net / sizeof(float); ++i)
        to[i] -= rate * _mm512_reduce_add_ps(_mm512_load_ps(from[i].of));
}

}  // namespace detail
FLOOR_END
#endif

class fused_training {
public:
    [[nodiscard]] static bool is_available() {
        const auto& has = spnn::detail::cpu();
        return has.avx512f && has.avx512dq && has.fma;
    }

    // Lays the rows out, batch after batch, the last block of each filled up with rows of weight 0. The table has 28
    // columns in all; first weights are small and random.
    fused_training(const spnn::split::vertical_table& table, std::size_t batch) {
        const std::size_t rows = spnn::rows(table.targets);
        for (std::size_t from = 0; from < rows; from += batch) {
            const std::size_t n = std::min(batch, rows - from), blocks = (n + lanes - 1) / lanes;
            batches_.push_back({y_.size() / lanes, blocks});
            for (std::size_t b = 0; b < blocks; ++b) lay_out(table, from + b * lanes, from + n, n);
        }
        std::mt19937 random(1);
        std::normal_distribution<float> normal(0, 0.3F);
        auto* const weights = reinterpret_cast<float*>(&net_);
        for (std::size_t i = 0; i < sizeof net_ / sizeof(float); ++i) weights[i] = normal(random);
    }

    void train_epoch(float rate) {
#if SPNN_X86
        for (const auto& [block, blocks] : batches_)
            detail::learn_batch(&x_[block * inputs * lanes], &y_[block * lanes], &weight_[block * lanes], blocks, rate,
                                net_);
#else
        static_cast<void>(rate);
#endif
    }

    // Whether a few epochs give the weights that plain loops over doubles give.
    [[nodiscard]] static bool agrees_with_plain_loops();

private:
    void lay_out(const spnn::split::vertical_table& table, std::size_t from, std::size_t end, std::size_t batch_rows) {
        for (const auto& x : table.features)
            for (std::size_t c = 0; c < spnn::columns(x); ++c)
                for (std::size_t lane = 0; lane < lanes; ++lane)
                    x_.push_back(from + lane < end ? x(from + lane, c) : 0.0F);
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            y_.push_back(from + lane < end ? table.targets(from + lane, 0) : 0.0F);
            weight_.push_back(from + lane < end ? 1.0F / static_cast<float>(batch_rows) : 0.0F);
        }
    }

    // The same step in plain loops over the rows [from, end) of the table.
    static void learn_plainly(const spnn::split::vertical_table& table, std::size_t from, std::size_t end, double rate,
                              small_network<double>& net);

    struct part {
        std::size_t first_block, blocks;
    };
    std::vector<part> batches_;
    std::vector<float> x_, y_, weight_;
    small_network<float> net_;
};

inline void fused_training::learn_plainly(const spnn::split::vertical_table& table, std::size_t from, std::size_t end,
                                          double rate, small_network<double>& net) {
    const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
    small_network<double> sum{};
    for (std::size_t row = from; row < end; ++row) {
        std::vector<double> x;
        for (const auto& part : table.features)
            for (std::size_t c = 0; c < spnn::columns(part); ++c) x.push_back(part(row, c));
        double a1[units], a2[units], score = net.third_bias;
        for (std::size_t u = 0; u < units; ++u) {
            a1[u] = net.first_bias[u];
            for (std::size_t i = 0; i < inputs; ++i) a1[u] += x[i] * net.first[i][u];
            a1[u] = sigmoid(a1[u]);
        }
        for (std::size_t v = 0; v < units; ++v) {
            a2[v] = net.second_bias[v];
            for (std::size_t u = 0; u < units; ++u) a2[v] += a1[u] * net.second[u][v];
            a2[v] = sigmoid(a2[v]);
            score += a2[v] * net.third[v];
        }
        const double d =
            (sigmoid(score) - static_cast<double>(table.targets(row, 0))) / static_cast<double>(end - from);
        sum.third_bias += d;
        double d1[units] = {};
        for (std::size_t v = 0; v < units; ++v) {
            const double d2 = d * net.third[v] * a2[v] * (1 - a2[v]);
            sum.third[v] += d * a2[v];
            sum.second_bias[v] += d2;
            for (std::size_t u = 0; u < units; ++u) {
                sum.second[u][v] += a1[u] * d2;
                d1[u] += d2 * net.second[u][v];
            }
        }
        for (std::size_t u = 0; u < units; ++u) {
            d1[u] *= a1[u] * (1 - a1[u]);
            sum.first_bias[u] += d1[u];
            for (std::size_t i = 0; i < inputs; ++i) sum.first[i][u] += x[i] * d1[u];
        }
    }
    auto* const to = reinterpret_cast<double*>(&net);
    const auto* const gradient = reinterpret_cast<const double*>(&sum);
    for (std::size_t i = 0; i < sizeof net / sizeof(double); ++i) to[i] -= rate * gradient[i];
}

inline bool fused_training::agrees_with_plain_loops() {
    constexpr std::size_t rows = 203, batch = 100;  // neither divides, so both kinds of filling are seen
    spnn::split::vertical_table table;
    std::mt19937 random(2);
    std::normal_distribution<float> normal;
    for (const std::size_t columns : {20U, 8U}) {
        auto& x = table.features.emplace_back(spnn::make_matrix<float>(rows, columns));
        for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = normal(random);
    }
    table.targets = spnn::make_matrix<float>(rows, 1);
    for (std::size_t i = 0; i < rows; ++i) table.targets(i, 0) = table.features[0](i, 0) > 0 ? 1.0F : 0.0F;

    fused_training fused(table, batch);
    small_network<double> plain;
    const auto* const first = reinterpret_cast<const float*>(&fused.net_);
    auto* const of_plain = reinterpret_cast<double*>(&plain);
    constexpr std::size_t count = sizeof plain / sizeof(double);
    const std::vector<float> before(first, first + count);
    std::copy(first, first + count, of_plain);
    for (int epoch = 0; epoch < 5; ++epoch) {
        fused.train_epoch(1.0F);
        for (std::size_t from = 0; from < rows; from += batch)
            learn_plainly(table, from, std::min(rows, from + batch), 1.0, plain);
    }
    double worst = 0, moved = 0;
    for (std::size_t i = 0; i < count; ++i) {
        worst = std::max(worst, std::abs(static_cast<double>(first[i]) - of_plain[i]));
        moved = std::max(moved, std::abs(of_plain[i] - static_cast<double>(before[i])));
    }
    return worst < 1e-4 && moved > 1e-2;
}

}  // namespace floors
