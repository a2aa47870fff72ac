// split/estimate.hpp: how much a run will send and how long it will take, before it starts.
//
// Exact, from the plan alone: bytes and messages (split/cost.hpp), and rounds: how many messages one after the other
// a run waits for, each of which leaves only when the one before it has come. As there, the set-up is not counted and
// early stopping ends a run sooner; of two epochs the first may have a round or two less than the others.
//
// Approximate: seconds. Those of computing are measured: `calibrate` runs a few batches by the real code, all roles in
// this process over memory, on made-up numbers (no time depends on values), in batches of growing size up to the
// plan's or until one takes long enough, the last of them until enough time has passed; what a batch costs and what a
// row adds is read from the last two sizes. So they are those of all roles on this machine, as it is loaded now; on
// machines of their own, parties that compute at the same time take less. Those of the network are computed: the time
// of the last arrival if computing took none, every link with the given bandwidth in each direction to itself
// (session/timeline.hpp). Their sum is what is estimated: it takes computing and network to follow one another,
// which holds within a training batch, but not for evaluation, of which one batch may be computed while another
// travels.
//
//     const auto machine = split::calibrate<net, first>(plan);
//     const auto cost = split::estimate<net, first>(plan, {.mbit_per_second = 100, .milliseconds = 0.2}, machine);
//     std::cout << split::table_of({cost});

#pragma once

#include <spnn/session/run_estimate.hpp>
#include <spnn/session/timeline.hpp>
#include <spnn/split/cost.hpp>
#include <spnn/split/detail/sample_run.hpp>

namespace SPNN_NAMESPACE::split {

using session::link_speed;
using session::run_estimate;
using session::stretch;
using session::table_of;

// Measured seconds of a batch: those of any, and those of each row in it.
struct batch_seconds {
    // Of any batch, and of each row in it.
    double any = 0, row = 0;

