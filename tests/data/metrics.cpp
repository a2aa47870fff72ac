#include "support.hpp"

#include <spnn/data/generator.hpp>
#include <spnn/data/metrics.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using spnn::data_error;
using spnn::usage_error;
using spnn::data::accuracy;
using spnn::data::auc;
using spnn::data::ks;
using spnn::data::log_loss;
using spnn::data::mean_absolute_error;
using spnn::data::rmse;
using test_data::message_of;
using floats = std::vector<float>;

namespace {

// The definition: over all pairs of a positive and a negative.
double auc_of_pairs(const floats& scores, const floats& labels) {
    double wins = 0, pairs = 0;
    for (std::size_t i = 0; i < scores.size(); ++i)
        for (std::size_t j = 0; j < scores.size(); ++j) {
            if (labels[i] != 1 || labels[j] != 0) continue;
            pairs += 1;
            wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
    return wins / pairs;
}

// The definition: the largest gap between the two distribution functions, at every score.
double ks_of_thresholds(const floats& scores, const floats& labels) {
    double largest = 0;
    for (const float threshold : scores) {
        double below[2] = {0, 0}, all[2] = {0, 0};
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const int y = labels[i] == 1;
            all[y] += 1;
            below[y] += scores[i] <= threshold ? 1 : 0;
        }
        largest = std::max(largest, std::abs(below[0] / all[0] - below[1] / all[1]));
    }
    return largest;
}

spnn::matrix<float> column_of(const floats& values, std::size_t columns = 1) {
    auto x = spnn::make_matrix<float>(values.size() / columns, columns);
    std::copy(values.begin(), values.end(), x.data());
    return x;
}

template <class Body>
std::string metric_refusal(Body&& body) {
    return message_of<data_error>([&] { static_cast<void>(body()); });
}

}  // namespace

TEST_CASE("data/metrics: auc and ks of small cases by hand") {
    const floats labels = {0, 0, 1, 1};
    CHECK(auc(floats{1, 2, 3, 4}, labels) == 1);
    CHECK(auc(floats{4, 3, 2, 1}, labels) == 0);
    CHECK(auc(floats{1, 1, 1, 1}, labels) == 0.5);
    CHECK(auc(floats{1, 3, 2, 4}, labels) == 0.75);
    CHECK(auc(floats{1, 2, 2, 4}, labels) == 0.875);
    CHECK(ks(floats{1, 2, 3, 4}, labels) == 1);
    CHECK(ks(floats{4, 3, 2, 1}, labels) == 1);
    CHECK(ks(floats{1, 1, 1, 1}, labels) == 0);
    CHECK(ks(floats{1, 3, 2, 4}, labels) == 0.5);
    const float infinity = std::numeric_limits<float>::infinity();
    CHECK(auc(floats{-infinity, 0, 0, infinity}, labels) == 0.875);
}

