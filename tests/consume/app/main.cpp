#include <spnn/spnn.hpp>

#ifdef WITH_gzip
#include <spnn/data/gzip.hpp>
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

#include <cstdio>

int main() {
    auto x = spnn::zeros<float>(2, 3);
    std::printf("spnn %s, a matrix of %s\n", std::string(spnn::version).c_str(), spnn::shape_text(x).c_str());
    return spnn::columns(x) == 3 ? 0 : 1;
}
