#include <spnn/nn/layer/batch_norm.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/residual.hpp>
#include <spnn/nn/parameters.hpp>
#include <spnn/nn/sequential.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace spnn;

namespace {

using net = nn::sequential<nn::dense<2, 3>, nn::dense<3, 1>>;

// 0, 1, 2, ... in for_each order.
template <class T, class P>
void number(P& p) {
    T next{};
    p.for_each([&](std::string_view, matrix<T>& x) {
        for (T& v : elements(x)) v = next++;
    });
}

struct nameless {
    matrix<float> x;
};

}  // namespace

static_assert(nn::ParameterSet<net::parameters<double>, double>);
static_assert(!nn::ParameterSet<nameless, float>);

TEST_CASE("nn/parameters: count, and flatten in the order of for_each") {
    net::parameters<double> p;
    number<double>(p);
    CHECK(nn::parameter_count(p) == 2 * 3 + 3 + 3 * 1 + 1);
    const auto values = nn::flatten<double>(p);
    REQUIRE(values.size() == 13);
    for (std::size_t i = 0; i < values.size(); ++i) CHECK(values[i] == static_cast<double>(i));
    CHECK(nn::parameter_count(nn::no_parameters<float>{}) == 0);
    CHECK(nn::flatten(nn::no_parameters<float>{}).empty());
}

TEST_CASE("nn/parameters: unflatten is the inverse of flatten and checks the count") {
    net::parameters<float> p, q;
    number<float>(p);
    const auto values = nn::flatten(p);
    nn::unflatten(std::span(values), q);
    CHECK(nn::max_abs_difference(p, q) == 0);
    CHECK(std::get<1>(q.layers).bias.data()[0] == 12);
    CHECK_THROWS_AS(nn::unflatten(std::span(values).first(12), q), usage_error);
    const std::vector<float> long_values(14);
    CHECK_THROWS_AS(nn::unflatten(std::span(long_values), q), usage_error);
}

TEST_CASE("nn/parameters: max_abs_difference finds the one largest, and never hides a NaN") {
    net::parameters<float> p, q;
    std::get<0>(q.layers).weights.data()[4] = 0.25f;
    std::get<1>(q.layers).bias.data()[0] = -2;
    CHECK(nn::max_abs_difference(p, q) == 2);
    std::get<0>(q.layers).weights.data()[0] = std::numeric_limits<float>::quiet_NaN();
    CHECK(nn::max_abs_difference(p, q) == std::numeric_limits<double>::infinity());
}

TEST_CASE("nn/parameters: for_each_pair walks two sets side by side, constant ones too") {
    net::parameters<double> p, g;
    number<double>(p);
    number<double>(g);
    const auto& constant = g;
    std::vector<std::string> names;
    nn::for_each_pair<double>(p, constant, [&](std::string_view name, matrix<double>& x, const matrix<double>& y) {
        names.emplace_back(name);
        for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] -= y.data()[i];
    });
    CHECK(names == std::vector<std::string>{"0.weights", "0.bias", "1.weights", "1.bias"});
    for (const double v : nn::flatten<double>(p)) CHECK(v == 0);
}

TEST_CASE("nn/parameters: for_each_pair refuses sets that do not correspond") {
    const auto nothing = [](std::string_view, const auto&, const auto&) {};
    net::parameters<float> p;
    nn::dense<2, 3>::parameters<float> prefix;
    nn::weights<float> other{zeros<float>(3, 2)};
    CHECK_THROWS_AS(nn::for_each_pair(p, prefix, nothing), usage_error);
    CHECK_THROWS_AS(nn::for_each_pair(prefix, p, nothing), usage_error);
    CHECK_THROWS_AS(nn::for_each_pair(prefix, other, nothing), usage_error);
}

TEST_CASE("nn/parameters: state is listed with the others, and apart; what is learned is the rest") {
    using with_state = nn::layers<nn::numbers<3>, nn::dense<2>, nn::batch_norm<>, nn::residual<nn::batch_norm<>>>;
    with_state::parameters<float> p;
    const auto names = [&](auto walk) {
        std::vector<std::string> all;
        walk([&](std::string_view name, const auto&) { all.emplace_back(name); });
        return all;
    };
    using list = std::vector<std::string>;
    const list learned{"0.weights", "0.bias", "1.gain", "1.shift", "2.0.gain", "2.0.shift"},
        state{"1.running_mean", "1.running_variance", "2.0.running_mean", "2.0.running_variance"};
    CHECK(names([&](auto f) { nn::for_each_learned(p, f); }) == learned);
    CHECK(names([&](auto f) { nn::for_each_learned(std::as_const(p), f); }) == learned);
    CHECK(names([&](auto f) { nn::for_each_state(p, f); }) == state);
    CHECK(names([&](auto f) { nn::for_each_state(std::as_const(p), f); }) == state);
    CHECK(names([&](auto f) { p.for_each(f); }).size() == learned.size() + state.size());
    nn::dense<3, 2>::parameters<float> stateless;
    CHECK(names([&](auto f) { nn::for_each_state(stateless, f); }).empty());
    CHECK(names([&](auto f) { nn::for_each_learned(stateless, f); }) == list{"weights", "bias"});
}

TEST_CASE("nn/parameters: weights makes one matrix a set") {
    nn::weights<double> w{test::of<double>({{1, 2}, {3, 4}})};
    CHECK(nn::parameter_count(w) == 4);
    CHECK(nn::flatten<double>(w) == std::vector<double>{1, 2, 3, 4});
    std::as_const(w).for_each([](std::string_view name, const matrix<double>&) { CHECK(name == "weights"); });
}
