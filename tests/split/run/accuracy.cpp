// How far a split run is from the same network on floats: the error of h1 is within its proven bound at every
// step, and the AUC hardly differs.

#include <split/support/runs.hpp>
#include <split/support/wires.hpp>
#include <support/matrices.hpp>

#include <spnn/data/metrics.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/testing/laws/first_layer.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using spnn::z2k;
using part = split::first_layer_part<z2k<64>>;

// Follows the weights of all holders through a masked run by the gradients that the server sent, and compares h1
// as the server decoded it with exact products of the same floats.
TEST_CASE("split/run/accuracy: at every training step h1 is within the bound of fixed_point, rounded or not") {
    for (const auto& [fraction_bits, rounds] :
         {std::pair(8, true), {8, false}, {12, true}, {12, false}, {20, true}, {20, false}}) {
        auto request = small_request(3, 3);
        request.plan.fraction_bits = fraction_bits;
        request.plan.round_products = rounds;
        wiretap tap;
        request.links = tap.factory();
        static_cast<void>(run(protocol::masked, ring::z2k_64, request));

        const auto scale = split::product_scale_of<split::masked<>>(request.plan);
        const auto& encoding = scale.encoding();
        const auto seeds = split::private_seeds(request.seed);
        std::vector<split::feature_zone> holders;
        for (std::size_t j = 0; j < 3; ++j)
            holders.emplace_back(request.plan, j, 4, spnn::crypto::seed(seeds.of(the_holder(j))));

        const auto gradients = tap.of_kind<split::first_layer_gradient>(the_server, the_holder(0));
        std::vector<std::vector<net::traced_message>> parts;
        for (std::size_t j = 0; j < 3; ++j) {
            parts.push_back(tap.of_kind<part>(the_holder(j), the_server));
            std::erase_if(parts.back(), [](const auto& m) {
                return spnn::step_id::of_tag(m.header.step).purpose != spnn::purpose::train;
            });
        }
        spnn::data::batch_order order(request.plan.batch_seed, request.plan.train_rows, request.plan.batch);
        double largest_error = 0;
        for (std::size_t step = 0; step < gradients.size(); ++step) {
            const auto rows = order.rows_of(step / order.batches(), step % order.batches());
            auto sum = test::values_of<part>(parts[0].at(step));
            for (std::size_t j = 1; j < 3; ++j) spnn::add_to<z2k<64>>(sum, test::values_of<part>(parts[j].at(step)));
            matrix<double> h1;
            scale.decode(sum, h1);
            for (std::size_t i = 0; i < rows.size(); ++i)
                for (std::size_t h = 0; h < 4; ++h) {
                    double exact = 0, bound = rounds ? 3 * std::ldexp(1.0, -fraction_bits - 1) : 0;
                    for (std::size_t j = 0; j < 3; ++j) {
                        double sum_x = 0, sum_t = 0;
                        for (std::size_t c = 0; c < request.plan.columns[j]; ++c) {
                            const auto x = static_cast<double>(request.table.features[j](rows[i], c));
                            const auto t = static_cast<double>(holders[j].weights()(c, h));
                            exact += x * t;
                            sum_x += std::abs(x);
                            sum_t += std::abs(t);
                        }
                        bound += encoding.product_error_bound(sum_x, sum_t, request.plan.columns[j]);
                    }
                    const double error = std::abs(h1(i, h) - exact);
                    CHECK(error <= bound + 1e-14);  // 1e-14: rounding of `exact` itself
                    largest_error = std::max(largest_error, error / bound);
                }
            const auto d_first = test::values_of<split::first_layer_gradient>(gradients[step]);
            for (std::size_t j = 0; j < 3; ++j) {
                matrix<float> taken;
                spnn::take_rows(request.table.features[j], rows, taken);
                holders[j].update(taken, d_first);
            }
        }
        CHECK(gradients.size() == 9);
        CHECK(largest_error > 0.05);  // the bound is not far from what happens
    }
}

TEST_CASE("split/run/accuracy: the weights stay close to those of the float network, closer with more bits") {
    auto request = small_request(2, 5);
    double last = std::numeric_limits<double>::infinity();
    for (const int fraction_bits : {6, 12, 22}) {
        request.plan.fraction_bits = fraction_bits;
        split::joined_network<small_net> joined(request.plan, split::private_seeds(request.seed));
        joined.train(request.table, request.evaluate);
        const auto drift =
            split::max_abs_difference(run(protocol::masked, ring::z2k_64, request).weights, joined.weights());
        CHECK(drift < std::ldexp(16.0, -fraction_bits));
        CHECK(drift < last);
        last = drift;
    }
}

TEST_CASE("split/run/accuracy: the AUC on new rows differs from the float network's by less than 0.002") {
    for (const std::size_t holders : {2U, 4U}) {
        auto request = small_request(holders, 12);
        auto& plan = request.plan;
        plan.train_rows = 400;
        plan.evaluate_rows = 300;
        plan.batch = 32;
        plan.rule = {nn::sgd{.momentum = 0.9}, 0.1};
        request.table = small_table(plan.columns, plan.train_rows, 11);
        request.evaluate = small_table(plan.columns, plan.evaluate_rows, 12);
        request.predict.clear();
        matrix<float> of_joined;
        split::label_options reports;
        reports.on_epoch = [&](const split::epoch_report& report) { of_joined = *report.evaluate_predictions; };
        split::joined_network<small_net> joined(plan, split::private_seeds(request.seed));
        joined.train(request.table, request.evaluate, reports);
        const auto auc = [&](const matrix<float>& predictions) {
            return spnn::data::auc(spnn::elements(predictions),
                                   spnn::elements(static_cast<const matrix<float>&>(request.evaluate.targets)));
        };
        CHECK(auc(of_joined) > 0.9);
        for (const auto p : {protocol::masked, protocol::shared}) {
            const auto of_split = run(p, ring::z2k_64, request).evaluations.back();
            CHECK(std::abs(auc(of_split) - auc(of_joined)) < 0.002);
        }
    }
}

}  // namespace