TEST_CASE("data/metrics: auc and ks equal their definitions, with few and with many ties") {
    spnn::data::generator random(21);
    for (int round = 0; round < 200; ++round) {
        const std::size_t n = 2 + random.below(60);
        const auto values = static_cast<std::int64_t>(1 + random.below(round % 2 == 0 ? 5 : 100'000));
        floats scores, labels;
        for (std::size_t i = 0; i < n; ++i) {
            scores.push_back(static_cast<float>(random.between(-values, values)) / 7);
            labels.push_back(i < 2 ? static_cast<float>(i) : random.chance(1, 4) ? 1.0F : 0.0F);
        }
        CHECK(auc(scores, labels) == doctest::Approx(auc_of_pairs(scores, labels)).epsilon(1e-12));
        CHECK(ks(scores, labels) == doctest::Approx(ks_of_thresholds(scores, labels)).epsilon(1e-12));
    }
}

TEST_CASE("data/metrics: log_loss is the mean surprise, bounded where a probability is rounded to zero") {
    CHECK(log_loss(floats{0.5F, 0.5F}, floats{0, 1}) == doctest::Approx(std::log(2.0)));
    CHECK(log_loss(floats{0.25F, 0.75F}, floats{0, 0}) == doctest::Approx((std::log(4.0) + std::log(4.0 / 3)) / 2));
    CHECK(log_loss(floats{0, 1}, floats{0, 1}) < 1e-6);
    CHECK(log_loss(floats{1, 0}, floats{0, 1}) == doctest::Approx(-std::log(1e-7)));
    CHECK(log_loss(column_of({0.25F, 0.75F}), floats{0, 0}) == log_loss(floats{0.25F, 0.75F}, floats{0, 0}));
    const auto three = column_of({0.5F, 0.25F, 0.25F, 0.125F, 0.125F, 0.75F}, 3);
    CHECK(log_loss(three, floats{1, 2}) == doctest::Approx((std::log(4.0) + std::log(4.0 / 3)) / 2));
    CHECK(metric_refusal([] { return log_loss(floats{0.5F, 1.5F}, floats{0, 1}); }) ==
          "log_loss: the score of row 1 is no probability");
    CHECK(metric_refusal([&] { return log_loss(three, floats{1, 3}); }) ==
          "log_loss: the label of row 1 is no class number from 0 to 2");
    CHECK(metric_refusal([] { return log_loss(column_of({2, -1, 0.5F, 0.5F}, 2), floats{1, 0}); }) ==
          "log_loss: the score of row 0 is no probability");
}

TEST_CASE("data/metrics: accuracy cuts one column at a half and takes the largest of several") {
    CHECK(accuracy(column_of({0.5F, 0.49F, 0.9F, 0.1F}), floats{1, 1, 0, 0}) == 0.5);
    const auto three = column_of({0.2F, 0.5F, 0.3F, 0.4F, 0.4F, 0.2F, 0, 0, 1}, 3);
    CHECK(accuracy(three, floats{1, 0, 2}) == 1);
    CHECK(accuracy(three, floats{1, 1, 0}) == doctest::Approx(1.0 / 3));
    CHECK(metric_refusal([&] { return accuracy(three, floats{0.5F, 0, 0}); }) ==
          "accuracy: the label of row 0 is no class number from 0 to 2");
    CHECK(metric_refusal([] { return accuracy(column_of({1}), floats{2}); }) ==
          "accuracy: the label of row 0 is no class number from 0 to 1");
    CHECK_THROWS_WITH_AS(static_cast<void>(accuracy(three, floats{1, 1})), "accuracy: 3x3 probabilities for 2 labels",
                         usage_error);
}

TEST_CASE("data/metrics: rmse and the mean absolute error by hand") {
    CHECK(rmse(floats{1, 2, 3}, floats{1, 5, -1}) == doctest::Approx(std::sqrt(25.0 / 3)));
    CHECK(mean_absolute_error(floats{1, 2, 3}, floats{1, 5, -1}) == doctest::Approx(7.0 / 3));
    CHECK(rmse(floats{4}, floats{4}) == 0);
}

TEST_CASE("data/metrics: labels of one class, strange labels and scores that are no numbers are refused") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(metric_refusal([] { return auc(floats{1, 2}, floats{1, 1}); }) ==
          "auc: all 2 labels are 1, both classes are needed");
    CHECK(metric_refusal([] { return ks(floats{1, 2, 3}, floats{0, 0, 0}); }) ==
          "ks: all 3 labels are 0, both classes are needed");
    CHECK(metric_refusal([] { return auc(floats{1, 2}, floats{0, 2}); }) ==
          "auc: the label of row 1 is neither 0 nor 1");
    CHECK(metric_refusal([&] { return auc(floats{1, nan}, floats{0, 1}); }) ==
          "auc: the score of row 1 is not a number");
    CHECK(metric_refusal([&] { return auc(floats{1, 2}, floats{0, nan}); }) ==
          "auc: the label of row 1 is neither 0 nor 1");
    CHECK(metric_refusal([&] { return accuracy(column_of({nan}), floats{0}); }) ==
          "accuracy: the score of row 0 is not a number");
    CHECK(metric_refusal([] { return auc(floats{}, floats{}); }) == "auc: no rows");
    CHECK(metric_refusal([&] { return rmse(floats{nan}, floats{0}); }) == "rmse: the score of row 0 is not a number");
    CHECK_THROWS_WITH_AS(static_cast<void>(auc(floats{1, 2}, floats{0})), "auc: 2 scores for 1 labels", usage_error);
}
