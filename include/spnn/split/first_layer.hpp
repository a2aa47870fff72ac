// split/first_layer.hpp: the private first layer: what a protocol is.
//
// Every model computes the same thing: the server learns h1 = X_1 T_1 + ... + X_k T_k for the rows of a batch, with the
// noise that holders choose to add, in fixed point. Where the plan rounds products (first_layer/scale.hpp), it is the
// sum of what each holder has rounded to f bits of fraction; else it is exact, with the 2 f bits of a product of two
// numbers of f bits each. Models differ in what crosses the wire and in who must not pool views; each model's header
// says both. All arithmetic that hides is exact, so every model gives the same bits as in_the_clear that rounds or not
// as it does.
//
// A model F is a type with
//   F::ring, F::name, F::is_private
//   F::can_round_products                    whether a holder has its own product, to round it
//   F::links                        which links it needs besides server - holder
//   F::holder_part<T>, F::server_part<T>, F::dealer_part<T> (when links.dealer)
// where T is the transport. Each part is made from the party's session, which carries out the set-up, a holder's also
// from its weights and how they learn (zone/features.hpp) and from the noise it adds to its product
// (defence/product_noise.hpp); then
//   holder_part: bind(table, X)     takes note of a table of the holder under a number that is new in the session; X
//                                   must stay as it is until the last product of its rows
//                unbind(table)      forgets it
//                send(table, step, rows)
//                prepare_update()   takes the rows of the last send, as long as its `rows` are there
//                update(d_first)    moves the weights
//                zone()             the weights, for files and checkpoints
//   server_part: receive(step, m, sum)
//   dealer_part: deal(table, step, rows)
// first_layer/holder_base.hpp has what every holder_part needs, first_layer/summing_server.hpp a server that adds.
// What crosses the wire is code too: the messages, each party's in its own order, told to a `wire` that has
// send(from, to, cost) and exchange(parties, cost), the latter for each of them sending to each other before any
// receives. What they cost (session/tally.hpp) and who waits for whom (session/timeline.hpp) follow.
//   F::bind_messages(plan, n, wire)          of holders that bind a table of n rows
//   F::product_messages(plan, m, h, wire)    of the product of m rows with h columns
//
// Models: split/first_layer/{in_the_clear, masked, shared, encrypted}.hpp.

#pragma once

#include <spnn/defence/product_noise.hpp>
#include <spnn/net/cost.hpp>
#include <spnn/split/first_layer/scale.hpp>
#include <spnn/split/party_session.hpp>
#include <spnn/split/zone/features.hpp>

