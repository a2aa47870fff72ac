// The paper's network for financial distress, 556-400-16-8-1, sigmoids and ReLU in the last hidden layer, on 2,938
// made-up rows, which are one batch. Dense stands for the server's layers, whose products are its own or a BLAS's.

#pragma once

#include "fraud.hpp"
#include "rows.hpp"

#include <spnn/nn/layer/relu.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/simulate.hpp>

namespace performance {

inline constexpr job distress_job{.rows = 2'938, .columns = 556, .holders = 2, .epochs = 5};

template <std::size_t In, std::size_t Out>
using own_dense = nn::dense<In, Out>;

template <template <std::size_t, std::size_t> class Dense>
using distress =
    split::network<nn::sequential<nn::sigmoid<400>, Dense<400, 16>, nn::sigmoid<16>, Dense<16, 8>, nn::relu<8>>,
                   nn::dense<8, 1>, nn::binary_cross_entropy>;

// Times `masked`, and the plaintext network too; rows are named after `products`.
template <class Net>
void measure_distress(const char* products, std::size_t repetitions) {
    const auto table = made_up_table(distress_job);
    const auto plan = plan_of(distress_job);
    const auto epochs = static_cast<double>(plan.epochs);
    alternate(repetitions, {{spnn::text("distress.plain.", products), "s", "tier=" + tier(),
                             [&] {
                                 split::joined_network<Net> network(plan, split::private_seeds(1));
                                 return seconds_of([&] { network.train(table); }) / epochs;
                             }},
                            {spnn::text("distress.masked.", products), "s", "tier=" + tier(), [&] {
                                 return split::simulate<Net, split::masked<>>(plan, table).train_seconds / epochs;
                             }}});
}

inline int run_distress(int argc, const char* const* argv, const std::function<void(std::size_t)>& measure) {
    std::size_t repetitions = 3;
    return run(
        argc, argv, "Seconds of an epoch of 556-400-16-8-1",
        [&](CLI::App& app) { app.add_option("--repetitions", repetitions, "rows of each"); },
        [&] { measure(repetitions); });
}

}  // namespace performance
