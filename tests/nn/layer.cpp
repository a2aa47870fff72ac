#include <spnn/nn/layer.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/layer/tanh.hpp>
#include <spnn/nn/loss/mean_squared_error.hpp>
#include <spnn/nn/optimizer/adam.hpp>
#include <spnn/nn/sequential.hpp>
#include <spnn/nn/update_rule.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;

namespace {

// A user's own layer, with a parameter: y_j = gain_j x_j^2.
template <std::size_t N>
struct scaled_square {
    static constexpr std::size_t in = N, out = N;
    static std::string name() { return text("scaled_square<", N, ">"); }

    template <class T>
    struct parameters {
        matrix<T> gain = zeros<T>(1, N);
        template <class F>
        void for_each(F&& f) {
            f(std::string_view("gain"), gain);
        }
        template <class F>
        void for_each(F&& f) const {
            f(std::string_view("gain"), gain);
        }
    };
    template <class T, RandomSource G>
    static void initialise(parameters<T>& p, G& random, nn::initialiser how) {
        p = {};
        nn::initialise(p.gain, 1, 1, how, random);
    }
    template <class T>
    static void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y) {
        require<usage_error>(columns(x) == N, name(), ": input is ", shape_text(x));
        resize(y, rows(x), N);
        for (std::size_t i = 0; i < x.size(); ++i) y.data()[i] = p.gain.data()[i % N] * x.data()[i] * x.data()[i];
    }
    template <class T>
    static void backward(const parameters<T>& p, const matrix<T>& x, const matrix<T>&, const matrix<T>& dy,
                         parameters<T>& grads, matrix<T>& dx) {
        require<usage_error>(dy.shape() == x.shape(), name(), ": gradient is ", shape_text(dy));
        grads = {};
        resize(dx, rows(dy), N);
        for (std::size_t i = 0; i < dy.size(); ++i) {
            grads.gain.data()[i % N] += dy.data()[i] * x.data()[i] * x.data()[i];
            dx.data()[i] = 2 * p.gain.data()[i % N] * x.data()[i] * dy.data()[i];
        }
    }
};

// One that keeps something beside its ends, x^2 of y = x^3.
struct cube {
    static constexpr std::size_t in = 2, out = 2;
    static constexpr bool reads_input = false, reads_output = false;
    static std::string name() { return "cube"; }
    template <class T>
    using parameters = nn::no_parameters<T>;
    template <class T>
    struct cache {
        matrix<T> squares;
    };
    template <class T, RandomSource G>
    static void initialise(parameters<T>&, G&, nn::initialiser) {}
    template <class T>
    static void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y) {
        cache<T> unused;
        forward(p, x, y, unused);
    }
    template <class T>
    static void forward(const parameters<T>&, const matrix<T>& x, matrix<T>& y, cache<T>& cache) {
        require<usage_error>(columns(x) == 2, name(), ": input is ", shape_text(x));
        resize(cache.squares, rows(x), 2);
        resize(y, rows(x), 2);
        for (std::size_t i = 0; i < x.size(); ++i)
            y.data()[i] = (cache.squares.data()[i] = x.data()[i] * x.data()[i]) * x.data()[i];
    }
    template <class T>
    static void backward(const parameters<T>&, const matrix<T>&, const matrix<T>&, const cache<T>& cache,
                         const matrix<T>& dy, parameters<T>&, matrix<T>& dx) {
        require<usage_error>(dy.shape() == cache.squares.shape(), name(), ": gradient is ", shape_text(dy));
        resize(dx, rows(dy), 2);
        for (std::size_t i = 0; i < dy.size(); ++i) dx.data()[i] = 3 * cache.squares.data()[i] * dy.data()[i];
    }
};

// Lacks backward.
struct forward_only {
    static constexpr std::size_t in = 1, out = 1;
    static std::string name() { return "forward_only"; }
    template <class T>
    using parameters = nn::no_parameters<T>;
    template <class T, RandomSource G>
    static void initialise(parameters<T>&, G&, nn::initialiser) {}
    template <class T>
    static void forward(const parameters<T>&, const matrix<T>&, matrix<T>&) {}
};

}  // namespace

static_assert(nn::Layer<scaled_square<4>>);
static_assert(!nn::Layer<forward_only>);
static_assert(!nn::Layer<int>);

// Inference takes parameters and two buffers; a layer that goes backward from its ends keeps nothing in training
// either.
static_assert(requires(const nn::dense<4, 2>::parameters<float>& p, const matrix<float>& x, matrix<float>& y) {
    nn::dense<4, 2>{}.forward(p, x, y);
});
static_assert(nn::has_no_cache<nn::dense<4, 2>, float> && std::is_empty_v<nn::cache_of<nn::dense<4, 2>, float>>);
static_assert(sizeof(nn::dense<4, 2>::parameters<float>) == 2 * sizeof(matrix<float>));
static_assert(std::is_empty_v<nn::dense<4, 2>>);

TEST_CASE("nn/layer: a layer of one's own obeys the laws, alone and in a sequential") {
    laws::layer<cube>();
    laws::layer<nn::sequential<nn::tanh<2>, cube, nn::sigmoid<2>>>();
    laws::layer<scaled_square<1>>();
    laws::layer<scaled_square<3>>();
    laws::layer<nn::sequential<scaled_square<2>, nn::dense<2, 3>, scaled_square<3>>>();
}

TEST_CASE("nn/layer: a layer of one's own learns in a sequential") {
    // x0 x1 = ((x0 + x1)^2 - (x0 - x1)^2) / 4: squares are enough, no linear net is.
    using net = nn::sequential<nn::dense<2, 6>, scaled_square<6>, nn::dense<6, 1>>;
    test::words_from_seed random(11);
    const auto x = test::random_matrix<float>(200, 2, random, -1, 1);
    auto target = make_matrix<float>(200, 1);
    for (std::size_t i = 0; i < 200; ++i) target.data()[i] = row(x, i)[0] * row(x, i)[1];

    net::parameters<float> p, grads;
    net{}.initialise(p, random, nn::initialiser::glorot_uniform);
    net::cache<float> cache;
    nn::updater<float, net::parameters<float>, nn::adam> updater({.optimizer = {}, .rate = 0.02});
    const nn::mean_squared_error<> loss;
    matrix<float> y, dy, dx;
    double first = 0, last = 0;
    for (int step = 0; step < 1500; ++step) {
        net{}.forward(p, x, y, cache);
        last = loss.gradient(y, target, dy);
        if (step == 0) first = last;
        net{}.backward(p, x, y, cache, dy, grads, dx);
        updater.apply(p, grads, random);
    }
    CHECK(first > 0.01);
    CHECK(last < 1e-4);
}
