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
#include <vector>

namespace SPNN_NAMESPACE::nn {

namespace detail {

// One number of type T for each weight, where the weights' number is in their type and where it is not.
template <class T, std::size_t Classes>
[[nodiscard]] std::array<T, Classes> one_for_each(const std::array<float, Classes>&) {
    return {};
}
template <class T>
[[nodiscard]] std::vector<T> one_for_each(const std::vector<float>& weights) {
    return std::vector<T>(weights.size());
}

// The loss with one weight for each class: in an array where their number is in the type, else in a vector.
template <class Weights>
class softmax_of {
public:
    static constexpr std::string_view name = "softmax_cross_entropy";

    // The weights must outlive it.
    constexpr explicit softmax_of(const Weights& class_weight) : weights_(&class_weight) {}

    template <class T>
    [[nodiscard]] double value(const matrix<T>& s, const matrix<T>& t) const {
        return for_each_row(s, t, [](std::size_t, std::size_t, const auto&, T) {});
    }

    template <class T>
    double gradient(const matrix<T>& s, const matrix<T>& t, matrix<T>& ds) const {
        const std::size_t classes = weights_->size();
        resize(ds, rows(s), classes);
        const double share = 1 / static_cast<double>(rows(s));
        const auto write = [&](std::size_t i, std::size_t target, const auto& powers, T sum) {
            const auto to = row(ds, i);
            const T scale = static_cast<T>(share * static_cast<double>((*weights_)[target])) / sum;
            T others{0};
            for (std::size_t j = 0; j < classes; ++j) others += j == target ? T{0} : powers[j];
            for (std::size_t j = 0; j < classes; ++j) to[j] = scale * powers[j];
            to[target] = -scale * others;  // p - 1, without the subtraction
        };
        return for_each_row(s, t, write);
    }

    template <class T>
    [[nodiscard]] matrix<T> predict(const matrix<T>& s) const {
        const std::size_t classes = weights_->size();
        require<usage_error>(columns(s) == classes, name, ": scores are ", shape_text(s), ", expected ", classes,
                             " columns");
        auto probabilities = make_matrix<T>(rows(s), classes);
        auto powers = one_for_each<T>(*weights_);
        for (std::size_t i = 0; i < rows(s); ++i) {
            const T sum = exponentials<T>(row(s, i), powers).sum;
            for (std::size_t j = 0; j < classes; ++j) row(probabilities, i)[j] = powers[j] / sum;
        }
        return probabilities;
    }

    template <class T>
    void check_targets(const matrix<T>& t) const {
        require_weights();
        for (std::size_t i = 0; i < t.size(); ++i) static_cast<void>(class_of(t, i));
    }

private:
    template <class T>
    struct row_sum {
        T largest, sum;
    };

    // powers[j] = e^(s_j - largest); returns the largest score and the sum of the powers.
    template <class T, class Powers>
    static row_sum<T> exponentials(std::span<const T> s, Powers& powers) {
        T largest = s[0];
        for (std::size_t j = 1; j < powers.size(); ++j) largest = s[j] > largest ? s[j] : largest;
        for (std::size_t j = 0; j < powers.size(); ++j) powers[j] = exponential(s[j] - largest);
        T sum{0};
        for (std::size_t j = 0; j < powers.size(); ++j) sum += powers[j];
        return {largest, sum};
    }

    void require_weights() const {
        for (const float w : *weights_)
            require<usage_error>(w >= 0 && std::isfinite(w), name, ": a class weight is ", w, ", expected at least 0");
    }

    // The class of row i.
    template <class T>
    std::size_t class_of(const matrix<T>& t, std::size_t i) const {
        const T number = t.data()[i];
        const std::size_t classes = weights_->size();
        require<usage_error>(number >= T{0} && number < static_cast<T>(classes) && number == std::floor(number), name,
                             ": the target of row ", i + 1, " is not a class number below ", classes);
        return static_cast<std::size_t>(number);
    }

    // Calls use(row, class, powers, sum of the powers) for every row; returns the mean loss.
    template <class T, class Use>
    double for_each_row(const matrix<T>& s, const matrix<T>& t, Use&& use) const {
        require_loss_shapes(name, weights_->size(), 1, s, t);
        require_weights();
        auto powers = one_for_each<T>(*weights_);
        double total = 0;
        for (std::size_t i = 0; i < rows(s); ++i) {
            const auto target = class_of(t, i);
            const auto [largest, sum] = exponentials<T>(row(s, i), powers);
            const double distance = static_cast<double>(largest) - static_cast<double>(row(s, i)[target]);
            total += static_cast<double>((*weights_)[target]) * (distance + std::log(static_cast<double>(sum)));
            use(i, target, powers, sum);
        }
        return total / static_cast<double>(rows(s));
    }

    const Weights* weights_;
};

}  // namespace detail

template <std::size_t Classes>
struct softmax_cross_entropy {
    static_assert(Classes >= 2, "softmax_cross_entropy<Classes>: at least two classes");

    std::array<float, Classes> class_weight = all_ones();  // each at least 0

    static constexpr std::string_view name = detail::softmax_of<std::array<float, Classes>>::name;
    static constexpr std::size_t scores = Classes;
    static constexpr std::size_t targets = 1;

    template <class T>
    [[nodiscard]] double value(const matrix<T>& s, const matrix<T>& t) const {
        return detail::softmax_of(class_weight).value(s, t);
    }
    template <class T>
    double gradient(const matrix<T>& s, const matrix<T>& t, matrix<T>& ds) const {
        return detail::softmax_of(class_weight).gradient(s, t, ds);
    }

    // The probability of each class.
    template <class T>
    [[nodiscard]] matrix<T> predict(const matrix<T>& s) const {
        return detail::softmax_of(class_weight).predict(s);
    }

    // usage_error for a target that is no class number, and for a weight that is none.
    template <class T>
    void check_targets(const matrix<T>& t) const {
        detail::softmax_of(class_weight).check_targets(t);
    }

private:
    [[nodiscard]] static constexpr std::array<float, Classes> all_ones() {
        std::array<float, Classes> ones{};
        ones.fill(1);
        return ones;
    }
};

static_assert(Loss<softmax_cross_entropy<2>> && Loss<softmax_cross_entropy<10>>);

}  // namespace SPNN_NAMESPACE::nn
