// nn/loss/mean_squared_error.hpp: the mean of (score - target)^2 over all rows and columns, for regression.

#pragma once

#include <spnn/nn/loss.hpp>

namespace SPNN_NAMESPACE::nn {

namespace detail {

// The loss of any number of columns, in a type or chosen at run time.
struct squared_error {
    std::size_t width;
    static constexpr std::string_view name = "mean_squared_error";

    template <class T>
    [[nodiscard]] double value(const matrix<T>& s, const matrix<T>& t) const {
        return for_each_difference(s, t, [](std::size_t, double) {});
    }
    template <class T>
    double gradient(const matrix<T>& s, const matrix<T>& t, matrix<T>& ds) const {
        resize(ds, rows(s), width);
        const double scale = 2 / static_cast<double>(s.size());
        return for_each_difference(s, t, [to = ds.data(), scale](std::size_t i, double difference) {
            to[i] = static_cast<T>(scale * difference);
        });
    }

private:
    // Calls use(i, score - target) for every element; returns the mean square.
    template <class T, class Use>
    double for_each_difference(const matrix<T>& s, const matrix<T>& t, Use&& use) const {
        require_loss_shapes(name, width, width, s, t);
        double sum = 0;
        for (std::size_t i = 0; i < s.size(); ++i) {
            const double difference = static_cast<double>(s.data()[i]) - static_cast<double>(t.data()[i]);
            sum += difference * difference;
            use(i, difference);
        }
        return sum / static_cast<double>(s.size());
    }
};

}  // namespace detail

template <std::size_t N = 1>
struct mean_squared_error {
    static constexpr std::string_view name = detail::squared_error::name;
    static constexpr std::size_t scores = N;
    static constexpr std::size_t targets = N;

    template <class T>
    [[nodiscard]] double value(const matrix<T>& s, const matrix<T>& t) const {
        return detail::squared_error{N}.value(s, t);
    }
    template <class T>
    double gradient(const matrix<T>& s, const matrix<T>& t, matrix<T>& ds) const {
        return detail::squared_error{N}.gradient(s, t, ds);
    }

    // The scores themselves.
    template <class T>
    [[nodiscard]] matrix<T> predict(const matrix<T>& s) const {
        return s;
    }
};

static_assert(Loss<mean_squared_error<>> && Loss<mean_squared_error<3>>);

}  // namespace SPNN_NAMESPACE::nn
