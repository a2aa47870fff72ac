// How long does an epoch take, and what does that depend on? The paper's network for card fraud, 28-8-8-1, on made-up
// rows: each role a thread of its own, over links of a given bandwidth and latency.

#include "models.hpp"
#include "options.hpp"

#include <spnn/data/split.hpp>
#include <spnn/he/paillier/paillier.hpp>
#include <spnn/net/decorator/delayed.hpp>
#include <spnn/split/cost.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <chrono>

namespace {

using namespace evaluation;
using net = net_of<fraud_shape>;
using clock = std::chrono::steady_clock;

constexpr std::size_t total_columns = 28;
constexpr auto latency = std::chrono::microseconds(200);

struct setting {
    std::size_t rows, batch = 5000, holders = 2, key_bits = 2048;
    double megabits = 100;  // per second, in each direction of each link; 0: no bound

    // That a key of so many bits is taken for, here.
    [[nodiscard]] std::size_t security_bits() const { return key_bits / 64 + 80; }
};

// `encrypted` as the paper has it: by Paillier.
struct key_sizes {
    static std::size_t key_bits(std::size_t security_bits) { return (security_bits - 80) * 64; }
};
using encrypted = split::encrypted<spnn::he::packed<spnn::he::paillier<>, key_sizes>>;

struct slow_links {
    double megabits;
    using transport = spnn::net::delayed<spnn::net::memory_transport>;

    std::pair<transport, transport> operator()(split::party, split::party) const {
        const spnn::net::delay wire{static_cast<std::uint64_t>(megabits * 1e6 / 8), latency};
        auto [near, far] = spnn::net::make_memory_pair();
        return {transport(std::move(near), wire), transport(std::move(far), wire)};
    }
};

[[nodiscard]] split::vertical_table some_table(const setting& s) {
    split::vertical_table table;
    spnn::crypto::prg random{spnn::crypto::seed{}};
    for (const auto& block : spnn::data::deal_columns(total_columns, s.holders)) {
        auto& x = table.features.emplace_back(spnn::make_matrix<float>(s.rows, block.count));
        nn::draw_normal(spnn::elements(x), 1.0, random);
    }
    table.targets = spnn::make_matrix<float>(s.rows, 1);
    for (std::size_t i = 0; i < s.rows; ++i)
        table.targets(i, 0) = table.features[0](i, 0) + table.features[1](i, 0) > 0 ? 1.0F : 0.0F;
    return table;
}

[[nodiscard]] split::plan plan_of(const setting& s, const split::vertical_table& table, std::size_t epochs) {
    auto plan = plan_for({epochs, s.batch, {nn::sgd{}, 0.1}}, table, 1);
    plan.security_bits = s.security_bits();
    return plan;
}

// The duration of each epoch.
class stopwatch {
public:
    split::label_options options() {
        split::label_options o;
        o.on_epoch = [this](const split::epoch_report&) {
            const auto now = clock::now();
            seconds_.push_back(std::chrono::duration<double>(now - last_).count());
            last_ = now;
        };
        return o;
    }
    // That of the last one: earlier ones carry what is done once.
    [[nodiscard]] double last() const { return seconds_.back(); }

private:
    clock::time_point last_ = clock::now();
    std::vector<double> seconds_;
};

[[nodiscard]] double time_plain(const setting& s) {
    const auto table = some_table(s);
    split::joined_network<net> network(plan_of(s, table, 3), split::private_seeds(1));
    stopwatch watch;
    network.train(table, {}, watch.options());
    return watch.last();
}

template <class First>
[[nodiscard]] double time_of(const setting& s, std::size_t epochs) {
    const auto table = some_table(s);
    stopwatch watch;
    split::simulation_options options;
    options.labels = watch.options();
    const auto result = split::simulate<net, First, slow_links>(plan_of(s, table, epochs), table, {}, {}, options,
                                                                slow_links{s.megabits});
    return epochs == 1 ? result.train_seconds : watch.last();  // keys are made before training
}

// What all parties send in one epoch more.
template <class First>
[[nodiscard]] double megabytes(const setting& s) {
    const auto bytes = [&](std::size_t epochs) {
        split::plan p;
        for (const auto& block : spnn::data::deal_columns(total_columns, s.holders)) p.columns.push_back(block.count);
        p.label_holder = 0;
        p.train_rows = s.rows;
        p.batch = s.batch;
        p.epochs = epochs;
        p.security_bits = s.security_bits();
        return static_cast<double>(split::run_cost<net, First>(p).total().bytes);
    };
    return (bytes(2) - bytes(1)) / 1e6;
}

class measurement {
public:
    measurement(const options& o, raw_rows& rows, std::string varied)
        : o_(o), rows_(rows), varied_(std::move(varied)) {}

