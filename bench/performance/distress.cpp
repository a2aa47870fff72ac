// Seconds of an epoch of the distress network, by the library's own products.

#include "distress.hpp"

namespace {
template <std::size_t In, std::size_t Out>
using own_dense = spnn::nn::dense<In, Out>;
}  // namespace

int main(int argc, char** argv) {
    return performance::run_distress(argc, argv, [](std::size_t repetitions) {
        performance::measure_distress<performance::distress<own_dense>>("own", repetitions);
    });
}
