// What traffic costs: seconds and megabytes of one epoch by protocol over links of given bandwidth and latency, beside
// plain split learning over the same links. One epoch, with what is done once in it; set-up is not counted.

#include "plain_split.hpp"
#include "rows.hpp"

#include <spnn/net/decorator/delayed.hpp>
#include <spnn/split/cost.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>
#include <spnn/split/simulate.hpp>

namespace {

using namespace performance;

struct slow_links {
    double megabits;  // a second, in each direction
    using transport = spnn::net::delayed<spnn::net::memory_transport>;

    [[nodiscard]] std::pair<transport, transport> operator()() const {
        const spnn::net::delay wire{static_cast<std::uint64_t>(megabits * 1e6 / 8), std::chrono::milliseconds(1)};
        auto [near, far] = spnn::net::make_memory_pair();
        return {transport(std::move(near), wire), transport(std::move(far), wire)};
    }
    std::pair<transport, transport> operator()(split::party, split::party) const { return (*this)(); }
};

template <class First>
[[nodiscard]] double train(const split::plan& p, const split::vertical_table& table, double megabits,
                           std::size_t threads) {
    split::simulation_options options;
    options.threads = threads;
    return split::simulate<fraud, First>(p, table, {}, {}, options, slow_links{megabits}).train_seconds;
}

// What all parties send in an epoch after the first.
template <class First>
[[nodiscard]] double megabytes(split::plan p) {
    const auto bytes = [&](std::size_t epochs) {
        p.epochs = epochs;
        return static_cast<double>(split::run_cost<fraud, First>(p).total().bytes);
    };
    return (bytes(2) - bytes(1)) / 1e6;
}

struct setting {
    job what{.rows = 10'000, .epochs = 1};
    std::vector<double> megabits{1, 10, 100, 1000};
    std::vector<std::string> protocols{"masked32", "masked", "shared", "encrypted_rlwe", "encrypted"};
    std::size_t repetitions = 1, threads = 1;
};

void measure(const setting& s) {
    const auto table = made_up_table(s.what);
    const auto usual = plan_of(s.what), with_short_keys = with_keys_of_2048_bits(usual);
    const auto rows = spnn::text("rows=", s.what.rows);
    // Two holders send and get m x 8 floats each, the label owner m x 8 in each direction.
    add("megabytes.plain_split", static_cast<double>(s.what.rows) * 4 * (2 * (8 + 8) + 2 * 8) / 1e6, "MB", rows);
    for (const double megabits : s.megabits) {
        const auto parameters = spnn::text(rows, ";megabits=", megabits);
        std::vector<contender> contenders{{"traffic.plain_split", "s", parameters, [&, megabits] {
                                               return plain_split_seconds(usual, table, slow_links{megabits});
                                           }}};
        const auto contend = [&]<class First>(std::type_identity<First>, const char* name, const split::plan& plan) {
            if (std::ranges::find(s.protocols, name) == s.protocols.end()) return;
            if (megabits == s.megabits.front()) add(spnn::text("megabytes.", name), megabytes<First>(plan), "MB", rows);
            contenders.push_back({spnn::text("traffic.", name), "s", parameters, [&table, plan, &s, megabits] {
                                      return train<First>(plan, table, megabits, s.threads);
                                  }});
        };
        contend(std::type_identity<split::masked<spnn::z2k<32>>>{}, "masked32", usual);
        contend(std::type_identity<split::masked<>>{}, "masked", usual);
        contend(std::type_identity<split::shared<>>{}, "shared", usual);
        contend(std::type_identity<by_rlwe>{}, "encrypted_rlwe", usual);
        contend(std::type_identity<by_paillier>{}, "encrypted", with_short_keys);
        alternate(s.repetitions, contenders, false);
    }
}

}  // namespace

int main(int argc, char** argv) {
    setting s;
    return run(
        argc, argv, "Seconds of an epoch of 28-8-8-1 over slow links, 1 ms long",
        [&](CLI::App& app) {
            app.add_option("--rows", s.what.rows, "rows of the epoch");
            app.add_option("--megabits", s.megabits, "bandwidths, in Mbit/s")->delimiter(',');
            app.add_option("--protocols", s.protocols, "beside plain split learning")
                ->delimiter(',')
                ->check(CLI::IsMember({"masked32", "masked", "shared", "encrypted_rlwe", "encrypted"}));
            app.add_option("--threads", s.threads, "threads of each party for encryption");
            app.add_option("--repetitions", s.repetitions, "rows of each");
        },
        [&] { measure(s); });
}
