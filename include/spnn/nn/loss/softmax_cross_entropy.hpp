// nn/loss/softmax_cross_entropy.hpp: for the scores s of a row and the number t of its class,
//
//   class_weight[t] (log(sum_j e^s_j) - s_t)
//
// The mean is over rows and not divided by the weights. The largest score of a row is taken out before any
// exponential, so that no score is too large.

#pragma once

#include <spnn/nn/detail/functions.hpp>
#include <spnn/nn/loss.hpp>

#include <array>

namespace spnn::inline SPNN_ABI::nn {

template <std::size_t Classes>
struct softmax_cross_entropy {
    static_assert(Classes >= 2, "softmax_cross_entropy<Classes>: at least two classes");

    std::array<float, Classes> class_weight = all_ones();  // each at least 0

    static constexpr std::string_view name = "softmax_cross_entropy";
    static constexpr std::size_t scores = Classes;
    static constexpr std::size_t targets = 1;

    template <class T>
    [[nodiscard]] double value(const matrix<T>& s, const matrix<T>& t) const {
        return for_each_row(s, t, [](std::size_t, std::size_t, const std::array<T, Classes>&, T) {});
    }

    template <class T>
    double gradient(const matrix<T>& s, const matrix<T>& t, matrix<T>& ds) const {
        resize(ds, rows(s), Classes);
        const double share = 1 / static_cast<double>(rows(s));
        const auto write = [&](std::size_t i, std::size_t target, const std::array<T, Classes>& powers, T sum) {
            const auto to = row(ds, i);
            const T scale = static_cast<T>(share * static_cast<double>(class_weight[target])) / sum;
            T others{0};
            for (std::size_t j = 0; j < Classes; ++j) others += j == target ? T{0} : powers[j];
            for (std::size_t j = 0; j < Classes; ++j) to[j] = scale * powers[j];
            to[target] = -scale * others;  // p - 1, without the subtraction
        };
        return for_each_row(s, t, write);
    }

    // The probability of each class.
    template <class T>
    [[nodiscard]] matrix<T> predict(const matrix<T>& s) const {
        require<usage_error>(columns(s) == Classes, name, ": scores are ", shape_text(s), ", expected ", Classes,
                             " columns");
        auto probabilities = make_matrix<T>(rows(s), Classes);
        std::array<T, Classes> powers;
        for (std::size_t i = 0; i < rows(s); ++i) {
            const T sum = exponentials(row(s, i), powers).sum;
            for (std::size_t j = 0; j < Classes; ++j) row(probabilities, i)[j] = powers[j] / sum;
        }
        return probabilities;
    }

    // usage_error for a target that is no class number, and for a weight that is none.
    template <class T>
    void check_targets(const matrix<T>& t) const {
        require_weights();
        for (std::size_t i = 0; i < t.size(); ++i) static_cast<void>(class_of(t, i));
    }

private:
    [[nodiscard]] static constexpr std::array<float, Classes> all_ones() {
        std::array<float, Classes> ones{};
        ones.fill(1);
        return ones;
    }

    template <class T>
    struct row_sum {
        T largest, sum;
    };

    // powers[j] = e^(s_j - largest); returns the largest score and the sum of the powers.
    template <class T>
    static row_sum<T> exponentials(std::span<const T> s, std::array<T, Classes>& powers) {
        T largest = s[0];
        for (std::size_t j = 1; j < Classes; ++j) largest = s[j] > largest ? s[j] : largest;
        for (std::size_t j = 0; j < Classes; ++j) powers[j] = detail::exponential(s[j] - largest);
        T sum{0};
        for (std::size_t j = 0; j < Classes; ++j) sum += powers[j];
        return {largest, sum};
    }

    void require_weights() const {
        for (const float w : class_weight)
            require<usage_error>(w >= 0 && std::isfinite(w), name, ": a class weight is ", w, ", expected at least 0");
    }

    // The class of row i.
    template <class T>
    static std::size_t class_of(const matrix<T>& t, std::size_t i) {
        const T number = t.data()[i];
        require<usage_error>(number >= T{0} && number < T{Classes} && number == std::floor(number), name,
                             ": the target of row ", i + 1, " is not a class number below ", Classes);
        return static_cast<std::size_t>(number);
    }

    // Calls use(row, class, powers, sum of the powers) for every row; returns the mean loss.
    template <class T, class Use>
    double for_each_row(const matrix<T>& s, const matrix<T>& t, Use&& use) const {
        detail::require_loss_shapes<softmax_cross_entropy>(s, t);
        require_weights();
        std::array<T, Classes> powers;
        double total = 0;
        for (std::size_t i = 0; i < rows(s); ++i) {
            const auto target = class_of(t, i);
            const auto [largest, sum] = exponentials(row(s, i), powers);
            const double distance = static_cast<double>(largest) - static_cast<double>(row(s, i)[target]);
            total += static_cast<double>(class_weight[target]) * (distance + std::log(static_cast<double>(sum)));
            use(i, target, powers, sum);
        }
        return total / static_cast<double>(rows(s));
    }
};

static_assert(Loss<softmax_cross_entropy<2>> && Loss<softmax_cross_entropy<10>>);

}  // namespace spnn::inline SPNN_ABI::nn
