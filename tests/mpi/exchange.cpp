// Ranks of their own: mpiexec -n 3 (or any number from 2) runs this program, and every rank all of its cases.

#include <net/messages.hpp>
#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/channel.hpp>
#include <spnn/net/transport/mpi.hpp>

#include <doctest/doctest.h>

#include <map>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
namespace crypto = spnn::crypto;
using net_tests::shares;
using spnn::deadline;
using spnn::matrix;
using spnn::transport_error;

int ask(int (*what)(MPI_Comm, int*)) {
    int answer = 0;
    what(MPI_COMM_WORLD, &answer);
    return answer;
}
int rank() { return ask(MPI_Comm_rank); }
int ranks() { return ask(MPI_Comm_size); }

std::map<int, net::mpi_transport> links_to_all(int tag, std::size_t queue_bytes = net::default_queue_bytes) {
    std::map<int, net::mpi_transport> links;
    for (int peer = 0; peer < ranks(); ++peer)
        if (peer != rank()) links.try_emplace(peer, MPI_COMM_WORLD, peer, tag, queue_bytes);
    return links;
}

// What `from` sends to `to` at `step`.
matrix<std::uint64_t> contribution(int from, int to, std::uint64_t step, std::size_t rows) {
    auto x = spnn::make_matrix<std::uint64_t>(rows, 16);
    std::uint64_t next = static_cast<std::uint64_t>(from * 1000 + to) * 0x9e3779b97f4a7c15U + step;
    for (auto& value : spnn::elements(x)) value = next += 0xd1b54a32d192ed03U;
    return x;
}

TEST_CASE("mpi: every rank sends to every other, step by step, over channels") {
    REQUIRE_MESSAGE(ranks() > 1, "run this by mpiexec -n 3");
    std::map<int, net::channel<net::mpi_transport>> channels;
    for (auto& [peer, link] : links_to_all(1)) {
        auto& added = channels.try_emplace(peer, std::move(link), "rank " + std::to_string(peer)).first->second;
        added.start_session(77, crypto::seed(crypto::block{}), rank() < peer);
    }
    for (std::uint64_t step = 1; step <= 30; ++step) {
        const std::size_t rows = (step * step * step) % 2000;  // up to 250 kB
        for (auto& [peer, to] : channels) to.send<shares>(step, contribution(rank(), peer, step, rows));
        for (auto& [peer, from] : channels) {
            const auto expected = contribution(peer, rank(), step, rows);
            const auto come = from.receive<shares>(step, rows, 16);
            CHECK(std::ranges::equal(spnn::elements(come), spnn::elements(expected)));
        }
    }
}

TEST_CASE("mpi: all may send 16 MiB to all before any receives") {
    auto links = links_to_all(2);
    for (auto& [peer, to] : links) laws::send_all(to, laws::pattern(16 << 20, static_cast<std::uint32_t>(rank())));
    for (auto& [peer, from] : links)
        CHECK((laws::receive_all(from, 16 << 20) == laws::pattern(16 << 20, static_cast<std::uint32_t>(peer))));
}

TEST_CASE("mpi: a rank that does not read stops the one that sends, and loses nothing") {
    constexpr std::size_t queue = 1 << 20;
    auto links = links_to_all(3, queue);
    const auto piece = laws::pattern(100'000);
    if (rank() == 0) {
        std::size_t accepted = 0;
        try {
            while (accepted < 100 * queue) {
                links.at(1).send(piece, deadline::after(std::chrono::milliseconds(300)));
                accepted += piece.size();
            }
        } catch (const transport_error&) {
        }
        CHECK(accepted <= 2 * queue + 2 * net::detail::mpi_piece);  // two queues, a piece at each end
        MPI_Barrier(MPI_COMM_WORLD);
    } else {
        MPI_Barrier(MPI_COMM_WORLD);
        if (rank() == 1)
            for (int i = 0; i < 10; ++i) CHECK((laws::receive_all(links.at(0), piece.size()) == piece));
    }
}

TEST_CASE("mpi: who closes is seen by its peers, whose other links live on") {
    auto links = links_to_all(4);
    const auto data = laws::pattern(1 << 20);
    if (rank() == 0) {
        for (auto& [peer, to] : links) laws::send_all(to, data);
        links.clear();
    } else {
        CHECK((laws::receive_all(links.at(0), data.size()) == data));
        CHECK_THROWS_WITH_AS(laws::receive_all(links.at(0), 1), "mpi: cannot receive, the other end is closed",
                             transport_error);
        links.erase(0);
        for (auto& [peer, to] : links) laws::send_all(to, data);
        for (auto& [peer, from] : links) CHECK((laws::receive_all(from, data.size()) == data));
    }
}

}  // namespace