namespace SPNN_NAMESPACE::split {

using spnn::defence::product_noise;

// Links between holders: none, each with the next, or each with every other.
enum class holder_links { none, chain, mesh };

// The links of a protocol besides those of the server.
struct topology {
    // Between holders, and whether there is a dealer, linked to all of them.
    holder_links holders = holder_links::none;
    bool dealer = false;
};

// True when the protocol needs a link between a and b.
[[nodiscard]] inline bool are_linked(const topology& shape, const plan& p, party a, party b) {
    if (!is_holder(a)) std::swap(a, b);
    if (a == the_server || b == the_server) return is_holder(a) || a == p.label_owner() || b == p.label_owner();
    if (!is_holder(a)) return false;
    if (b == the_dealer) return shape.dealer;
    if (!is_holder(b)) return false;
    const auto low = std::min(a.number, b.number), high = std::max(a.number, b.number);
    return low != high &&
           (shape.holders == holder_links::mesh || (shape.holders == holder_links::chain && high == low + 1));
}

// Every party of a run.
[[nodiscard]] inline std::vector<party> parties_of(const topology& shape, const plan& p) {
    std::vector<party> all{the_server};
    for (std::size_t j = 0; j < p.holders(); ++j) all.push_back(the_holder(j));
    if (!p.label_holder) all.push_back(the_labeler);
    if (shape.dealer) all.push_back(the_dealer);
    return all;
}

// Those of them that hold features.
[[nodiscard]] inline std::vector<party> holders_of(const plan& p) {
    std::vector<party> all;
    for (std::size_t j = 0; j < p.holders(); ++j) all.push_back(the_holder(j));
    return all;
}

namespace detail {

// A transport that is only ever named, for concepts.
struct no_transport {
    void send(std::span<const std::byte>, deadline) {}
    void receive(std::span<std::byte>, deadline) {}
    void flush(deadline) {}
};

// A wire that is only ever named.
struct no_wire {
    void send(party, party, const net::wire_cost&) {}
    void exchange(std::span<const party>, const net::wire_cost&) {}
};

template <class F>
using holder_part_of = typename F::template holder_part<no_transport>;
template <class F>
using server_part_of = typename F::template server_part<no_transport>;

template <class F>
concept HasHolderPart =
    std::constructible_from<holder_part_of<F>, party_session<no_transport>&, feature_zone, product_noise> &&
    requires(holder_part_of<F>& part, const matrix<real>& x, step_id at, row_numbers rows, std::uint32_t table) {
        part.bind(table, x);
        part.unbind(table);
        part.send(table, at, rows);
        part.prepare_update();
        part.update(x);
        { part.zone() } -> std::same_as<feature_zone&>;
    };

template <class F>
concept HasServerPart = std::constructible_from<server_part_of<F>, party_session<no_transport>&, std::size_t> &&
                        requires(server_part_of<F>& part, step_id at, matrix<element<typename F::ring>>& sum) {
                            part.receive(at, std::size_t{1}, sum);
                        };

template <class F>
concept HasDealerPart =
    !F::links.dealer || requires(typename F::template dealer_part<no_transport>& part, step_id at, row_numbers rows,
                                 std::uint32_t table) { part.deal(table, at, rows); };

template <class F>
concept SaysItsMessages = requires(const plan& p, std::size_t n, no_wire& wire) {
    F::bind_messages(p, n, wire);
    F::product_messages(p, n, n, wire);
};

template <class F>
concept NamesItself = Ring<typename F::ring> && requires {
    { F::name } -> std::convertible_to<std::string_view>;
    { F::is_private } -> std::convertible_to<bool>;
    { F::can_round_products } -> std::convertible_to<bool>;
    { F::links } -> std::convertible_to<topology>;
};

}  // namespace detail

template <class F>
concept FirstLayer = detail::NamesItself<F> && detail::HasHolderPart<F> && detail::HasServerPart<F> &&
                     detail::HasDealerPart<F> && detail::SaysItsMessages<F>;

// True for a FirstLayer; for anything else the compiler says what it lacks.
template <class F>
[[nodiscard]] consteval bool is_first_layer() {
    static_assert(detail::NamesItself<F>,
                  "first layer: needs a Ring named `ring`, and static name, is_private, can_round_products and links");
    static_assert(
        detail::HasHolderPart<F>,
        "first layer: holder_part<T> needs a constructor (session, feature_zone, product_noise) and bind, "
        "unbind, send(table, step, rows), prepare_update, update, zone: first_layer/holder_base.hpp has all but send");
    static_assert(detail::HasServerPart<F>,
                  "first layer: server_part<T> needs a constructor (session, width) and receive(step, m, sum)");
    static_assert(detail::HasDealerPart<F>,
                  "first layer: with links.dealer, dealer_part<T> needs deal(table, step, rows)");
    static_assert(detail::SaysItsMessages<F>,
                  "first layer: needs bind_messages(plan, n, wire) and product_messages(plan, m, h, wire): what it "
                  "sends, as code");
    return true;
}

// A private protocol hides a holder's product among those of the others, so there must be others.
template <FirstLayer F>
void check_holders(const plan& p) {
    require<usage_error>(!F::is_private || p.holders() >= 2, F::name, " needs at least two feature holders: with one, ",
                         "the server would see its product bare");
}

}  // namespace SPNN_NAMESPACE::split
