// nn/loss/binary_cross_entropy.hpp: for one score s a row and a target y of 0 or 1,
//
//   positive_weight y log(1 + e^-s) + (1 - y) log(1 + e^s)
//
// A weight above 1 makes rare positives count more; the mean is over rows and not divided by the weights.
// Computed from the margin z = -s or s (how far the score is on the wrong side), for which the loss
// is log(1 + e^z) and its slope 1 / (1 + e^-z), without a difference of nearly equal numbers.

#pragma once

#include <spnn/nn/detail/compute_each.hpp>
#include <spnn/nn/detail/functions.hpp>
#include <spnn/nn/loss.hpp>

namespace spnn::inline SPNN_ABI::nn {

namespace detail {

// A running sum of log(1 + e^z). The factors 1 + e^-|z| lie in (1, 2]: 512 of them can be multiplied before one
// logarithm is taken of all.
class softplus_sum {
public:
    // `decay` is e^-|z|.
    void add(double z, double decay) {
        sum_ += z > 0 ? z : 0;
        product_ *= 1 + decay;
        if (++factors_ == 512) collect();
    }
    [[nodiscard]] double total() {
        collect();
        return sum_;
    }

private:
    void collect() {
        sum_ += std::log(product_);
        product_ = 1;
        factors_ = 0;
    }

    double sum_ = 0;
    double product_ = 1;
    int factors_ = 0;
};

}  // namespace detail

struct binary_cross_entropy {
    double positive_weight = 1;  // above 0

    static constexpr std::string_view name = "binary_cross_entropy";
    static constexpr std::size_t scores = 1;
    static constexpr std::size_t targets = 1;

    template <class T>
    [[nodiscard]] double value(const matrix<T>& s, const matrix<T>& t) const {
        return for_each_margin(s, t, [](std::size_t, bool, T, T) {});
    }

    template <class T>
    double gradient(const matrix<T>& s, const matrix<T>& t, matrix<T>& ds) const {
        resize(ds, rows(s), 1);
        const T share = static_cast<T>(1 / static_cast<double>(rows(s)));
        const T weighted = static_cast<T>(-positive_weight) * share;
        return for_each_margin(s, t, [&, to = ds.data()](std::size_t i, bool positive, T z, T decay) {
            const T slope = (z < T{0} ? decay : T{1}) / (T{1} + decay);
            to[i] = slope * (positive ? weighted : share);
        });
    }

    // The probability of 1.
    template <class T>
    [[nodiscard]] matrix<T> predict(const matrix<T>& s) const {
        auto probabilities = make_matrix<T>(rows(s), columns(s));
        const auto from = elements(s);
        detail::compute_each(elements(probabilities), [=](std::size_t i) { return detail::logistic(from[i]); });
        return probabilities;
    }

private:
    // Calls use(row, positive, z, e^-|z|) for every row; returns the mean loss.
    template <class T, class Use>
    double for_each_margin(const matrix<T>& s, const matrix<T>& t, Use&& use) const {
        detail::require_loss_shapes<binary_cross_entropy>(s, t);
        require<usage_error>(positive_weight > 0 && std::isfinite(positive_weight), name, ": positive_weight is ",
                             positive_weight, ", expected a positive number");
        detail::softplus_sum positives, negatives;
        for (std::size_t i = 0; i < rows(s); ++i) {
            const T target = t.data()[i];
            const bool positive = target == T{1};
            require<usage_error>(positive || target == T{0}, name, ": the target of row ", i, " is neither 0 nor 1");
            const T z = positive ? -s.data()[i] : s.data()[i];
            const T decay = detail::exponential(z < T{0} ? z : -z);
            (positive ? positives : negatives).add(static_cast<double>(z), static_cast<double>(decay));
            use(i, positive, z, decay);
        }
        return (positive_weight * positives.total() + negatives.total()) / static_cast<double>(rows(s));
    }
};

static_assert(Loss<binary_cross_entropy>);

}  // namespace spnn::inline SPNN_ABI::nn
