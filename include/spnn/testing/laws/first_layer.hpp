// testing/laws/first_layer.hpp: the laws of FirstLayer (split/first_layer.hpp), for any model, as checks of doctest,
// and a bench on which its parts run without a network.
//
//     laws::first_layer<split::masked<>>(laws::small_first_layer(3));
//
// The sum that the server receives is X_1 T_1 + ... + X_k T_k of the encoded numbers, exactly, or the sum of what each
// holder rounds of it, where the model can; weights move along the rows that were sent; the messages that the model
// declares are those that its parts send, over links that it asks for.

#pragma once

#include <spnn/net/decorator/metered.hpp>
#include <spnn/session/tally.hpp>
#include <spnn/split/first_layer.hpp>
#include <spnn/testing/links.hpp>
#include <spnn/testing/matrices.hpp>
#include <spnn/testing/together.hpp>

#include <doctest/doctest.h>

#include <map>
#include <vector>

namespace SPNN_NAMESPACE::testing::laws {

// One product: which rows of which table, with which weights of each holder.
struct product_step {
    // Rows of which table, when, with which weights of each holder.
    std::uint32_t table;
    step_id at;
    std::vector<std::uint32_t> rows;
    std::vector<matrix<float>> weights;
};

// What the parties of a first layer are to compute.
struct first_layer_case {
    // The plan, units of the layer, the holders' data, and the products in their order.
    split::plan plan;
    std::size_t width = 3;
    std::vector<std::vector<matrix<float>>> tables;  // by table, then holder
    std::vector<product_step> steps;                 // one after the other
    // Where used streams are written down, if anywhere, and how long a party waits for another.
    crypto::ledger_handle ledger = nullptr;
    std::chrono::milliseconds timeout = std::chrono::minutes(1);
};

// k holders with 2, 3, 2, ... columns, two tables of 9 and 4 rows, four products in changing order.
inline first_layer_case small_first_layer(std::size_t holders, bool keep = true) {
    first_layer_case c;
    for (std::size_t j = 0; j < holders; ++j) c.plan.columns.push_back(2 + j % 2);
    c.plan.label_holder = 0;
    c.plan.train_rows = 9;
    c.plan.keep_masked_features = keep;
    for (const std::size_t rows : {9U, 4U}) {
        auto& table = c.tables.emplace_back();
        for (std::size_t j = 0; j < holders; ++j)
            table.push_back(random_matrix<float>(rows, c.plan.columns[j], 100 * rows + j, -3, 3));
    }
    const auto add = [&](std::uint32_t table, purpose why, std::vector<std::uint32_t> rows) {
        product_step step{table, {why, c.steps.size() + 1}, std::move(rows), {}};
        for (std::size_t j = 0; j < holders; ++j)
            step.weights.push_back(random_matrix<float>(c.plan.columns[j], c.width, 50 * c.steps.size() + j, -2, 2));
        c.steps.push_back(std::move(step));
    };
    add(0, purpose::train, {3, 1, 4, 8});
    add(0, purpose::train, {0});
    add(1, purpose::evaluate, {0, 1, 2, 3});
    add(0, purpose::train, {8, 7, 6, 5, 4, 3, 2, 1, 0});
    return c;
}

// What holder j's own encoded product at one step is under F, bare.
template <split::FirstLayer F>
matrix<element<typename F::ring>> bare_product(const first_layer_case& c, const product_step& step, std::size_t j) {
    using R = typename F::ring;
    const auto encoding = split::fixed_point_of<R>(c.plan);
    matrix<float> rows;
    take_rows(c.tables[step.table][j], step.rows, rows);
    matrix<element<R>> x, t;
    encoding.encode(rows, x, "feature");
    encoding.encode(step.weights[j], t, "weight");
    auto z = product<R>(x, t);
    if (split::rounds_products<F>(c.plan))
        for (auto& v : elements(z)) v = R::from_signed(encoding.round_product(R::to_signed(v)));
    return z;
}

// What the server's sum is to be.
template <split::FirstLayer F>
matrix<element<typename F::ring>> bare_sum(const first_layer_case& c, const product_step& step) {
    auto total = bare_product<F>(c, step, 0);
    for (std::size_t j = 1; j < c.plan.holders(); ++j) add_to<typename F::ring>(total, bare_product<F>(c, step, j));
    return total;
}

// What came of a case.
template <Ring R>
struct first_layer_outcome {
    // The server's sums, one a step, as far as it came, and each party's failure, null where there was none.
    std::vector<matrix<element<R>>> sums;
    std::map<split::party, std::exception_ptr> failures;

