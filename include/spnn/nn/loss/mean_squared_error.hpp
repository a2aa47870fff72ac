// nn/loss/mean_squared_error.hpp: the mean of (score - target)^2 over all rows and columns, for regression.

#pragma once

#include <spnn/nn/loss.hpp>

namespace spnn::inline SPNN_ABI::nn {

template <std::size_t N = 1>
struct mean_squared_error {
    static constexpr std::string_view name = "mean_squared_error";
    static constexpr std::size_t scores = N;
    static constexpr std::size_t targets = N;

    template <class T>
    [[nodiscard]] double value(const matrix<T>& s, const matrix<T>& t) const {
        return for_each_difference(s, t, [](std::size_t, double) {});
    }

    template <class T>
    double gradient(const matrix<T>& s, const matrix<T>& t, matrix<T>& ds) const {
        resize(ds, rows(s), N);
        const double scale = 2 / static_cast<double>(s.size());
        return for_each_difference(s, t, [to = ds.data(), scale](std::size_t i, double difference) {
            to[i] = static_cast<T>(scale * difference);
        });
    }

    // The scores themselves.
    template <class T>
    [[nodiscard]] matrix<T> predict(const matrix<T>& s) const {
        return s;
    }

private:
    // Calls use(i, score - target) for every element; returns the mean square.
    template <class T, class Use>
    static double for_each_difference(const matrix<T>& s, const matrix<T>& t, Use&& use) {
        detail::require_loss_shapes<mean_squared_error>(s, t);
        double sum = 0;
        for (std::size_t i = 0; i < s.size(); ++i) {
            const double difference = static_cast<double>(s.data()[i]) - static_cast<double>(t.data()[i]);
            sum += difference * difference;
            use(i, difference);
        }
        return sum / static_cast<double>(s.size());
    }
};

static_assert(Loss<mean_squared_error<>> && Loss<mean_squared_error<3>>);

}  // namespace spnn::inline SPNN_ABI::nn
