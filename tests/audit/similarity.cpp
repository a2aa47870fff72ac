#include "support.hpp"

#include <spnn/audit/similarity.hpp>

#include <doctest/doctest.h>

#include "support/errors.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace audit = spnn::audit;
using spnn::matrix;
using spnn::usage_error;
using test_audit::random_normal;
using test_audit::small_run;

namespace {

struct recovered {
    double correlation, neighbours;
};

audit::similarity_attack attack_on(const small_run& run, double rate) {
    audit::similarity_attack attack(run.rows, run.width);
    run.watch([&](spnn::row_numbers index, const matrix<float>& h1, const matrix<float>& g) {
        attack.see(index, h1, g, rate);
    });
    return attack;
}

recovered recover(const small_run& run, std::size_t passes = 100) {
    const auto estimate =
        attack_on(run, run.rate).similarities({.columns = run.columns, .passes = passes, .threads = 1});
    return {audit::similarity_recovered(estimate, run.features()), audit::neighbours_found(estimate, run.features())};
}

}  // namespace

TEST_CASE("audit/similarity: full batches: exact as soon as h (visits - 1) >= d, and not before") {
    small_run run{.random_gradients = true};  // d = 12, h = 4
    double before = 0;
    for (run.epochs = 2; run.epochs < 4; ++run.epochs) {
        const auto found = recover(run);
        CHECK(found.correlation > before);
        CHECK(found.correlation < 0.95);
        CHECK(found.neighbours < 0.6);
        before = found.correlation;
    }
    run.epochs = 4;
    const auto found = recover(run);
    CHECK(found.correlation > 0.9999);
    CHECK(found.neighbours > 0.97);
    // And in scale, not only in pattern.
    const auto k = attack_on(run, run.rate).similarities({.columns = 12});
    const auto x = run.features();
    double square = 0;
    for (const float value : spnn::row(x, 5)) square += static_cast<double>(value) * static_cast<double>(value);
    CHECK(k(5, 5) == doctest::Approx(square).epsilon(0.01));
}

TEST_CASE("audit/similarity: full batches of a network's own gradients") {
    const auto found = recover({.epochs = 14});
    CHECK(found.correlation > 0.999);
    CHECK(found.neighbours > 0.9);
    CHECK(recover({.epochs = 3}).correlation < 0.95);
}

TEST_CASE("audit/similarity: batches: replaying them finds what taking an epoch as one moment does not") {
    small_run run{.batch = 30, .epochs = 16, .random_gradients = true};
    CHECK(recover(run, 1).correlation < 0.95);
    CHECK(recover(run).correlation > 0.9999);
    CHECK(recover(run).neighbours > 0.97);
    run.random_gradients = false;
    run.epochs = 30;
    run.rate = 3;
    const auto start = recover(run, 1), end = recover(run);
    CHECK(start.correlation < 0.8);
    CHECK(end.correlation > 0.97);
    CHECK(end.neighbours > 2 * start.neighbours);
}

TEST_CASE("audit/similarity: a last batch that is smaller, and the rate of each step, are accounted for") {
    // Batches of 50, 50, 20; a rate of 2 told as 1 would make K half as large, not another pattern: hence the scale.
    const small_run run{.batch = 50, .epochs = 16, .rate = 2, .random_gradients = true};
    const auto k = attack_on(run, 2).similarities({.columns = 12});
    CHECK(audit::similarity_recovered(k, run.features()) > 0.999);
    const auto half = attack_on(run, 4).similarities({.columns = 12});
    CHECK(half(3, 3) == doctest::Approx(k(3, 3) / 2).epsilon(0.02));
}

TEST_CASE("audit/similarity: noise on the weights does not hide who is alike: it is multiplied by the features") {
    const auto found = recover({.epochs = 40, .weight_noise = 1});
    CHECK(found.correlation > 0.9);
    CHECK(recover({.batch = 40, .epochs = 40, .weight_noise = 1}).correlation > 0.7);
}

