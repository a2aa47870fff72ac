#include <spnn/defence/detail/marvell_noise.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace {

namespace detail = spnn::defence::detail;
using detail::class_noise;
using detail::two_classes;

two_classes classes(double positives, double distance2, std::array<double, 2> along, std::array<double, 2> across,
                    double directions) {
    return {{1 - positives, positives}, distance2, along, across, directions};
}

// Uniform in [0, 1).
double uniform(test::words_from_seed& random) {
    double x = 0;
    spnn::nn::draw_uniform(std::span(&x, 1), 0, 1, random);
    return x;
}

// sumKL from its definition: the divergences of normal distributions, direction by direction.
double sum_kl_by_definition(const two_classes& c, const class_noise& n) {
    const auto divergence = [](double from, double to, double apart2) {
        return (from / to + apart2 / to - 1 + std::log(to / from)) / 2;
    };
    const double x0 = c.along[0] + n.along[0], x1 = c.along[1] + n.along[1];
    const double y0 = c.across[0] + n.across[0], y1 = c.across[1] + n.across[1];
    return divergence(x0, x1, c.distance2) + divergence(x1, x0, c.distance2) +
           c.directions * (divergence(y0, y1, 0) + divergence(y1, y0, 0));
}

two_classes random_classes(test::words_from_seed& random) {
    const auto spread = [&] { return std::pow(10, 6 * uniform(random) - 4); };
    return classes(0.01 + 0.98 * uniform(random), spread(), {spread(), spread()}, {spread(), spread()},
                   std::floor(8 * uniform(random)));
}

TEST_CASE("defence/detail/marvell_noise: sumKL is the sum of both Kullback-Leibler divergences") {
    test::words_from_seed random(1);
    for (int i = 0; i < 200; ++i) {
        const auto c = random_classes(random);
        const class_noise n{{uniform(random), uniform(random)}, {uniform(random), uniform(random)}};
        CHECK(detail::sum_kl(c, n) == doctest::Approx(sum_kl_by_definition(c, n)).epsilon(1e-9));
    }
    CHECK(std::isinf(detail::sum_kl(classes(0.5, 1, {0, 1}, {1, 1}, 3), {})));
    CHECK(std::isinf(detail::sum_kl(classes(0.5, 0, {1, 1}, {0, 1}, 3), {})));
    CHECK(detail::sum_kl(classes(0.5, 0, {0, 0}, {0, 0}, 3), {}) == 0);
}

TEST_CASE("defence/detail/marvell_noise: no point within the power is better than the best, far from it or close") {
    test::words_from_seed random(2);
    for (int i = 0; i < 300; ++i) {
        const auto c = random_classes(random);
        const double power = c.distance2 * std::pow(10, 3 * uniform(random) - 1);
        const auto best = detail::best_noise(c, power);
        for (const std::size_t k : {0U, 1U}) {
            CHECK(best.along[k] >= 0);
            CHECK(best.across[k] >= 0);
        }
        CHECK(detail::power_of(c, best) <= power + 1e-12 * (power + c.along[0] + c.along[1]));
        const double least = detail::sum_kl(c, best);
        for (int j = 0; j < 200; ++j) {
            // Half of the points at random, half around the best one, all with the whole power.
            class_noise n;
            for (auto* part : {&n.along, &n.across})
                for (double& l : *part) l = uniform(random) < 0.2 ? 0 : std::pow(10, 8 * uniform(random) - 6);
            if (j % 2 == 1) {
                const double near = std::pow(10, -1 - 3 * uniform(random));
                for (const std::size_t k : {0U, 1U}) {
                    n.along[k] = best.along[k] * (1 + near * (uniform(random) - 0.5)) + near * 1e-3 * n.along[k];
                    n.across[k] = best.across[k] * (1 + near * (uniform(random) - 0.5)) + near * 1e-3 * n.across[k];
                }
            }
            const double asked = detail::power_of(c, n);
            if (!(asked > 0)) continue;
            for (auto* part : {&n.along, &n.across})
                for (double& l : *part) l *= power / asked;
            CHECK(detail::sum_kl(c, n) >= least * (1 - 1e-7) - 1e-12);
        }
    }
}

TEST_CASE("defence/detail/marvell_noise: what can be worked out by hand") {
    // Points in one dimension, as often: both get the power, and sumKL is |D|^2 / P.
    const auto half = detail::best_noise(classes(0.5, 3, {0, 0}, {0, 0}, 0), 12);
    CHECK(half.along[0] == doctest::Approx(12));
    CHECK(half.along[1] == doctest::Approx(12));
    CHECK(detail::sum_kl(classes(0.5, 3, {0, 0}, {0, 0}, 0), half) == doctest::Approx(0.25));

    // Points of shares 1/5 and 4/5, |D|^2 = B = 5: r^2 = (1 + 1/5) / (1 + 4/5) = 2/3.
    const auto rare = detail::best_noise(classes(0.2, 5, {0, 0}, {0, 0}, 0), 5);
    CHECK(rare.along[0] / rare.along[1] == doctest::Approx(std::sqrt(2.0 / 3)));
    CHECK(0.8 * rare.along[0] + 0.2 * rare.along[1] == doctest::Approx(5));

    // Class 1 has more than its half of B = 1 + 10 / 2 = 6 already: all of the power goes to class 0, x_0 = 2.
    const auto wide = detail::best_noise(classes(0.5, 1, {0, 10}, {0, 0}, 0), 1);
    CHECK(wide.along[1] == 0);
    CHECK(wide.along[0] == doctest::Approx(2));
    // And the other way round.
    CHECK(detail::best_noise(classes(0.5, 1, {10, 0}, {0, 0}, 0), 1).along[0] == 0);

    // Equal means and equal variances along D, 7 across D against 3, in 5 directions: the power that levels them,
    // (7 - 3) 5 / 4, leaves nothing; half of it is worth having, and goes there whole.
    const auto across = classes(0.25, 0, {1, 1}, {7, 3}, 5);
    CHECK(detail::power_to_level(across) == doctest::Approx(5));
    const auto level = detail::best_noise(across, 5);
    CHECK(level.across[1] == doctest::Approx(4));
    CHECK(level.across[0] == 0);
    CHECK(detail::sum_kl(across, level) == doctest::Approx(0).epsilon(1e-9));
    CHECK(detail::best_noise(across, 2.5).across[1] == doctest::Approx(2));
}

TEST_CASE("defence/detail/marvell_noise: no dimension across, no variance at all, power without end") {
    const auto points = classes(0.1, 2, {0, 0}, {0, 0}, 7);
    const auto n = detail::best_noise(points, 8);
    CHECK(n.across[0] == 0);
    CHECK(n.across[1] == 0);
    CHECK(detail::power_of(points, n) == doctest::Approx(8));
    CHECK(std::isfinite(detail::sum_kl(points, n)));
    // A class of one row: no variance of its own, across D either.
    const auto one = classes(0.02, 2, {0.1, 0}, {0.1, 0}, 7);
    const auto of_one = detail::best_noise(one, 8);
    CHECK(of_one.across[1] > 0);
    CHECK(std::isfinite(detail::sum_kl(one, of_one)));
    CHECK(detail::sum_kl(one, detail::best_noise(one, 1e12)) < 1e-6);
    for (const double power : {0.0, 1e-300, 1e300})
        for (const auto& c : {points, one}) {
            const auto best = detail::best_noise(c, power);
            for (const std::size_t k : {0U, 1U}) CHECK((std::isfinite(best.along[k]) && std::isfinite(best.across[k])));
        }
}

}  // namespace