    // Of a batch of m rows.
    [[nodiscard]] double of(std::size_t m) const { return any + row * static_cast<double>(m); }
};

// How fast this machine plays all roles of a protocol.
struct calibration {
    // A batch that is trained on, and one that is scored; a row of a table that is bound.
    batch_seconds train, evaluate;
    double bound_row = 0;
};

// Measures for the network Net and the protocol First: takes about a second, and in `encrypted` the time of
// a few keys. `threads` as in a run. Errors are those of a run by this plan.
template <class Net, FirstLayer First>
[[nodiscard]] calibration calibrate(const plan& p, const workers& threads = {}, const typename Net::loss& loss = {}) {
    check(p);
    check_holders<First>(p);
    constexpr double wanted = 0.6;    // seconds of the last measurement
    constexpr std::size_t most = 17;  // batches of an epoch, so that tables stay small
    const double bound_row = detail::bound_row_seconds<Net, First>(p, loss);
    const auto at = [&](std::size_t m, std::size_t batches, std::size_t epochs = 1) {
        return detail::sample_run<Net, First>(p, m, batches, epochs, bound_row, threads, loss);
    };
    const std::size_t largest = std::min(p.batch, std::max(p.train_rows, p.evaluate_rows));
    std::size_t m = std::clamp<std::size_t>(256 / outline_of<Net>(p).first_width, 1, largest), smaller = 0;
    auto now = at(m, 5);
    detail::sample_seconds before;
    while (m < largest && now.train_batch < wanted / 3) {
        smaller = std::exchange(m, std::min(largest, m * detail::rounded(wanted / 2 / now.train_batch, 2, 8)));
        before = now;
        const double expected = before.train_batch * static_cast<double>(m) / static_cast<double>(smaller);
        now = at(m, detail::rounded(wanted / expected, 3, most));
    }
    if (const double epoch = now.train_batch * most; epoch < wanted)
        now = at(m, most, 1 + static_cast<std::size_t>(wanted / epoch));
    const auto line = [&](double from, double to) -> batch_seconds {
        const double row = std::max(0.0, (to - from) / static_cast<double>(m - smaller));
        const double any = to - row * static_cast<double>(m);
        return any < 0 ? batch_seconds{0, to / static_cast<double>(m)} : batch_seconds{any, row};
    };
    return {line(before.train_batch, now.train_batch), line(before.evaluate_batch, now.evaluate_batch), bound_row};
}

namespace detail {

// The latest arrival after the tables are bound, and after `epochs` more.
template <class Net, FirstLayer First>
[[nodiscard]] double arrival(const plan& p, double seconds_per_byte, double latency, std::size_t epochs) {
    session::timeline wire(parties_of(First::links, p), seconds_per_byte, latency);
    opening_messages<First>(p, wire);
    for (std::size_t e = 0; e < epochs; ++e) epoch_messages<Net, First>(p, wire);
    return wire.latest();
}

}  // namespace detail

// Of a run by this plan, over such links, on a machine that was measured for the same Net, First and plan. Time and
// memory of the call: some nanoseconds a message of two epochs, nothing to speak of. usage_error for a plan that
// cannot run, and for a link that is slower than nothing.
template <class Net, FirstLayer First>
[[nodiscard]] run_estimate estimate(const plan& p, const link_speed& links, const calibration& machine) {
    check(p);
    check_holders<First>(p);
    static_cast<void>(fixed_point_of<typename First::ring>(p));
    require<usage_error>(links.mbit_per_second >= 0 && links.milliseconds >= 0 && std::isfinite(links.milliseconds),
                         "estimate: links of ", links.mbit_per_second, " Mbit/s and ", links.milliseconds,
                         " ms, expected no negative number");
    run_estimate cost{std::string(First::name), {}, {}, {}, {}};
    const auto sent = run_cost<Net, First>(p);
    for (const auto& who : parties_of(First::links, p)) cost.sent[who] = sent.of(who);
    const std::size_t epochs = p.epochs - p.first_epoch;

    plan one = p;
    one.first_epoch = one.epochs = 0;
    cost.tables.sent = run_cost<Net, First>(one).total();
    session::message_tally epoch;
    epoch_messages<Net, First>(p, epoch);
    cost.epoch.sent = epoch.total();
    cost.run.sent = sent.total();

    // From the second epoch on all are alike: each begins as the verdict on the one before left the parties.
    const auto lay_out = [&](double seconds_per_byte, double latency, auto member) {
        const auto after = [&](std::size_t n) { return detail::arrival<Net, First>(p, seconds_per_byte, latency, n); };
        const double opened = after(0), first = after(1), later = after(2) - first;
        using value = std::remove_reference_t<decltype(cost.run.*member)>;
        cost.tables.*member = static_cast<value>(opened);
        cost.epoch.*member = static_cast<value>(later);
        cost.run.*member = static_cast<value>(epochs == 0 ? opened : first + static_cast<double>(epochs - 1) * later);
    };
    lay_out(0, 1, &stretch::rounds);
    lay_out(links.mbit_per_second > 0 ? 8 / (links.mbit_per_second * 1e6) : 0, links.milliseconds / 1e3,
            &stretch::network_seconds);

    const auto batches_of = [&](std::size_t count, const batch_seconds& seconds) {
        const std::size_t whole = count / p.batch, rest = count % p.batch;
        return static_cast<double>(whole) * seconds.of(p.batch) + (rest == 0 ? 0 : seconds.of(rest));
    };
    cost.tables.computing_seconds = machine.bound_row * static_cast<double>(p.train_rows + p.evaluate_rows);
    cost.epoch.computing_seconds =
        batches_of(p.train_rows, machine.train) + batches_of(p.evaluate_rows, machine.evaluate);
    cost.run.computing_seconds =
        cost.tables.computing_seconds + static_cast<double>(epochs) * cost.epoch.computing_seconds;
    return cost;
}

}  // namespace SPNN_NAMESPACE::split
