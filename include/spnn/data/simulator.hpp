// data/simulator.hpp: card payments with fraud, any number of them from a seed, cut between a bank and a processor.
//
// A simulator of our own in the manner that the Fraud Detection Handbook (Le Borgne, Siblini, Lebichot, Bontempi, ULB,
// chapter 3) describes. Customers have a spending level and a pace, and use terminals near their home, which lies on
// a ring road. Three things are fraud:
//   large amounts             every payment above a limit
//   compromised terminals     for some days every payment at a terminal; its amount looks like any other
//   compromised customers     for some days a share of a customer's payments, of several times the usual amount
// Each party derives features from what it sees, all from before or at the payment:
//   bank        amount, weekend, night; the customer's payments and mean amount over 1, 7 and 30 days; the label y
//   processor   the terminal's payments and their share of fraud over 1, 7 and 30 days, which end `report_delay_days`
//               before the payment, since a fraud becomes known only then
// A fraud of the second kind leaves its trace at the processor alone, one of the third at the bank alone: that, and
// no rule on labels, is why neither can predict fraud alone while both together can.
//
// Time is whole seconds and money whole cents, all draws are integer arithmetic (data/generator.hpp), so a seed
// gives the same rows on every machine. Payments come in order of time, and memory grows linearly with them.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/tensor.hpp>
#include <spnn/data/generator.hpp>
#include <spnn/data/table.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::data {

// What the simulated world is like. With the values given about one payment in twenty is fraud, and a small network
// reaches an AUC near .73 on either party's features and near .95 on both (20,000 rows, a fifth of them for the test).
struct fraud_world {
    std::size_t days = 120;                         // over which the payments spread, once the windows are full
    std::size_t terminals_per_100_customers = 100;  // on the whole ring road
    std::size_t terminals_in_reach = 10;            // of one customer
    std::int64_t large_amount = 220'00;             // cents; payments above it are fraud
    std::size_t report_delay_days = 1;              // until a fraud is known to the processor
    std::size_t terminal_days = 14;                 // a compromised terminal stays so
    std::size_t terminals_per_million = 1'700;      // of all terminals, newly compromised each day
    std::size_t customer_days = 5;                  // a compromised customer stays so
    std::size_t customers_per_million = 15'000;     // of all customers, newly compromised each day
    std::size_t stolen_one_in = 3;                  // of a compromised customer's payments
    std::int64_t stolen_factor = 6;                 // on the amount
};

// The two halves of the simulated data; row i of both is payment i.
struct simulated_parties {
    table bank;       // id, y and nine features
    table processor;  // id and six features
};

namespace detail {

inline constexpr std::int64_t day_seconds = 86'400;
inline constexpr std::array<std::int64_t, 3> window_days = {1, 7, 30};

struct payment {
    std::int64_t second;
    std::uint32_t customer;
    std::uint32_t terminal;
    std::int64_t cents;
    bool fraud;
};

// The payments of one customer or at one terminal, as running totals: a window is a difference of two of them.
class payment_history {
public:
    struct totals {
        std::int64_t payments = 0;
        std::int64_t cents = 0;
        std::int64_t frauds = 0;
    };

    void add(const payment& p) {
        const totals last = seconds_.empty() ? totals{} : totals_.back();
        seconds_.push_back(p.second);
        totals_.push_back({last.payments + 1, last.cents + p.cents, last.frauds + (p.fraud ? 1 : 0)});
    }

    // Totals of the payments with begin < second <= end.
    [[nodiscard]] totals between(std::int64_t begin, std::int64_t end) const {
        const totals a = up_to(begin);
        const totals b = up_to(end);
        return {b.payments - a.payments, b.cents - a.cents, b.frauds - a.frauds};
    }

private:
    [[nodiscard]] totals up_to(std::int64_t second) const {
        const auto after = std::upper_bound(seconds_.begin(), seconds_.end(), second);
        return after == seconds_.begin() ? totals{} : totals_[static_cast<std::size_t>(after - seconds_.begin()) - 1];
    }

