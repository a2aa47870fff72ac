// A program of somebody else: a network trained by two holders and a server over a transport of its own, and the
// headers of every component that it asked for.

#include "queue_transport.hpp"

#include <spnn/spnn.hpp>

#ifdef WITH_gzip
#include <spnn/data/gzip.hpp>
#endif
#ifdef WITH_npz
#include <spnn/exchange/npz.hpp>
#endif
#ifdef WITH_blas
#include <spnn/nn/blas.hpp>
#endif
#ifdef WITH_tcp
#include <spnn/net/network/tcp.hpp>
#endif
#ifdef WITH_tls
#include <spnn/net/network/tls.hpp>
#endif
#ifdef WITH_grpc
#include <spnn/net/network/grpc.hpp>
#endif
#ifdef WITH_mpi
#include <spnn/net/transport/mpi.hpp>
#endif
#ifdef WITH_psi
#include <spnn/align/intersect.hpp>
#endif
#ifdef WITH_testing
#define DOCTEST_CONFIG_IMPLEMENT
#include <spnn/testing/laws/ring.hpp>
#endif

#include <cstdio>

namespace nn = spnn::nn;
namespace split = spnn::split;

using net = split::network<nn::sigmoid<4>, nn::dense<4, 1>, nn::binary_cross_entropy>;

struct queues {
    std::pair<queue_transport, queue_transport> operator()(split::party, split::party) const {
        return queue_transport::make_pair();
    }
};

// 1 where the two holders' numbers have one sign: neither shows it alone.
split::vertical_table same_signs(std::size_t rows) {
    split::vertical_table table{{spnn::make_matrix<float>(rows, 1), spnn::make_matrix<float>(rows, 1)},
                                spnn::make_matrix<float>(rows, 1)};
    for (std::size_t i = 0; i < rows; ++i) {
        table.features[0](i, 0) = i % 2 == 0 ? 1.0F : -1.0F;
        table.features[1](i, 0) = i / 2 % 2 == 0 ? 1.0F : -1.0F;
        table.targets(i, 0) = i % 2 == i / 2 % 2 ? 1.0F : 0.0F;
    }
    return table;
}

// Calls something of each component, so that its library is linked too; true when all of them work.
bool components_work() {
    [[maybe_unused]] const auto refuses = [](auto&& wrong) {
        try {
            wrong();
        } catch (const spnn::data_error&) {
            return true;
        }
        return false;
    };
    bool good = true;
#ifdef WITH_gzip
    good = good && refuses([] { static_cast<void>(spnn::data::read_csv_gz("there is no such file")); });
#endif
#ifdef WITH_npz
    const auto arrays = spnn::data::parse_npz(
        spnn::data::npz_bytes({{"x", spnn::data::npy_bytes(spnn::zeros<float>(2, 3))}}), "memory");
    good = good && arrays.size() == 1 && arrays[0].first == "x";
#endif
#ifdef WITH_blas
    auto c = spnn::zeros<float>(1, 1);
    nn::blas_products::multiply(spnn::zeros<float>(2, 3), spnn::zeros<float>(3, 4), c);
    good = good && spnn::columns(c) == 4;
#endif
#ifdef WITH_tls
    good = good && refuses([] { spnn::net::tls_identity{"no certificate", "no key", "no authority"}.check(); });
#endif
#ifdef WITH_psi
    const std::string id = "customer 1";
    good = good && spnn::align::hash_to_group(std::as_bytes(std::span(id)), "consumer") !=
                       spnn::align::hash_to_group(std::as_bytes(std::span(id)), "another");
#endif
#ifdef WITH_testing
    doctest::Context laws;
    laws.setOption("minimal", true);
    good = good && laws.run() == 0;
#endif
    return good;
}

#ifdef WITH_testing
TEST_CASE("the ring that the sums are in") { spnn::testing::laws::ring<spnn::z2k<64>>(); }
#endif

int main() {
    const auto table = same_signs(400);
    const split::plan plan{
        .columns = {1, 1}, .label_holder = 0, .train_rows = 400, .epochs = 40, .batch = 100, .rule = {nn::adam{}, 0.1}};
    double loss = 1;
    split::simulation_options options;
    options.labels.on_epoch = [&](const split::epoch_report& report) { loss = report.train_loss; };
    static_cast<void>(split::simulate<net, split::masked<>>(plan, table, {}, {}, options, queues{}));
    const bool good = loss < 0.1 && components_work();
    std::printf("spnn %s, loss %.3f: %s\n", std::string(spnn::version).c_str(), loss, good ? "works" : "FAILS");
    return good ? 0 : 1;
}
