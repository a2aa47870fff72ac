// split/role/pace.hpp: how far a party that only sends may run ahead of who needs what it sends.
//
// Where nothing comes back step by step, a consumer says every 16 steps that it is there, in the middle of them, and
// its producer listens at their end. So a producer is never more than 40 steps ahead (24 within training or scoring, up
// to 16 more where scoring follows), and no wait, nor the one for a verdict, is longer than so many steps of work:
// patience follows from steps that were done, never from the number of rows somebody claims to have.
//
//   who sends only           its consumer        in
//   dealer                   first holder        training, evaluation, prediction
//   holder without labels    server              evaluation, prediction
//   server                   label-only party    evaluation, prediction
//
// Wire: consumer -> producer, one byte, for every 16 batches of an epoch or a prediction.

#pragma once

#include <spnn/split/first_layer.hpp>
#include <spnn/train/loop.hpp>

#include <vector>

namespace SPNN_NAMESPACE::split {

// Steps from word to word, after how many the first one is said, and how many a producer may be ahead.
inline constexpr std::size_t pace_window = 16;
inline constexpr std::size_t pace_word_after = pace_window / 2;
inline constexpr std::size_t pace_lead = 2 * pace_window + pace_word_after;

namespace detail {

// Whether a consumer speaks after this batch, and whether its producer listens.
[[nodiscard]] constexpr bool speaks_after(std::size_t batch, std::size_t batches) {
    return batch % pace_window == pace_word_after - 1 && batch + pace_word_after < batches;
}
[[nodiscard]] constexpr bool listens_after(std::size_t batch) { return batch % pace_window == pace_window - 1; }

// f(producer, consumer) for every pair of which the consumer sends nothing else meanwhile.
template <FirstLayer First, class F>
void for_each_pace(const plan& p, bool training, F&& f) {
    if (First::links.dealer) f(the_dealer, the_holder(0));
    if (training) return;
    for (std::size_t j = 0; j < p.holders(); ++j)
        if (the_holder(j) != p.label_owner()) f(the_holder(j), the_server);
    if (!p.label_holder) f(the_server, the_labeler);  // a label owner with features sends it a part every step
}

}  // namespace detail

// Call at the end of each step, of every role.
template <FirstLayer First, net::Transport T>
void keep_pace(party_session<T>& s, const train::step& now) {
    const bool speaks = detail::speaks_after(now.batch, now.batches), listens = detail::listens_after(now.batch);
    if (!speaks && !listens) return;
    const bool training = now.at.purpose == purpose::train;
    detail::for_each_pace<First>(s.plan, training, [&](party producer, party consumer) {
        if (speaks && s.self == consumer) s.to(producer).template send<pace>(now.at.tag(), s.pace_word);
    });
    detail::for_each_pace<First>(s.plan, training, [&](party producer, party consumer) {
        if (!listens || s.self != producer) return;
        auto half_ago = now.at;
        half_ago.step -= pace_word_after;
        s.to(consumer).template receive<pace>(half_ago.tag(), 1, 1, s.pace_word, pace_lead);
        require<protocol_error>(s.pace_word.data()[0] == 0, consumer.name(), ", ", half_ago, ", ", pace::name,
                                ": holds something");
    });
}

}  // namespace SPNN_NAMESPACE::split
