// Matrix products of 64-bit words by Eigen in GMAC/s, row-major. Compiled once for each instruction set, whose name is
// EIGEN_PEER_TIER; each is compared with the library's tier of that name.

#include <performance/rows.hpp>

#include <Eigen/Dense>

#include <cstdint>

namespace {

using performance::contender;
using words = Eigen::Matrix<std::uint64_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct shape {
    Eigen::Index m, k, n;
};

void compare(const shape& s, std::size_t repetitions) {
    const words a = words::Random(s.m, s.k), b = words::Random(s.k, s.n);
    words c(s.m, s.n);
    const auto parameters = spnn::text("shape=", s.m, "x", s.k, "x", s.n, ";tier=", EIGEN_PEER_TIER);
    performance::alternate(repetitions, {{"product.eigen", "GMAC/s", parameters, [&] {
                                              return static_cast<double>(s.m * s.k * s.n) / 1e9 /
                                                     performance::seconds_each([&] { c.noalias() = a * b; });
                                          }}});
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t repetitions = 3;
    bool small = false;
    return performance::run(
        argc, argv, "Matrix products of 64-bit words by Eigen",
        [&](CLI::App& app) {
            app.add_option("--repetitions", repetitions, "rows of each");
            app.add_flag("--small", small, "without the largest shape");
        },
        [&] {
            performance::add_text(
                "peer.eigen",
                spnn::text("Eigen ", EIGEN_WORLD_VERSION, ".", EIGEN_MAJOR_VERSION, ".", EIGEN_MINOR_VERSION), "text");
            for (const auto& s : {shape{5000, 28, 8}, {256, 784, 128}, {1024, 1024, 1024}})
                if (!small || s.m * s.k * s.n < 500'000'000) compare(s, repetitions);
        });
}
