// nn/loss/binary_cross_entropy.hpp: for one score s a row and a target y of 0 or 1,
//
//   positive_weight y log(1 + e^-s) + (1 - y) log(1 + e^s)
//
// A weight above 1 makes rare positives count more; the mean is over rows and not divided by the weights.
// Computed from the margin z = -s or s (how far the score is on the wrong side), for which the loss
// is log(1 + e^z) and its slope 1 / (1 + e^-z), without a difference of nearly equal numbers.

#pragma once

#include <spnn/core/simd/compute_each.hpp>
#include <spnn/nn/detail/functions.hpp>
#include <spnn/nn/loss.hpp>

#include <functional>

namespace SPNN_NAMESPACE::nn {

struct binary_cross_entropy {
    double positive_weight = 1;  // above 0

    static constexpr std::string_view name = "binary_cross_entropy";
    static constexpr std::size_t scores = 1;
    static constexpr std::size_t targets = 1;

    template <class T>
    [[nodiscard]] double value(const matrix<T>& s, const matrix<T>& t) const {
        return for_each_margin(s, t, static_cast<T*>(nullptr), [](bool, T, T) { return T{0}; });
    }

    template <class T>
    double gradient(const matrix<T>& s, const matrix<T>& t, matrix<T>& ds) const {
        resize(ds, rows(s), 1);
        const T share = static_cast<T>(1 / static_cast<double>(rows(s)));
        const T weighted = static_cast<T>(-positive_weight) * share;
        return for_each_margin(s, t, ds.data(), [=](bool positive, T z, T decay) {
            const T slope = detail::select(z < T{0}, decay, T{1}) / (T{1} + decay);
            return slope * detail::select(positive, weighted, share);
        });
    }

    // The probability of 1.
    template <class T>
    [[nodiscard]] matrix<T> predict(const matrix<T>& s) const {
        auto probabilities = make_matrix<T>(rows(s), columns(s));
        spnn::detail::compute_each(elements(probabilities), [](T from) { return detail::logistic(from); }, elements(s));
        return probabilities;
    }

    // usage_error for a target that is neither 0 nor 1, and for a weight that is none.
    template <class T>
    void check_targets(const matrix<T>& t) const {
        require_weight();
        for (std::size_t i = 0; i < t.size(); ++i)
            require<usage_error>(t.data()[i] == T{0} || t.data()[i] == T{1}, name, ": the target of row ", i + 1,
                                 " is neither 0 nor 1");
    }

private:
    static constexpr std::size_t lanes = spnn::detail::block_size;

    // The sum of log(1 + e^z) over some rows: the sum of max(z, 0), and one logarithm of the product of all 1 + e^-|z|.
    // These factors lie in (1, 2], so the product of 960 is a number.
    struct softplus_sum {
        static constexpr std::size_t most = 960;
        std::array<double, lanes> beyond, product;

        softplus_sum() {
            beyond.fill(0);
            product.fill(1);
        }
        [[nodiscard]] double total() const {
            double sum = 0, all = 1;
            for (const double x : beyond) sum += x;
            for (const double x : product) all *= x;
            return sum + std::log(all);
        }
    };
    // What sixteen rows at a time add to.
    struct margins {
        softplus_sum positives, negatives;
        std::array<bool, lanes> wrong{};  // a target is neither 0 nor 1
    };

    // The mean loss over all rows; results[i] = use(positive, z, e^-|z|) for each, unless `results` is null.
    template <class T, class Use>
    double for_each_margin(const matrix<T>& s, const matrix<T>& t, T* results, Use use) const {
        detail::require_loss_shapes<binary_cross_entropy>(s, t);
        require_weight();
        double total = 0;
        for (std::size_t i = 0; i < rows(s); i += softplus_sum::most) {
            const std::size_t count = std::min(rows(s) - i, softplus_sum::most);
            margins found;
            add_margins(found, s.data() + i, t.data() + i, count, results == nullptr ? results : results + i, use);
            if (std::ranges::any_of(found.wrong, std::identity{})) [[unlikely]]
                check_targets(t);
            total += positive_weight * found.positives.total() + found.negatives.total();
        }
        return total / static_cast<double>(rows(s));
    }

    template <class T, class Use>
    static void add_margins(margins& found, const T* s, const T* t, std::size_t count, T* results, Use use) {
        spnn::detail::run_on_best_tier([=, &found] {
            std::size_t i = 0;
            std::array<T, lanes> out;
            for (; i + lanes <= count; i += lanes) {
                add_block(found, s + i, t + i, out, use);
                if (results != nullptr) std::copy_n(out.data(), lanes, results + i);
            }
            if (i == count) return;
            std::array<T, lanes> scores, targets{};
            scores.fill(T{-1e30f});  // adds nothing
            std::copy_n(s + i, count - i, scores.data());
            std::copy_n(t + i, count - i, targets.data());
            add_block(found, scores.data(), targets.data(), out, use);
            if (results != nullptr) std::copy_n(out.data(), count - i, results + i);
        });
    }

    // Sixteen rows; step by step, so that compilers see loops that they can turn into vector code.
    template <class T, class Use>
    static void add_block(margins& found, const T* s, const T* t, std::array<T, lanes>& out, Use& use) {
        std::array<T, lanes> z, decay, over;
        for (std::size_t j = 0; j < lanes; ++j) {
            z[j] = detail::select(t[j] == T{1}, -s[j], s[j]);
            decay[j] = detail::exponential(detail::select(z[j] < T{0}, z[j], -z[j]));
            over[j] = detail::select(z[j] > T{0}, z[j], T{0});
            out[j] = use(t[j] == T{1}, z[j], decay[j]);
        }
        for (std::size_t j = 0; j < lanes; ++j) found.wrong[j] |= t[j] != T{0} && t[j] != T{1};
        add_to(found.positives, t, T{1}, decay, over);
        add_to(found.negatives, t, T{0}, decay, over);
    }

    // The rows whose target is `chosen`.
    template <class T>
    static void add_to(softplus_sum& sum, const T* t, T chosen, const std::array<T, lanes>& decay,
                       const std::array<T, lanes>& over) {
        for (std::size_t j = 0; j < lanes; ++j)
            sum.product[j] *= 1 + static_cast<double>(detail::select(t[j] == chosen, decay[j], T{0}));
        for (std::size_t j = 0; j < lanes; ++j)
            sum.beyond[j] += static_cast<double>(detail::select(t[j] == chosen, over[j], T{0}));
    }

    void require_weight() const {
        require<usage_error>(positive_weight > 0 && std::isfinite(positive_weight), name, ": positive_weight is ",
                             positive_weight, ", expected a positive number");
    }
};

static_assert(Loss<binary_cross_entropy>);

}  // namespace SPNN_NAMESPACE::nn
