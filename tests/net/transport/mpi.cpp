// Both ends in one rank, with a tag for each direction; tests/mpi/exchange.cpp has ranks of their own.

#include <spnn/testing/laws/cuttable_transport.hpp>

#include <spnn/net/transport/mpi.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
using spnn::deadline;
using spnn::transport_error;
using spnn::usage_error;

// Fresh tags, so that no pair meets what another may have left.
net::mpi_tags fresh_tags() {
    static int used = 100;
    used += 2;
    return {used, used + 1};
}

std::pair<net::mpi_transport, net::mpi_transport> make_pair(std::size_t queue_bytes) {
    const auto tags = fresh_tags();
    return {net::mpi_transport(MPI_COMM_SELF, 0, tags, queue_bytes),
            net::mpi_transport(MPI_COMM_SELF, 0, net::mpi_tags{tags.receive, tags.send}, queue_bytes)};
}

TEST_CASE("net/transport/mpi: obeys the laws of a transport that can be cut") {
    laws::cuttable_transport(&make_pair, "mpi");
}

TEST_CASE("net/transport/mpi: tags serve again once both ends have closed") {
    for (int i = 0; i < 50; ++i) {
        net::mpi_transport a(MPI_COMM_SELF, 0, net::mpi_tags{8, 9});
        net::mpi_transport b(MPI_COMM_SELF, 0, net::mpi_tags{9, 8});
        const auto data = laws::pattern(1000, static_cast<std::uint32_t>(i));
        laws::send_all(a, data);
        laws::send_all(b, laws::pattern(70'000));  // nobody reads it
        CHECK((laws::receive_all(b, data.size()) == data));
    }
}

TEST_CASE("net/transport/mpi: a message that is too long ends the link and is left where it is") {
    const auto tags = fresh_tags();
    const auto data = laws::pattern(net::detail::mpi_piece + 1);
    auto in = data;
    MPI_Request sending = MPI_REQUEST_NULL;
    {
        net::mpi_transport end(MPI_COMM_SELF, 0, tags);
        MPI_Isend(data.data(), static_cast<int>(data.size()), MPI_BYTE, 0, tags.receive, MPI_COMM_SELF, &sending);
        CHECK_THROWS_WITH_AS(laws::receive_all(end, 1),
                             "mpi: cannot receive, a message of 262145 bytes has come, at most 262144 are allowed",
                             transport_error);
        CHECK_THROWS_AS(laws::send_all(end, laws::pattern(1)), transport_error);
    }
    MPI_Recv(in.data(), static_cast<int>(in.size()), MPI_BYTE, 0, tags.receive, MPI_COMM_SELF, MPI_STATUS_IGNORE);
    MPI_Wait(&sending, MPI_STATUS_IGNORE);
}

TEST_CASE("net/transport/mpi: an end whose peer never comes lets go, and what MPI still holds stays good" *
          doctest::test_suite("slow")) {
    const auto tags = fresh_tags();
    const auto data = laws::pattern(1000);
    {
        net::mpi_transport end(MPI_COMM_SELF, 0, tags);
        laws::send_all(end, data);
    }
    auto in = spnn::bytes(1000);
    MPI_Recv(in.data(), 1000, MPI_BYTE, 0, tags.send, MPI_COMM_SELF, MPI_STATUS_IGNORE);
    CHECK((in == data));
}

TEST_CASE("net/transport/mpi: says what is wrong with its use") {
    CHECK_THROWS_WITH_AS(net::mpi_transport(MPI_COMM_SELF, 1, 0), "mpi_transport: there is no rank 1, expected 0 to 0",
                         usage_error);
    CHECK_THROWS_AS(net::mpi_transport(MPI_COMM_SELF, -1, 0), usage_error);
    CHECK_THROWS_WITH_AS(net::mpi_transport(MPI_COMM_SELF, 0, -1), doctest::Contains("tag -1, expected 0 to"),
                         usage_error);
    CHECK_THROWS_AS(net::mpi_transport(MPI_COMM_SELF, 0, 5, 0), usage_error);
}

}  // namespace
