// Seconds of an epoch of the distress network, the server's products by CBLAS.

#include "distress.hpp"

#include <spnn/nn/blas.hpp>

int main(int argc, char** argv) {
    return performance::run_distress(argc, argv, [](std::size_t repetitions) {
        performance::measure_distress<performance::distress<spnn::nn::blas_dense>>("blas", repetitions);
    });
}
