#include <spnn/nn/draw.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

using namespace spnn;
using test::scripted_words;
using test::words_from_seed;

TEST_CASE("nn/draw: a word becomes the number that its upper 53 bits say") {
    scripted_words random{{0, std::uint64_t{1} << 63, ~std::uint64_t{0}, 0x7ff, 0x800, 0}};
    std::array<double, 5> out;
    nn::draw_uniform(std::span<double>(out), 0, 1, random);
    CHECK(out[0] == 0);
    CHECK(out[1] == 0.5);
    CHECK(out[2] == 1 - 0x1p-53);
    CHECK(out[3] == 0);
    CHECK(out[4] == 0x1p-53);
    CHECK(random.used == 6);  // an even count
}

TEST_CASE("nn/draw: normals are the two numbers of Box and Muller") {
    // 1 - u = e^-2 gives radius 2 up to the rounding of u; a quarter and a half of the circle.
    const auto word = [](double u) { return static_cast<std::uint64_t>(u * 0x1p53) << 11; };
    scripted_words random{{word(1 - std::exp(-2.0)), word(0.25), word(1 - std::exp(-2.0)), word(0.5), 0, word(0.3)}};
    std::array<double, 5> out;
    nn::draw_normal(std::span<double>(out), 3, random);
    CHECK(out[0] == doctest::Approx(0).scale(1));
    CHECK(out[1] == doctest::Approx(6));
    CHECK(out[2] == doctest::Approx(-6));
    CHECK(out[3] == doctest::Approx(0).scale(1));
    CHECK(out[4] == 0);  // u = 0 is radius 0, not infinity
    CHECK(random.used == 6);
}

TEST_CASE("nn/draw: the largest word gives a finite normal") {
    scripted_words random{{~std::uint64_t{0}, 0}};
    double out;
    nn::draw_normal(std::span<double>(&out, 1), 1, random);
    CHECK(out == doctest::Approx(std::sqrt(2 * 53 * std::log(2.0))));
}

TEST_CASE("nn/draw: many numbers equal the same words drawn one pair at a time") {
    words_from_seed all(5), pairs(5);
    std::vector<double> together(1001), alone(1002);
    nn::draw_normal(std::span<double>(together), 1, all);
    for (std::size_t i = 0; i < alone.size(); i += 2) nn::draw_normal(std::span<double>(alone).subspan(i, 2), 1, pairs);
    for (std::size_t i = 0; i < together.size(); ++i) CHECK(together[i] == alone[i]);
    CHECK(all.state == pairs.state);
}

TEST_CASE("nn/draw: moments and tails of the two distributions") {
    words_from_seed random(17);
    constexpr std::size_t n = 200'000;
    std::vector<float> u(n), z(n);
    nn::draw_uniform(std::span(u), -3, 5, random);
    nn::draw_normal(std::span(z), 2, random);
    double u_sum = 0, u_squares = 0, z_sum = 0, z_squares = 0, z_fourth = 0, neighbours = 0;
    std::size_t beyond = 0;
    for (std::size_t i = 0; i < n; ++i) {
        CHECK_UNARY(u[i] >= -3 && u[i] <= 5);
        const double a = static_cast<double>(u[i]) - 1, b = static_cast<double>(z[i]) / 2;
        u_sum += a, u_squares += a * a, z_sum += b, z_squares += b * b, z_fourth += b * b * b * b;
        beyond += std::abs(b) > 1.959964;
        if (i > 0) neighbours += b * static_cast<double>(z[i - 1]) / 2;
    }
    // Six standard errors.
    CHECK(std::abs(u_sum / n) < 6 * 2.31 / std::sqrt(n));
    CHECK(u_squares / n == doctest::Approx(64.0 / 12).epsilon(0.02));
    CHECK(std::abs(z_sum / n) < 6 / std::sqrt(n));
    CHECK(std::abs(z_squares / n - 1) < 6 * std::sqrt(2.0 / n));
    CHECK(std::abs(z_fourth / n - 3) < 6 * std::sqrt(96.0 / n));
    CHECK(std::abs(neighbours / n) < 6 / std::sqrt(n));
    CHECK(std::abs(static_cast<double>(beyond) / n - 0.05) < 6 * std::sqrt(0.05 * 0.95 / n));
}