    std::vector<std::int64_t> seconds_;
    std::vector<totals> totals_;
};

// Draws the payments day by day.
class payment_stream {
public:
    payment_stream(const fraud_world& world, std::size_t customers, std::uint64_t seed)
        : world_(world),
          random_(seed, 0),
          customers_(customers),
          terminal_safe_from_(std::max(world.terminals_in_reach, customers * world.terminals_per_100_customers / 100)) {
        for (auto& c : customers_) {
            c.mean_cents = random_.between(5'00, 100'00);
            c.per_day_in_16000 = random_.below(4'001);  // mean payments a day, times 1000, spread over 16 occasions
            c.home = random_.below(terminals());
        }
    }

    [[nodiscard]] std::size_t terminals() const { return terminal_safe_from_.size(); }

    // The payments of the next day in order of time.
    [[nodiscard]] std::vector<payment> next_day() {
        for (auto left = due(terminals(), world_.terminals_per_million); left > 0; --left)
            terminal_safe_from_[random_.below(terminals())] = day_ + world_.terminal_days;
        for (auto left = due(customers_.size(), world_.customers_per_million); left > 0; --left)
            customers_[random_.below(customers_.size())].safe_from = day_ + world_.customer_days;
        std::vector<payment> out;
        for (std::size_t i = 0; i < customers_.size(); ++i)
            for (int occasion = 0; occasion < 16; ++occasion)
                if (random_.chance(customers_[i].per_day_in_16000, 16'000))
                    out.push_back(pay(static_cast<std::uint32_t>(i), customers_[i]));
        // Customer and amount break ties, so that the order does not depend on the sort.
        std::sort(out.begin(), out.end(), [](const payment& a, const payment& b) {
            return std::tie(a.second, a.customer, a.cents, a.terminal) <
                   std::tie(b.second, b.customer, b.cents, b.terminal);
        });
        ++day_;
        return out;
    }

private:
    struct customer {
        std::int64_t mean_cents = 0;
        std::uint64_t per_day_in_16000 = 0;
        std::size_t home = 0;
        std::size_t safe_from = 0;  // the day from which the card is not compromised
    };

    // How many of `count` are newly compromised today: the daily rate times count, its fractions carried over, so that
    // the share of fraud does not hang on luck.
    [[nodiscard]] std::size_t due(std::size_t count, std::size_t per_million) const {
        return (day_ + 1) * count * per_million / 1'000'000 - day_ * count * per_million / 1'000'000;
    }

    [[nodiscard]] payment pay(std::uint32_t who, const customer& c) {
        std::int64_t second = -1;
        while (second < 0 || second >= day_seconds) second = day_seconds / 2 + ((20'000 * random_.bell()) >> 32);
        std::int64_t cents = c.mean_cents + ((c.mean_cents * random_.bell()) >> 33);  // deviation: half the mean
        if (cents <= 0) cents = random_.between(1, 2 * c.mean_cents);
        const std::size_t terminal = (c.home + random_.below(world_.terminals_in_reach)) % terminals();
        const bool stolen = day_ < c.safe_from && random_.chance(1, world_.stolen_one_in);
        if (stolen) cents *= world_.stolen_factor;
        const bool fraud = stolen || day_ < terminal_safe_from_[terminal] || cents > world_.large_amount;
        return {static_cast<std::int64_t>(day_) * day_seconds + second, who, static_cast<std::uint32_t>(terminal),
                cents, fraud};
    }

    fraud_world world_;
    generator random_;
    std::vector<customer> customers_;
    std::vector<std::size_t> terminal_safe_from_;  // the day from which each terminal is not compromised
    std::size_t day_ = 0;
};

inline constexpr std::size_t bank_columns = 10;
inline constexpr std::size_t processor_columns = 6;

// y, then what a bank knows of a payment; `past` holds the customer's payments, this one among them.
inline void describe_for_bank(const payment& p, const payment_history& past, std::span<double> out) {
    const std::int64_t day = p.second / day_seconds;
    out[0] = p.fraud ? 1 : 0;
    out[1] = static_cast<double>(p.cents) / 100;
    out[2] = day % 7 >= 5 ? 1 : 0;  // day 0 is a Monday
    out[3] = p.second % day_seconds < 6 * 3600 ? 1 : 0;
    for (std::size_t w = 0; w < window_days.size(); ++w) {
        const auto seen = past.between(p.second - window_days[w] * day_seconds, p.second);
        out[4 + 2 * w] = static_cast<double>(seen.payments);
        out[5 + 2 * w] = static_cast<double>(seen.cents) / 100 / static_cast<double>(seen.payments);
    }
}

// What a processor knows of a payment; `past` holds the terminal's payments, of which those of the last `delay` seconds
// are not used.
inline void describe_for_processor(const payment& p, const payment_history& past, std::int64_t delay,
                                   std::span<double> out) {
    const std::int64_t end = p.second - delay;
    for (std::size_t w = 0; w < window_days.size(); ++w) {
        const auto seen = past.between(end - window_days[w] * day_seconds, end);
        out[2 * w] = static_cast<double>(seen.payments);
        out[2 * w + 1] = seen.payments == 0 ? 0 : static_cast<double>(seen.frauds) / static_cast<double>(seen.payments);
    }
}

inline void check_world(const fraud_world& world, std::size_t rows) {
    constexpr std::size_t most_rows = 100'000'000, most_days = 36'500, most_terminals = 10'000;
    require<usage_error>(rows > 0, "simulate_fraud: no rows asked for");
    require<usage_error>(rows <= most_rows, "simulate_fraud: ", rows, " rows asked for, at most ", most_rows);
    require<usage_error>(world.days > 0 && world.terminals_in_reach > 0 && world.stolen_one_in > 0,
                         "fraud_world: days, terminals_in_reach and stolen_one_in must be positive");
    require<usage_error>(
        std::max({world.days, world.report_delay_days, world.terminal_days, world.customer_days}) <= most_days,
        "fraud_world: days, report_delay_days, terminal_days and customer_days are at most ", most_days);
    require<usage_error>(std::max(world.terminals_per_100_customers, world.terminals_in_reach) <= most_terminals,
                         "fraud_world: terminals_per_100_customers and terminals_in_reach are at most ",
                         most_terminals);
    require<usage_error>(world.terminals_per_million <= 1'000'000 && world.customers_per_million <= 1'000'000,
                         "fraud_world: a rate per million is at most 1000000");
    require<usage_error>(world.stolen_factor > 0 && world.stolen_factor <= 1'000,
                         "fraud_world: stolen_factor must be from 1 to 1000");
}

}  // namespace detail

// The first `rows` payments of a world after its windows are full, as the two parties see them.
[[nodiscard]] inline simulated_parties simulate_fraud(std::size_t rows, std::uint64_t seed,
                                                      const fraud_world& world = {}) {
    detail::check_world(world, rows);
    simulated_parties out;
    out.bank.source = "simulated bank";
    out.bank.names = {"y",
                      "amount",
                      "weekend",
                      "night",
                      "customer_payments_1d",
                      "customer_mean_amount_1d",
                      "customer_payments_7d",
                      "customer_mean_amount_7d",
                      "customer_payments_30d",
                      "customer_mean_amount_30d"};
    out.processor.source = "simulated processor";
    out.processor.names = {"terminal_payments_1d", "terminal_risk_1d",      "terminal_payments_7d",
                           "terminal_risk_7d",     "terminal_payments_30d", "terminal_risk_30d"};
    out.bank.values = make_matrix<double>(rows, detail::bank_columns);
    out.processor.values = make_matrix<double>(rows, detail::processor_columns);

    const std::size_t customers = rows / (2 * world.days) + 20;  // each pays twice a day on average
    detail::payment_stream stream(world, customers, seed);
    std::vector<detail::payment_history> of_customer(customers);
    std::vector<detail::payment_history> of_terminal(stream.terminals());
    const auto delay = static_cast<std::int64_t>(world.report_delay_days) * detail::day_seconds;
    const auto begin = 30 * detail::day_seconds + delay;  // the windows are full from here
    std::size_t done = 0;
    while (done < rows) {
        for (const auto& p : stream.next_day()) {
            of_customer[p.customer].add(p);
            of_terminal[p.terminal].add(p);
            if (p.second < begin || done == rows) continue;
            out.bank.ids.push_back(text("p", 1'000'000 + done));
            detail::describe_for_bank(p, of_customer[p.customer], row(out.bank.values, done));
            detail::describe_for_processor(p, of_terminal[p.terminal], delay, row(out.processor.values, done));
            ++done;
        }
    }
    out.processor.ids = out.bank.ids;
    return out;
}

}  // namespace SPNN_NAMESPACE::data
