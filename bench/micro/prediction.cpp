// What do predictions by all roles together cost? Latency of one request and rows a second, by protocol and transport,
// the rows of a request growing: 28-8-8-1 over two holders, every role a thread of this process, links in memory, by
// TCP and by TLS over the loopback. Set-up (keys, hello) is done once, as in a service that stays up.
//
//   bench_micro_prediction [SECONDS]        spends about so long on each line (default 0.5)

#include <spnn/net/any_transport.hpp>
#include <spnn/net/transport/memory.hpp>
#include <spnn/net/transport/tls.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>
#include <spnn/split/simulate.hpp>

#include <support/certificates.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>

namespace {

namespace net = spnn::net;
namespace nn = spnn::nn;
namespace split = spnn::split;
using clock_type = std::chrono::steady_clock;

using fraud = split::network<nn::sequential<nn::sigmoid<8>, nn::dense<8, 8>, nn::sigmoid<8>>, nn::dense<8, 1>,
                             nn::binary_cross_entropy>;
using both_ends = std::pair<net::any_transport, net::any_transport>;

[[nodiscard]] spnn::deadline patient() { return spnn::deadline::after(std::chrono::seconds(60)); }

[[nodiscard]] both_ends in_memory() {
    auto ends = net::make_memory_pair();
    return {std::move(ends.first), std::move(ends.second)};
}

[[nodiscard]] both_ends by_tcp() {
    net::tcp_listener listener({"127.0.0.1", 0});
    auto far = std::async(std::launch::async, [&] { return listener.accept(patient()); });
    auto near = net::connect_tcp(listener.at(), patient());
    return {std::move(near), far.get()};
}

[[nodiscard]] both_ends by_tls() {
    static const support::authority authority;
    static const auto identity = authority.issue("party.test");
    const auto pin = net::tls_pin::name("party.test");
    net::tls_listener listener({"127.0.0.1", 0}, identity);
    auto far = std::async(std::launch::async, [&] { return listener.accept({pin}, patient()); });
    auto near = net::connect_tls(listener.at(), identity, pin, patient());
    return {std::move(near), far.get()};
}

[[nodiscard]] spnn::matrix<float> some_rows(std::size_t rows, std::size_t columns) {
    auto x = spnn::make_matrix<float>(rows, columns);
    spnn::crypto::prg random{spnn::crypto::seed{}};
    nn::draw_normal(spnn::elements(x), 1.0, random);
    return x;
}

// Seconds of each of `requests` predictions of `rows` rows, once all roles are set up.
template <class First>
[[nodiscard]] std::vector<double> measure(both_ends (*make_link)(), std::size_t rows, std::size_t requests) {
    using T = net::any_transport;
    split::plan plan{.columns = {14, 14}, .label_holder = 0, .train_rows = 1};
    plan.batch = 5000;
    const auto parties = split::parties_of(First::links, plan);
    std::map<split::party, split::links<T>> links;
    for (const auto& who : parties) links.emplace(who, split::links<T>(std::chrono::minutes(5)));
    for (std::size_t i = 0; i < parties.size(); ++i)
        for (std::size_t j = i + 1; j < parties.size(); ++j)
            if (split::are_linked(First::links, plan, parties[i], parties[j])) {
                auto ends = make_link();
                links.at(parties[i]).connect(parties[j], std::move(ends.first));
                links.at(parties[j]).connect(parties[i], std::move(ends.second));
            }
    const auto x = some_rows(rows, 14);
    const std::jthread server([&] {
        split::server<fraud, First, T> role(plan, std::move(links.at(split::the_server)));
        for (std::size_t i = 0; i < requests; ++i) role.predict();
    });
    const std::jthread other([&] {
        split::holder<First, T> role(plan, split::outline_of<fraud>(), 1, std::move(links.at(split::the_holder(1))));
        for (std::size_t i = 0; i < requests; ++i) role.predict(x);
    });
    std::jthread dealer;
    if constexpr (First::links.dealer)
        dealer = std::jthread([&] {
            split::dealer<First, T> role(plan, split::outline_of<fraud>(), std::move(links.at(split::the_dealer)));
            for (std::size_t i = 0; i < requests; ++i) role.predict();
        });
    split::labeler<fraud, First, T> owner(plan, std::move(links.at(split::the_holder(0))));
    std::vector<double> seconds;
    for (std::size_t i = 0; i < requests; ++i) {
        const auto start = clock_type::now();
        static_cast<void>(owner.predict(x));
        seconds.push_back(std::chrono::duration<double>(clock_type::now() - start).count());
    }
    return seconds;
}

template <class First>
void lines(const char* transport, both_ends (*make_link)(), double budget, std::size_t most_rows) {
    for (std::size_t rows = 1; rows <= most_rows; rows *= 16) {
        const auto first = measure<First>(make_link, rows, 2).back();
        const auto requests = static_cast<std::size_t>(std::clamp(budget / first, 3.0, 2000.0));
        auto seconds = measure<First>(make_link, rows, requests);
        std::ranges::sort(seconds);
        const double median = seconds[seconds.size() / 2], slow = seconds[seconds.size() * 95 / 100];
        std::printf("%-10.*s %-8s %8zu %9zu %13.3f %13.3f %14.0f\n", static_cast<int>(First::name.size()),
                    First::name.data(), transport, rows, requests, median * 1e3, slow * 1e3,
                    static_cast<double>(rows) / median);
        std::fflush(stdout);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const double budget = argc > 1 ? std::atof(argv[1]) : 0.5;
    std::printf("%-10s %-8s %8s %9s %13s %13s %14s\n", "protocol", "links", "rows", "requests", "median ms", "95 % ms",
                "rows a second");
    for (const auto& [name, make_link] :
         {std::pair{"memory", &in_memory}, std::pair{"tcp", &by_tcp}, std::pair{"tls", &by_tls}}) {
        lines<split::masked<>>(name, make_link, budget, 65536);
        lines<split::shared<>>(name, make_link, budget, 65536);
        lines<split::encrypted<>>(name, make_link, budget, 4096);
    }
}