    // The failure of one party, or of none, thrown.
    void rethrow(split::party who) const {
        if (const auto& failure = failures.at(who)) std::rethrow_exception(failure);
    }
};

// Runs the parts of F through the steps of the case, each party in its own thread.
template <split::FirstLayer F>
first_layer_outcome<typename F::ring> run_first_layer(const first_layer_case& c, const link_factory& make_link) {
    using session = split::party_session<net::any_transport>;
    first_layer_outcome<typename F::ring> outcome;
    const auto parties = split::parties_of(F::links, c.plan);
    std::map<split::party, split::links<net::any_transport>> links;
    for (const auto& who : parties) links.emplace(who, split::links<net::any_transport>(c.timeout));
    for (const auto& a : parties)
        for (const auto& b : parties)
            if (a < b && split::are_linked(F::links, c.plan, a, b)) {
                auto [near, far] = make_link(a, b);
                links.at(a).connect(b, std::move(near));
                links.at(b).connect(a, std::move(far));
            }

    const auto play_holder = [&](session s) {
        const auto j = s.self.number;
        const auto zone_of_holder = [&] { return split::feature_zone(c.plan, j, c.width, seed_of(j)); };
        typename F::template holder_part<net::any_transport> part(s, zone_of_holder());
        auto moved = zone_of_holder();  // as the part's own weights must
        for (std::uint32_t table = 0; table < c.tables.size(); ++table)
            part.bind(table, c.tables[table][s.self.number]);
        for (const auto& step : c.steps) {
            part.zone().weights() = moved.weights() = step.weights[j];
            part.send(step.table, step.at, step.rows);
            part.prepare_update();
            const auto d_first = random_matrix<float>(step.rows.size(), c.width, step.at.step, -1, 1);
            part.update(d_first);
            matrix<float> rows;
            take_rows(c.tables[step.table][j], step.rows, rows);
            moved.update(rows, d_first);
            if (!same(part.zone().weights(), moved.weights()))
                throw std::logic_error("update moves the weights along other rows than were sent");
        }
    };
    const auto play_server = [&](session s) {
        typename F::template server_part<net::any_transport> part(s, c.width);
        for (const auto& step : c.steps) {
            matrix<element<typename F::ring>> sum;
            part.receive(step.at, step.rows.size(), sum);
            outcome.sums.push_back(std::move(sum));
        }
    };
    const auto play_dealer = [&]([[maybe_unused]] session s) {
        if constexpr (F::links.dealer) {
            typename F::template dealer_part<net::any_transport> part(s, c.width);
            for (const auto& step : c.steps) part.deal(step.table, step.at, step.rows);
        }
    };
    std::vector<std::function<void()>> roles;
    for (const auto& who : parties)
        roles.emplace_back([&, who] {
            session s{c.plan, who, std::move(links.at(who)), 1, c.ledger};
            if (who == split::the_server) return play_server(std::move(s));
            if (who == split::the_dealer) return play_dealer(std::move(s));
            if (split::is_holder(who)) play_holder(std::move(s));
        });
    const auto failures = failures_of(roles);
    for (std::size_t i = 0; i < parties.size(); ++i) outcome.failures[parties[i]] = failures[i];
    return outcome;
}

// The outcome of a case that nobody may fail.
template <split::FirstLayer F>
first_layer_outcome<typename F::ring> sound_first_layer(const first_layer_case& c, const link_factory& make_link) {
    auto outcome = run_first_layer<F>(c, make_link);
    for (const auto& [who, failure] : outcome.failures)
        if (failure) outcome.rethrow(who);
    return outcome;
}

// What everybody sends for the product of m rows with h columns.
template <split::FirstLayer F>
[[nodiscard]] session::message_tally product_cost(const split::plan& p, std::size_t m, std::size_t h) {
    session::message_tally sent;
    F::product_messages(p, m, h, sent);
    return sent;
}
// What everybody sends when tables of n rows are bound.
template <split::FirstLayer F>
[[nodiscard]] session::message_tally bind_cost(const split::plan& p, std::size_t n) {
    session::message_tally sent;
    F::bind_messages(p, n, sent);
    return sent;
}

namespace detail {

// A wire that knows the links of a protocol.
struct linked_wire {
    const split::topology& links;
    const split::plan& p;

