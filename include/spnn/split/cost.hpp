// split/cost.hpp: what a run sends, as code: bytes and messages of every party, exactly, before it starts; and the
// messages one by one, in an order in which they can be sent, for who waits for whom.
//
// Counted are tables being bound, all batches of training and evaluation, words of pace, and verdicts. The set-up
// (hello, keys, seeds) is not: it is a few kilobytes and, for hello, depends on texts. Early stopping and pauses end a
// run sooner. Tests hold the meter to these figures; docs/wire.md is made from them.

#pragma once

#include <spnn/split/first_layer.hpp>
#include <spnn/split/network.hpp>
#include <spnn/split/role/pace.hpp>
#include <spnn/train/messages.hpp>

namespace spnn::inline SPNN_ABI::split {

// What `who` sends for one batch of m rows that is scored without training on it.
template <FirstLayer First>
[[nodiscard]] net::wire_cost inference_cost(const plan& p, const network_outline& outline, party who, std::size_t m) {
    if (who == the_server) return net::message_cost<last_hidden>(m, outline.last_width);
    if (is_holder(who)) return First::holder_cost(p, who.number, m, outline.first_width);
    if (who == the_dealer) return First::dealer_cost(p, m, outline.first_width);
    return {};
}
template <class Net, FirstLayer First>
[[nodiscard]] net::wire_cost inference_cost(const plan& p, party who, std::size_t m) {
    return inference_cost<First>(p, outline_of<Net>(p), who, m);
}

// What `who` sends for one batch of m rows that is trained on.
template <FirstLayer First>
[[nodiscard]] net::wire_cost train_cost(const plan& p, const network_outline& outline, party who, std::size_t m) {
    auto cost = inference_cost<First>(p, outline, who, m);
    if (who == p.label_owner()) cost = cost + net::message_cost<last_hidden_gradient>(m, outline.last_width);
    if (who == the_server) cost = cost + net::message_cost<first_layer_gradient>(m, outline.first_width) * p.holders();
    return cost;
}
template <class Net, FirstLayer First>
[[nodiscard]] net::wire_cost train_cost(const plan& p, party who, std::size_t m) {
    return train_cost<First>(p, outline_of<Net>(p), who, m);
}

// What `who` sends at the end of an epoch, and when a session takes up a run, to tell what follows.
template <FirstLayer First>
[[nodiscard]] net::wire_cost verdict_cost(const plan& p, party who) {
    std::size_t messages = 0;
    if (who == p.label_owner()) ++messages;
    if (who == the_server) messages += p.holders() - (p.label_holder ? 1 : 0);
    if (First::links.dealer && who == the_holder(0)) ++messages;
    return net::message_cost<train::verdict>(1, 1) * messages;
}

// What `who` sends to keep pace in `rows` rows, trained on or not.
template <FirstLayer First>
[[nodiscard]] net::wire_cost pace_cost(const plan& p, party who, std::size_t rows, bool training) {
    std::size_t producers = 0;
    detail::for_each_pace<First>(p, training, [&](party, party consumer) { producers += who == consumer ? 1U : 0U; });
    return net::message_cost<pace>(1, 1) * (producers * pace_words((rows + p.batch - 1) / p.batch));
}

// What `who` sends from the first batch of the plan to its last verdict; usage_error for a plan that no run can follow.
template <class Net, FirstLayer First>
[[nodiscard]] net::wire_cost run_cost(const plan& p, party who) {
    check(p);
    // Sums cost(m) over the batches of `count` rows: full ones and a smaller last one.
    const auto over_batches = [&](std::size_t count, auto cost) {
        auto total = cost(p.batch) * (count / p.batch);
        if (count % p.batch != 0) total = total + cost(count % p.batch);
        return total;
    };
    const auto outline = outline_of<Net>(p);
    const auto epoch =
        over_batches(p.train_rows, [&](std::size_t m) { return train_cost<First>(p, outline, who, m); }) +
        over_batches(p.evaluate_rows, [&](std::size_t m) { return inference_cost<First>(p, outline, who, m); }) +
        pace_cost<First>(p, who, p.train_rows, true) + pace_cost<First>(p, who, p.evaluate_rows, false) +
        verdict_cost<First>(p, who);
    auto total = epoch * (p.epochs - p.first_epoch);
    if (p.first_epoch > 0) total = total + verdict_cost<First>(p, who);
    if (is_holder(who)) {
        total = total + First::bind_cost(p, p.train_rows);
        if (p.evaluate_rows > 0) total = total + First::bind_cost(p, p.evaluate_rows);
    }
    return total;
}

// The messages of the same, told to a `wire` (split/first_layer.hpp) one by one: of a batch of m rows that is scored,
// and of one that is trained on.
template <FirstLayer First, class Wire>
void inference_messages(const plan& p, const network_outline& outline, std::size_t m, Wire& wire) {
    First::product_messages(p, m, outline.first_width, wire);
    wire.send(the_server, p.label_owner(), net::message_cost<last_hidden>(m, outline.last_width));
}
template <FirstLayer First, class Wire>
void train_messages(const plan& p, const network_outline& outline, std::size_t m, Wire& wire) {
    inference_messages<First>(p, outline, m, wire);
    wire.send(p.label_owner(), the_server, net::message_cost<last_hidden_gradient>(m, outline.last_width));
    for (std::size_t j = 0; j < p.holders(); ++j)
        wire.send(the_server, the_holder(j), net::message_cost<first_layer_gradient>(m, outline.first_width));
}

// The words of pace around the end of one batch of so many.
template <FirstLayer First, class Wire>
void pace_messages(const plan& p, std::size_t batch, std::size_t batches, bool training, Wire& wire) {
    detail::for_each_pace<First>(p, training, [&](party producer, party consumer) {
        if (detail::speaks_after(batch, batches)) wire.post(consumer, producer, net::message_cost<pace>(1, 1));
        if (detail::listens_after(batch)) wire.take(consumer, producer);
    });
}

// Those of a verdict, as split/role/relay.hpp passes it on.
template <FirstLayer First, class Wire>
void verdict_messages(const plan& p, Wire& wire) {
    const auto owner = p.label_owner();
    const auto word = net::message_cost<train::verdict>(1, 1);
    wire.send(owner, the_server, word);
    for (std::size_t j = 0; j < p.holders(); ++j)
        if (the_holder(j) != owner) wire.send(the_server, the_holder(j), word);
    if constexpr (First::links.dealer) wire.send(the_holder(0), the_dealer, word);
}

// Those before the first epoch of a session, and those of an epoch with its verdict.
template <FirstLayer First, class Wire>
void opening_messages(const plan& p, Wire& wire) {
    First::bind_messages(p, p.train_rows, wire);
    if (p.evaluate_rows > 0) First::bind_messages(p, p.evaluate_rows, wire);
    if (p.first_epoch > 0) verdict_messages<First>(p, wire);
}
template <class Net, FirstLayer First, class Wire>
void epoch_messages(const plan& p, Wire& wire) {
    const auto each_batch = [&](std::size_t count, bool training, auto&& messages) {
        const std::size_t batches = (count + p.batch - 1) / p.batch;
        for (std::size_t b = 0; b < batches; ++b) {
            messages(std::min(p.batch, count - b * p.batch));
            pace_messages<First>(p, b, batches, training, wire);
        }
    };
    const auto outline = outline_of<Net>(p);
    each_batch(p.train_rows, true, [&](std::size_t m) { train_messages<First>(p, outline, m, wire); });
    each_batch(p.evaluate_rows, false, [&](std::size_t m) { inference_messages<First>(p, outline, m, wire); });
    verdict_messages<First>(p, wire);
}

}  // namespace spnn::inline SPNN_ABI::split