    void at(const setting& s, double value, bool encrypted_too) const {
        say(spnn::text("time: ", varied_, " ", value));
        for (const auto seed : seeds_of(o_)) {
            add("plain", value, seed, time_plain(s), 0);
            // The messages of ordinary split learning: 4-byte numbers from each holder, and back.
            protocol<split::in_the_clear<spnn::z2k<32>>>("split", s, value, seed, 3);
            protocol<split::masked<>>("masked", s, value, seed, 3);
            protocol<split::shared<>>("shared", s, value, seed, 3);
            if (encrypted_too && seed == 1) protocol<encrypted>("encrypted", s, value, seed, 1);
        }
    }
    void encrypted_at(const setting& s, double value) const {
        say(spnn::text("time: ", varied_, " ", value));
        protocol<encrypted>("encrypted", s, value, 1, 1);
    }
    void fixed(std::string_view what) const { rows_.add(varied_, "", "", "fixed", 0, what); }

private:
    template <class First>
    void protocol(std::string_view method, const setting& s, double value, std::uint64_t seed,
                  std::size_t epochs) const {
        add(method, value, seed, time_of<First>(s, epochs), megabytes<First>(s));
    }
    void add(std::string_view method, double value, std::uint64_t seed, double seconds, double megabytes) const {
        rows_.add(varied_, method, number(value), "seconds_per_epoch", seed, seconds);
        rows_.add(varied_, method, number(value), "megabytes_per_epoch", seed, megabytes);
    }

    const options& o_;
    raw_rows& rows_;
    std::string varied_;
};

void measure_time(const options& o, raw_rows& rows) {
    const std::size_t base = o.quick ? 2'000 : 10'000;
    const setting s{.rows = base};
    const auto common = spnn::text("latency 0.2 ms each way, key 2048 bits unless varied, one thread a role");

    const measurement bandwidth(o, rows, "bandwidth_mbps");
    bandwidth.fixed(spnn::text(base, " rows, batches of 5,000, two holders; ", common));
    for (const double megabits : {10.0, 100.0, 1000.0, 0.0}) {
        auto at = s;
        at.megabits = megabits;
        bandwidth.at(at, megabits, true);
    }
    const measurement batch(o, rows, "batch");
    batch.fixed(spnn::text(base, " rows, two holders, 100 Mbit/s; ", common));
    for (const std::size_t size : {64U, 256U, 1000U, 2000U, 5000U, 10000U}) {
        if (size > base) continue;
        auto at = s;
        at.batch = size;
        batch.at(at, static_cast<double>(size), size >= 1000);
    }
    const measurement count(o, rows, "rows");
    count.fixed(spnn::text("batches of 5,000, two holders, 100 Mbit/s; ", common));
    for (const std::size_t n : {2'000U, 5'000U, 10'000U, 40'000U, 227'845U}) {
        if (o.quick && n > 40'000) continue;
        auto at = s;
        at.rows = n;
        count.at(at, static_cast<double>(n), n <= base);
    }
    if (o.quick) count.encrypted_at({.rows = 500}, 500);
    const measurement holders(o, rows, "holders");
    holders.fixed(spnn::text(base, " rows, batches of 5,000, 100 Mbit/s; ", common));
    for (std::size_t k = 2; k <= 5; ++k) {
        auto at = s;
        at.holders = k;
        holders.at(at, static_cast<double>(k), !o.quick || k == 2 || k == 5);
    }
    const measurement key(o, rows, "key_bits");
    key.fixed(spnn::text(base / 5, " rows, one batch, two holders, 100 Mbit/s; ", common));
    for (const std::size_t bits : {2048U, 3072U, 4096U}) {
        if (o.quick && bits > 3072) continue;
        key.encrypted_at({.rows = base / 5, .key_bits = bits}, static_cast<double>(bits));
    }
}

}  // namespace

int main(int argc, char** argv) {
    return evaluation::run(argc, argv, "Seconds an epoch takes against bandwidth, batch, rows, holders and key", "time",
                           measure_time);
}
