#include <spnn/nn/any_network.hpp>
#include <spnn/nn/network_text.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <set>

namespace laws = spnn::testing::laws;
using namespace spnn;
using nn::any_network;

namespace {

template <class T, class P>
std::vector<std::string> names_of(const P& p) {
    std::vector<std::string> names;
    p.for_each([&](std::string_view name, const matrix<T>& x) { names.push_back(text(name, " ", shape_text(x))); });
    return names;
}
template <class T, class P, class Q>
bool same_values(const P& p, const Q& q) {
    const auto a = nn::flatten<T>(p), b = nn::flatten<T>(q);
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

// The network of types and the one of its description: first values, inference, training and backward have the same
// bits, twice, so that buffers have been used before.
template <class T, class Net>
void check_same_bits(std::size_t m) {
    const Net net;
    const any_network any(nn::describe(net));
    CAPTURE(any.name());
    CHECK(any.in == net.in);
    CHECK(any.out == net.out);
    CHECK(any.in_shape == net.in_shape);
    CHECK(any.out_shape == net.out_shape);
    test::words_from_seed random(7), again(7);
    nn::parameters_of<Net, T> p, p_grads;
    any_network::parameters<T> q, q_grads;
    net.template initialise<T>(p, random, nn::initialiser::he_normal);
    any.initialise<T>(q, again, nn::initialiser::he_normal);
    CHECK(names_of<T>(p) == names_of<T>(q));
    CHECK(same_values<T>(p, q));
    nn::cache_of<Net, T> net_cache;
    any_network::cache<T> any_cache;
    for (const std::size_t rows_now : {m, m + 3, m}) {
        const auto x = test::random_matrix<T>(rows_now, net.in, random),
                   dy = test::random_matrix<T>(rows_now, net.out, random);
        matrix<T> y, z, dx, dz;
        net.forward(p, x, y);
        any.forward(q, x, z);
        CHECK(test::same_bits(y, z));
        net.forward(p, x, y, net_cache);
        any.forward(q, x, z, any_cache);
        CHECK(test::same_bits(y, z));
        net.backward(p, x, y, net_cache, dy, p_grads, dx);
        any.backward(q, x, z, any_cache, dy, q_grads, dz);
        CHECK(test::same_bits(dx, dz));
        CHECK(same_values<T>(p_grads, q_grads));
    }
}

using namespace nn;
// Networks that hold every kind of layer between them.
using networks =
    std::tuple<layers<numbers<6>, dense<1>>,  // the linear one
               layers<numbers<28>, nn::dense<16>, nn::tanh<>, nn::dense<8>, nn::sigmoid<>, nn::dense<1>>,
               layers<numbers<5>, bias<>, identity<>, relu<>>,  // all in place
               layers<numbers<4>, residual<dense<4>, nn::tanh<>, residual<dense<4>>>, dense<3>>,
               layers<image<1, 9, 8>, conv<3, 3, 1, 1>, batch_norm<>, relu<>, max_pool<2>, conv<2, 2>,
                      average_pool<2, 1>, square<>, flatten_images, dropout<25>, dense<3>>,
               layers<image<2, 4, 4>, sum_pool<2>, quadratic<>, residual<conv<2, 3, 1, 1>, batch_norm<>>, dense<2>>>;

template <class F>
void for_each_network(F&& f) {
    [&]<class... Net>(std::tuple<Net...>*) { (f(std::type_identity<Net>()), ...); }(static_cast<networks*>(nullptr));
}

void add_kinds(const std::vector<layer_description>& layers, std::set<std::size_t>& found) {
    for (const auto& layer : layers) {
        found.insert(layer.kind.index());
        if (const auto* r = std::get_if<kinds::residual>(&layer.kind)) add_kinds(r->inside, found);
    }
}

}  // namespace

TEST_CASE("nn/any_network: equal to the network of types, bit for bit, for every kind of layer") {
    std::set<std::size_t> found;
    for_each_network([&]<class Net>(std::type_identity<Net>) {
        check_same_bits<float, Net>(5);
        check_same_bits<double, Net>(17);
        add_kinds(describe(Net{}).layers, found);
    });
    // All of the list, and residual; a kind that is new in the list must stand in a network above.
    CHECK(found.size() == std::tuple_size_v<kinds::every> + 1);
}

TEST_CASE("nn/any_network: laws") {
    laws::layer(any_network(parse_network("3: dense 4, tanh, dense 2")));
    laws::layer(any_network(parse_network("3: dense 2")));
    laws::layer(any_network(parse_network("3: residual (dense 3, tanh, residual (dense 3)), sigmoid")));
}

TEST_CASE("nn/any_network: laws of layers with a state of their own") {
    laws::layer(any_network(parse_network("image 1 4 4: conv 2 3, batch_norm, relu, dense 3, dropout 30")));
}

TEST_CASE("nn/any_network: inside a sequential, and in place of one") {
    const sequential net(bias<3>{}, any_network(parse_network("3: tanh, dense 4")), relu<4>{});
    CHECK(net.in == 3);
    CHECK(net.out == 4);
    laws::layer(net);
    CHECK(test::error_of<usage_error>([] { sequential(bias<3>{}, any_network(parse_network("4: dense 2"))); }) ==
          "sequential: bias<3> gives 3 numbers, 4: dense 2 takes 4");
}

TEST_CASE("nn/any_network: what it cannot run is refused") {
    CHECK(test::error_of<usage_error>([] { any_network({shape::numbers(3), {}}); }) == "network: has no layers");
    CHECK(test::error_of<usage_error>([] {
              any_network({shape::numbers(3), {{kinds::own_code{"mine<3>", shape::numbers(3), shape::numbers(2)}}}});
          }) == "network: \"mine<3>\" 3 2 is a layer that only the code it was taken from runs");

    const any_network net(parse_network("3: dense 2")), other(parse_network("3: tanh"));
    matrix<float> y, dx;
    any_network::cache<float> cache;
    any_network::parameters<float> none;
    const auto x = zeros<float>(2, 3);
    CHECK_THROWS_AS(net.forward(none, x, y), usage_error);
    CHECK_THROWS_AS(net.forward(zero_parameters<float>(other), x, y), usage_error);
    const auto p = zero_parameters<float>(net);
    CHECK_THROWS_AS(net.backward(p, x, y, cache, zeros<float>(2, 2), none, dx), usage_error);  // without a forward
}
