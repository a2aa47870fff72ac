// The main of the tests that need MPI: it runs for as long as they do.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <spnn/net/transport/mpi.hpp>

int main(int argc, char** argv) {
    const spnn::net::mpi_session session;
    return doctest::Context(argc, argv).run();
}
