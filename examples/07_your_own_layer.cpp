// A layer of one's own: parametric ReLU, y = x where x > 0 and slope x elsewhere, with one learned slope for each unit
// (He et al., ICCV 2015). It checks its own gradient by central differences, then learns in the server's zone.

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/simulate.hpp>

#include <cmath>
#include <iostream>
#include <numeric>

namespace nn = spnn::nn;
namespace split = spnn::split;
using spnn::matrix, spnn::rows, spnn::columns, spnn::elements;

// [layer]
template <std::size_t N>
struct parametric_relu {
    static constexpr std::size_t in = N, out = N;
    [[nodiscard]] static std::string name() { return spnn::text("parametric_relu<", N, ">"); }

    template <class T>
    struct parameters {
        matrix<T> slope = spnn::zeros<T>(1, N);
        void for_each(auto&& f) { f(std::string_view("slope"), slope); }
        void for_each(auto&& f) const { f(std::string_view("slope"), slope); }
    };

    template <class T, spnn::RandomSource G>
    static void initialise(parameters<T>& p, G&, nn::initialiser) {
        p = parameters<T>();
        std::ranges::fill(elements(p.slope), T{0.25});
    }

    template <class T>
    static void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y) {
        spnn::require<spnn::usage_error>(columns(x) == N, name(), ": input is ", spnn::shape_text(x));
        spnn::resize(y, rows(x), N);
        for (std::size_t i = 0; i < rows(x); ++i)
            for (std::size_t j = 0; j < N; ++j) y(i, j) = x(i, j) > 0 ? x(i, j) : p.slope(0, j) * x(i, j);
    }

    template <class T>
    static void backward(const parameters<T>& p, const matrix<T>& x, const matrix<T>&, const matrix<T>& dy,
                         parameters<T>& grads, matrix<T>& dx) {
        spnn::require<spnn::usage_error>(dy.shape() == x.shape(), name(), ": gradient is ", spnn::shape_text(dy));
        spnn::resize(dx, rows(x), N);
        grads = parameters<T>();
        for (std::size_t i = 0; i < rows(x); ++i)
            for (std::size_t j = 0; j < N; ++j) {
                dx(i, j) = dy(i, j) * (x(i, j) > 0 ? T{1} : p.slope(0, j));
                if (!(x(i, j) > 0)) grads.slope(0, j) += dy(i, j) * x(i, j);
            }
    }
};
static_assert(nn::Layer<parametric_relu<3>>);
// [/layer]

// [check]
// The largest error in L's derivatives of sum(c y) for some c, by every input and every parameter.
template <nn::Layer L>
[[nodiscard]] double gradient_error() {
    double n = 0;
    const auto fill = [&](auto& some) { std::ranges::generate(elements(some), [&] { return std::sin(n += 1.7); }); };
    auto x = spnn::make_matrix<double>(5, L::in), c = spnn::make_matrix<double>(5, L::out);
    typename L::template parameters<double> p, grads;
    fill(x), fill(c), p.for_each([&](std::string_view, auto& w) { fill(w); });

    matrix<double> y, dx;
    L::forward(p, x, y);
    L::backward(p, x, y, c, grads, dx);
    double largest = 0;
    const auto compare = [&](matrix<double>& values, const matrix<double>& gradient) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto objective_at = [&](double moved) {
                const double before = std::exchange(values.data()[i], moved);
                L::forward(p, x, y);
                values.data()[i] = before;
                return std::inner_product(y.data(), y.data() + y.size(), c.data(), 0.0);
            };
            const double at = values.data()[i], step = 1e-6;
            const double slope = (objective_at(at + step) - objective_at(at - step)) / (2 * step);
            largest = std::max(largest, std::abs(slope - gradient.data()[i]));
        }
    };
    compare(x, dx);
    nn::for_each_pair<double>(p, grads, [&](std::string_view, auto& w, const auto& g) { compare(w, g); });
    return largest;
}
// [/check]

using hidden = nn::sequential<parametric_relu<8>, nn::dense<8, 4>, parametric_relu<4>>;
using net = split::network<hidden, nn::dense<4, 1>, nn::binary_cross_entropy>;

int main() {
    const std::size_t side = 40, n = side * side;  // each party knows one coordinate; 1 within the circle
    split::vertical_table table{{spnn::make_matrix<float>(n, 1), spnn::make_matrix<float>(n, 1)},
                                spnn::make_matrix<float>(n, 1)};
    const auto place = [](std::size_t k) { return static_cast<float>(k) / 13 - 1.5F; };
    for (std::size_t i = 0; i < n; ++i) {
        const float u = table.features[0](i, 0) = place(i / side), v = table.features[1](i, 0) = place(i % side);
        table.targets(i, 0) = u * u + v * v < 1 ? 1 : 0;
    }
    split::plan plan{.columns = {1, 1}, .label_holder = 0, .train_rows = n, .epochs = 40, .batch = 64};
    plan.rule = {nn::adam{}, 0.02};
    const auto result = split::simulate<net, split::masked<>>(plan, table);

    const double error = gradient_error<parametric_relu<6>>(), loss = result.history.back().train_loss;
    std::cout << "largest error of the gradient: " << error << ", loss after training: " << loss << "\n";
    return error < 1e-6 && loss < 0.1 ? 0 : 1;
}
