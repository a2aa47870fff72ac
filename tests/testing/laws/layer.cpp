#include <spnn/testing/laws/layer.hpp>

#include <doctest/doctest.h>

using namespace spnn;
namespace laws = testing::laws;

namespace {

enum class layer_fault { none, misses_a_factor, counts_the_rows, adds_to_the_gradients, takes_any_width };

// y_j = gain_j x_j^2 of two units, right but for one fault.
template <layer_fault F>
struct scaled_square {
    static constexpr std::size_t in = 2, out = 2;
    static std::string name() { return "scaled_square"; }

    template <class T>
    struct parameters {
        matrix<T> gain = zeros<T>(1, 2);
        void for_each(auto&& f) { f(std::string_view("gain"), gain); }
        void for_each(auto&& f) const { f(std::string_view("gain"), gain); }
    };
    template <class T, RandomSource G>
    static void initialise(parameters<T>& p, G& random, nn::initialiser how) {
        p = {};
        nn::initialise(p.gain, 1, 1, how, random);
    }
    // What a row is multiplied by because of the others beside it.
    template <class T>
    static T crowd(const matrix<T>& x) {
        return F == layer_fault::counts_the_rows ? static_cast<T>(rows(x)) : T{1};
    }
    template <class T>
    static void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y) {
        require<usage_error>(columns(x) == 2 || F == layer_fault::takes_any_width, name(), ": input is ",
                             shape_text(x));
        resize(y, rows(x), 2);
        for (std::size_t i = 0; i < rows(x); ++i)
            for (std::size_t j = 0; j < 2; ++j) y(i, j) = crowd(x) * p.gain(0, j) * x(i, j) * x(i, j);
    }
    template <class T>
    static void backward(const parameters<T>& p, const matrix<T>& x, const matrix<T>&, const matrix<T>& dy,
                         parameters<T>& grads, matrix<T>& dx) {
        require<usage_error>(dy.shape() == x.shape(), name(), ": gradient is ", shape_text(dy));
        if (F != layer_fault::adds_to_the_gradients) grads = {};
        const T two = F == layer_fault::misses_a_factor ? T{1} : T{2};
        resize(dx, rows(x), 2);
        for (std::size_t i = 0; i < rows(x); ++i)
            for (std::size_t j = 0; j < 2; ++j) {
                grads.gain(0, j) += crowd(x) * dy(i, j) * x(i, j) * x(i, j);
                dx(i, j) = crowd(x) * two * p.gain(0, j) * x(i, j) * dy(i, j);
            }
    }
};

}  // namespace

TEST_CASE("testing/laws/layer: a right layer passes") { laws::layer<scaled_square<layer_fault::none>>(); }

TEST_CASE("testing/laws/layer: a gradient that misses a factor is caught" * doctest::should_fail()) {
    laws::layer<scaled_square<layer_fault::misses_a_factor>>();
}

TEST_CASE("testing/laws/layer: rows that depend on each other are caught" * doctest::should_fail()) {
    laws::layer<scaled_square<layer_fault::counts_the_rows>>();
}

TEST_CASE("testing/laws/layer: gradients that are added to are caught" * doctest::should_fail()) {
    laws::layer<scaled_square<layer_fault::adds_to_the_gradients>>();
}

TEST_CASE("testing/laws/layer: a batch of another width that is taken is caught" * doctest::should_fail()) {
    laws::layer<scaled_square<layer_fault::takes_any_width>>();
}
