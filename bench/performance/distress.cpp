// Seconds of an epoch of the distress network, by the library's own products.

#include "distress.hpp"

int main(int argc, char** argv) {
    return performance::run_distress(argc, argv, [](std::size_t repetitions) {
        performance::measure_distress<performance::distress<performance::own_dense>>("own", repetitions);
    });
}
