// split/cost.hpp: what a run sends, as code: bytes and messages of every party, exactly, before it starts.
//
// Counted are tables being bound, all batches of training and evaluation, and the verdicts. The set-up (hello, keys,
// seeds) is not: it is a few kilobytes and, for hello, depends on texts. Early stopping and pauses end a run sooner.
// Tests hold the meter to these figures; docs/wire.md is made from them.

#pragma once

#include <spnn/split/course.hpp>
#include <spnn/split/first_layer.hpp>
#include <spnn/split/network.hpp>

namespace spnn::inline SPNN_ABI::split {

// What `who` sends for one batch of m rows that is scored without training on it.
template <class Net, FirstLayer First>
[[nodiscard]] net::wire_cost inference_cost(const plan& p, party who, std::size_t m) {
    switch (who.role) {
        case role::server: return net::message_cost<last_hidden>(m, Net::last_width);
        case role::holder: return First::holder_cost(p, who.number, m, Net::first_width);
        case role::dealer: return First::dealer_cost(p, m, Net::first_width);
        default: return {};
    }
}

// What `who` sends for one batch of m rows that is trained on.
template <class Net, FirstLayer First>
[[nodiscard]] net::wire_cost train_cost(const plan& p, party who, std::size_t m) {
    auto cost = inference_cost<Net, First>(p, who, m);
    if (who == p.label_owner()) cost = cost + net::message_cost<last_hidden_gradient>(m, Net::last_width);
    if (who == the_server) cost = cost + net::message_cost<first_layer_gradient>(m, Net::first_width) * p.holders();
    return cost;
}

// What `who` sends at the end of an epoch, and when a session takes up a run, to tell what follows.
template <FirstLayer First>
[[nodiscard]] net::wire_cost verdict_cost(const plan& p, party who) {
    std::size_t messages = 0;
    if (who == p.label_owner()) ++messages;
    if (who == the_server) messages += p.holders() - (p.label_holder ? 1 : 0);
    if (First::links.dealer && who == the_holder(0)) ++messages;
    return net::message_cost<verdict>(1, 1) * messages;
}

// What `who` sends from the first batch of the plan to its last verdict.
template <class Net, FirstLayer First>
[[nodiscard]] net::wire_cost run_cost(const plan& p, party who) {
    // Sums cost(m) over the batches of `count` rows: full ones and a smaller last one.
    const auto over_batches = [&](std::size_t count, auto cost) {
        auto total = cost(p.batch) * (count / p.batch);
        if (count % p.batch != 0) total = total + cost(count % p.batch);
        return total;
    };
    const auto epoch =
        over_batches(p.train_rows, [&](std::size_t m) { return train_cost<Net, First>(p, who, m); }) +
        over_batches(p.evaluate_rows, [&](std::size_t m) { return inference_cost<Net, First>(p, who, m); }) +
        verdict_cost<First>(p, who);
    auto total = epoch * (p.epochs - p.first_epoch);
    if (p.first_epoch > 0) total = total + verdict_cost<First>(p, who);
    if (who.role == role::holder) {
        total = total + First::bind_cost(p, p.train_rows);
        if (p.evaluate_rows > 0) total = total + First::bind_cost(p, p.evaluate_rows);
    }
    return total;
}

}  // namespace spnn::inline SPNN_ABI::split
