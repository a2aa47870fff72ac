// split/cost.hpp: what a run sends, as code: its messages one by one, in an order in which they can be sent, and from
// them bytes and messages of every party, exactly, before it starts.
//
// Counted are tables being bound, all batches of training and evaluation, words of pace, and verdicts. The set-up
// (hello, keys, seeds) is not: it is a few kilobytes and, for hello, depends on texts. Early stopping and pauses end a
// run sooner. Tests hold the meter to these figures; docs/wire.md is made from them.

#pragma once

#include <spnn/session/tally.hpp>
#include <spnn/split/first_layer.hpp>
#include <spnn/split/network.hpp>
#include <spnn/split/role/pace.hpp>
#include <spnn/train/messages.hpp>

namespace SPNN_NAMESPACE::split {

// The messages of a batch of m rows that is scored, and of one that is trained on, told to a `wire`
// (session/tally.hpp, session/timeline.hpp).
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

// What everybody sends from the first batch of the plan to its last verdict; usage_error for a plan that no run can
// follow.
template <class Net, FirstLayer First>
[[nodiscard]] session::message_tally run_cost(const plan& p) {
    check(p);
    session::message_tally run, epoch;
    opening_messages<First>(p, run);
    epoch_messages<Net, First>(p, epoch);
    return run += epoch *= p.epochs - p.first_epoch;
}

}  // namespace SPNN_NAMESPACE::split
