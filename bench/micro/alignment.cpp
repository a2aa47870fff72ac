// What does private set intersection cost beside the bare arithmetic of libsodium? Parties of equal size, nine tenths
// of their ids common, in one process; two threads compute in all. Beside it, on two threads, the same number of
// scalar multiplications and hashes to the group; the ratio is that of CPU times. Sizes grow.
//
//   bench_micro_alignment [--rows N] [--parties K]        rows up to N (default 20000), K parties (default 2)

#include <spnn/align/cost.hpp>
#include <spnn/align/intersect.hpp>
#include <spnn/net/transport/memory.hpp>

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>

namespace {

namespace align = spnn::align;
namespace net = spnn::net;
using channel = net::channel<net::memory_transport>;
using clock_type = std::chrono::steady_clock;

constexpr std::size_t threads = 2;

// Time on the wall, and of the processor in all threads; on a busy machine only the second can be compared.
struct duration {
    double wall, processor;
};

class stopwatch {
public:
    [[nodiscard]] duration stop() const {
        return {std::chrono::duration<double>(clock_type::now() - wall_).count(),
                static_cast<double>(std::clock() - processor_) / CLOCKS_PER_SEC};
    }

private:
    clock_type::time_point wall_ = clock_type::now();
    std::clock_t processor_ = std::clock();
};

[[nodiscard]] std::vector<std::string> ids_of(std::size_t party, std::size_t rows) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < rows; ++i)
        ids.push_back(spnn::text("customer ", i < rows / 10 ? (party + 1) * rows + i : i));
    return ids;
}

struct measurement {
    duration took;
    align::alignment result;  // of the leader
};

[[nodiscard]] measurement intersect(std::size_t parties, std::size_t rows) {
    std::map<std::pair<std::size_t, std::size_t>, channel> links;
    for (std::size_t i = 0; i < parties; ++i)
        for (std::size_t j = i + 1; j < parties; ++j) {
            auto ends = net::make_memory_pair();
            links.emplace(std::pair(i, j), channel(std::move(ends.first), spnn::text("party ", j)));
            links.emplace(std::pair(j, i), channel(std::move(ends.second), spnn::text("party ", i)));
        }
    std::vector<std::vector<std::string>> ids;
    for (std::size_t p = 0; p < parties; ++p) ids.push_back(ids_of(p, rows));
    std::vector<align::alignment> results(parties);
    const stopwatch watch;
    // A thread for each party; of more than two, those that wait leave the machine to the others.
    spnn::parallel_for(parties, parties, [&](std::size_t p) {
        align::group<net::memory_transport> peers{p, std::vector<channel*>(parties)};
        for (auto& [ends, link] : links)
            if (ends.first == p) peers.channels[ends.second] = &link;
        results[p] = align::intersect(std::span<const std::string>(ids[p]), peers, {.session = "bench"});
    });
    measurement m{watch.stop(), {}};
    for (std::size_t p = 1; p < parties; ++p)
        for (std::size_t i = 0; i < results[0].rows.size(); ++i)
            spnn::require<spnn::error>(ids[p][results[p].rows[i]] == ids[0][results[0].rows[i]],
                                       "the parties are not in one order");
    m.result = std::move(results[0]);
    return m;
}

// libsodium alone: each party hashes its ids; the leader blinds once and unblinds once a member, each member evaluates
// the leader's ids and its own.
[[nodiscard]] duration bare(std::size_t parties, std::size_t rows) {
    const std::size_t hashes = parties * rows, products = rows + 3 * (parties - 1) * rows;
    std::vector<std::array<unsigned char, 32>> points(hashes);
    std::array<unsigned char, 32> scalar;
    crypto_core_ristretto255_scalar_random(scalar.data());
    const stopwatch watch;
    spnn::parallel_for(threads, hashes, [&](std::size_t i) {
        std::array<unsigned char, 64> uniform;
        crypto_hash_sha512(uniform.data(), reinterpret_cast<const unsigned char*>(&i), sizeof i);
        crypto_core_ristretto255_from_hash(points[i].data(), uniform.data());
    });
    spnn::parallel_for(threads, hashes, [&](std::size_t i) {
        for (std::size_t n = i; n < products; n += hashes)
            spnn::require<spnn::error>(
                crypto_scalarmult_ristretto255(points[i].data(), scalar.data(), points[i].data()) == 0, "no product");
    });
    return watch.stop();
}

void compare(std::size_t parties, std::size_t rows) {
    const auto m = intersect(parties, rows);
    const auto alone = bare(parties, rows);
    const auto megabytes = [&](std::size_t from, std::size_t to) {
        const auto cost = align::intersect_cost(from, to, m.result.set_sizes, m.result.rows.size(), "bench");
        return static_cast<double>(cost.bytes) / 1e6;
    };
    std::printf("%8zu %8zu %9.2f %9.2f %9.2f %9.2f %7.2f %13.1f %13.1f\n", rows, m.result.rows.size(), m.took.wall,
                m.took.processor, alone.wall, alone.processor, m.took.processor / alone.processor, megabytes(0, 1),
                megabytes(1, 0));
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t most = 20000, parties = 2;
    CLI::App app("Private set intersection beside libsodium alone");
    app.add_option("--rows", most, "rows of each party, the most of them")->check(CLI::Range(10, 10'000'000));
    app.add_option("--parties", parties, "number of parties")->check(CLI::Range(2, 16));
    CLI11_PARSE(app, argc, argv);
    std::printf("%zu parties; %s\n", parties, align::what_each_learns(parties).c_str());
    std::printf("%8s %8s %19s %19s %7s %27s\n", "", "", "intersection, s", "libsodium alone, s", "", "MB");
    std::printf("%8s %8s %9s %9s %9s %9s %7s %13s %13s\n", "rows", "common", "wall", "CPU", "wall", "CPU", "ratio",
                "leader-member", "member-leader");
    for (std::size_t rows = std::min<std::size_t>(most, 1000); rows < most; rows *= 5) compare(parties, rows);
    compare(parties, most);
    return 0;
}
