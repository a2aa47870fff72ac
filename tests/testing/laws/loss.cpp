#include <spnn/testing/laws/loss.hpp>

#include <doctest/doctest.h>

using namespace spnn;
namespace laws = testing::laws;

namespace {

enum class loss_fault { none, gradient_of_the_sum, predicts_backwards };

// The mean over rows of (s - t)^2 / 2, right but for one fault.
template <loss_fault F>
struct half_square {
    static constexpr std::string_view name = "half_square";
    static constexpr std::size_t scores = 1, targets = 1;

    template <class T>
    double value(const matrix<T>& s, const matrix<T>& t) const {
        nn::detail::require_loss_shapes<half_square>(s, t);
        double sum = 0;
        for (std::size_t i = 0; i < s.size(); ++i) sum += std::pow(error(s, t, i), 2) / 2;
        return sum / static_cast<double>(rows(s));
    }
    template <class T>
    double gradient(const matrix<T>& s, const matrix<T>& t, matrix<T>& ds) const {
        const double mean = value(s, t), m = F == loss_fault::gradient_of_the_sum ? 1 : static_cast<double>(rows(s));
        resize(ds, rows(s), 1);
        for (std::size_t i = 0; i < s.size(); ++i) ds.data()[i] = static_cast<T>(error(s, t, i) / m);
        return mean;
    }
    template <class T>
    matrix<T> predict(const matrix<T>& s) const {
        auto y = s;
        if (F == loss_fault::predicts_backwards)
            for (T& one : elements(y)) one = -one;
        return y;
    }

private:
    template <class T>
    static double error(const matrix<T>& s, const matrix<T>& t, std::size_t i) {
        return static_cast<double>(s.data()[i]) - static_cast<double>(t.data()[i]);
    }
};

template <loss_fault F>
void hold_to_the_laws() {
    laws::loss(half_square<F>{},
               [](std::size_t m, auto& random) { return testing::random_matrix<double>(m, 1, random); });
}

}  // namespace

TEST_CASE("testing/laws/loss: a right loss passes") { hold_to_the_laws<loss_fault::none>(); }

TEST_CASE("testing/laws/loss: a gradient of the sum where the value is the mean is caught" * doctest::should_fail()) {
    hold_to_the_laws<loss_fault::gradient_of_the_sum>();
}

TEST_CASE("testing/laws/loss: predictions that fall where scores rise are caught" * doctest::should_fail()) {
    hold_to_the_laws<loss_fault::predicts_backwards>();
}