TEST_CASE("audit/similarity: an h1 that is noise tells nothing") {
    for (const std::size_t batch : {120U, 40U}) {
        const auto found = recover({.batch = batch, .epochs = 16, .h1_noise = 100});
        CHECK(std::abs(found.correlation) < 0.05);
        CHECK(found.neighbours < 0.06);  // guessing: 1 in 119
    }
}

TEST_CASE("audit/similarity: threads change nothing") {
    const small_run run{.batch = 40, .epochs = 6};
    const auto attack = attack_on(run, run.rate);
    const auto one = attack.similarities({.columns = 12, .passes = 5, .threads = 1});
    const auto three = attack.similarities({.columns = 12, .passes = 5, .threads = 3});
    CHECK(std::ranges::equal(spnn::elements(one), spnn::elements(three)));
}

TEST_CASE("audit/similarity: one look at h1 tells the more the more units there are") {
    double before = 0;
    for (const std::size_t h : {2U, 12U, 200U}) {
        matrix<float> h1;
        const auto x = random_normal(120, 12, 1);
        spnn::multiply(x, random_normal(12, h, 2), h1);
        const double found = audit::similarity_recovered(audit::similarities_at_once(h1), x);
        CHECK(found > before);
        before = found;
    }
    CHECK(before > 0.95);
    CHECK(before < 0.9999);
}

TEST_CASE("audit/similarity: steps out of order, of other shapes, or too few are refused") {
    using test::error_of;
    audit::similarity_attack attack(3, 2);
    const auto values = random_normal(2, 2, 1), other = random_normal(2, 3, 1);
    const std::vector<std::uint32_t> first = {0, 1}, last = {2}, again = {1, 2}, beyond = {0, 3};
    const auto see = [&](const std::vector<std::uint32_t>& index, const matrix<float>& h1, double rate) {
        return error_of<usage_error>([&] { attack.see(index, h1, h1, rate); });
    };
    CHECK(see(first, other, 1) == "similarity_attack: 2x3 values, expected 2x2");
    CHECK(see(last, values, 1) == "similarity_attack: 2x2 values, expected 1x2");
    CHECK(see(first, values, 0) == "similarity_attack: the rate is 0, expected a positive number");
    CHECK(see(beyond, values, 1) == "similarity_attack: row 3 of 3");
    CHECK(see(first, test_audit::matrix_of({{1, 2}, {3, std::numeric_limits<float>::infinity()}}), 1) ==
          "similarity_attack: row 1 holds a value that is not finite");
    CHECK(see(first, values, 1) == "");
    CHECK(see(again, values, 1) == "similarity_attack: row 1 again, before all rows had their turn");
    CHECK(see(last, random_normal(1, 2, 1), 1) == "");
    CHECK(attack.visits() == 1);
    CHECK(error_of<usage_error>([&] { static_cast<void>(attack.similarities({.columns = 2})); }) ==
          "similarity_attack: 1 visits, at least 2 needed");
    CHECK_THROWS_AS(audit::similarity_attack(1, 2), usage_error);
    CHECK_THROWS_AS(audit::similarity_attack(2, 0), usage_error);
}

TEST_CASE("audit/similarity: h1 that never moves gives zeros, not an error") {
    audit::similarity_attack attack(4, 1);
    const std::vector<std::uint32_t> all = {0, 1, 2, 3}, front = {0, 1}, back = {2, 3};
    for (int e = 0; e < 3; ++e) attack.see(all, spnn::zeros<float>(4, 1), spnn::zeros<float>(4, 1), 1);
    const auto at_once = attack.similarities({.columns = 2});
    for (const double value : spnn::elements(at_once)) CHECK(value == 0);
    audit::similarity_attack in_batches(4, 1);
    for (int e = 0; e < 3; ++e)
        for (const auto& batch : {front, back})
            in_batches.see(batch, spnn::zeros<float>(2, 1), spnn::zeros<float>(2, 1), 1);
    const auto replayed = in_batches.similarities({.columns = 2});
    for (const double value : spnn::elements(replayed)) CHECK(value == 0);
}