    void send(split::party from, split::party to, const net::wire_cost& message) const {
        CAPTURE(from.name());
        CAPTURE(to.name());
        CHECK(split::are_linked(links, p, from, to));
        CHECK(message.messages == 1);
    }
    void exchange(std::span<const split::party> among, const net::wire_cost& message) const {
        for (const auto& from : among)
            for (const auto& to : among)
                if (from != to) send(from, to, message);
    }
};

}  // namespace detail

// What each party sends in a case, its set-up included.
template <split::FirstLayer F>
[[nodiscard]] std::map<split::party, std::shared_ptr<net::meter>> metered_first_layer(const first_layer_case& c) {
    std::map<split::party, std::shared_ptr<net::meter>> meters;
    for (const auto& who : split::parties_of(F::links, c.plan)) meters[who] = std::make_shared<net::meter>();
    sound_first_layer<F>(c, [&](split::party a, split::party b) -> link_ends {
        auto ends = net::make_memory_pair();
        return {net::any_transport(net::metered(std::move(ends.first), meters.at(a))),
                net::any_transport(net::metered(std::move(ends.second), meters.at(b)))};
    });
    return meters;
}

// Each party sends in `more` what it sends in `less`, and what is declared besides.
template <split::FirstLayer F>
void first_layer_sends(const first_layer_case& more, const first_layer_case& less,
                       const session::message_tally& declared) {
    const auto with = metered_first_layer<F>(more), without = metered_first_layer<F>(less);
    for (const auto& one : with) {
        const auto& who = one.first;
        CAPTURE(who.name());
        const auto &now = *one.second, &before = *without.at(who);
        CHECK(now.bytes_sent - before.bytes_sent == declared.of(who).bytes);
        CHECK(now.messages_sent - before.messages_sent == declared.of(who).messages);
    }
}

// The messages that the model declares go over links that it asks for, and they are those that are sent.
template <split::FirstLayer F>
void first_layer_messages(const first_layer_case& c) {
    CAPTURE(F::name);
    CAPTURE(c.plan.holders());
    detail::linked_wire wire{F::links, c.plan};
    F::bind_messages(c.plan, c.plan.train_rows, wire);
    F::product_messages(c.plan, 7, c.width, wire);

    auto one_less = c;
    one_less.steps.pop_back();
    first_layer_sends<F>(c, one_less, product_cost<F>(c.plan, c.steps.back().rows.size(), c.width));

    auto unused = c;  // its last table
    std::erase_if(unused.steps, [&](const product_step& step) { return step.table + 1 == c.tables.size(); });
    auto unbound = unused;
    unbound.tables.pop_back();
    first_layer_sends<F>(unused, unbound, bind_cost<F>(c.plan, rows(c.tables.back().front())));
}

// All laws, on this case.
template <split::FirstLayer F>
void first_layer(first_layer_case c) {
    CAPTURE(F::name);
    CAPTURE(c.plan.holders());
    for (const bool rounds : {false, true}) {
        if (rounds && !F::can_round_products) continue;
        CAPTURE(rounds);
        c.plan.round_products = rounds;
        const auto outcome = sound_first_layer<F>(c, plain_link);
        REQUIRE(outcome.sums.size() == c.steps.size());
        for (std::size_t i = 0; i < c.steps.size(); ++i) CHECK(same(outcome.sums[i], bare_sum<F>(c, c.steps[i])));
    }
    first_layer_messages<F>(c);
}

}  // namespace SPNN_NAMESPACE::testing::laws
