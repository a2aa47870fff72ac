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
// from the noise it adds to its product (first_layer/noise.hpp); then
//   holder_part: bind(table, X)     takes note of a table of the holder under a number that is new in the session; X
//                                   must stay as it is until the last product of its rows
//                unbind(table)      forgets it
//                send(table, step, rows, T)
//                taken()         the rows of the last send, for the update, as long as its `rows` are there
//   server_part: receive(step, m, sum)
//   dealer_part: deal(table, step, rows)
// What crosses the wire is code too (net::wire_cost):
//   F::bind_cost(plan, n)            a holder, binding a table of n rows
//   F::holder_cost(plan, j, m, h)    holder j, for the product of m rows
//   F::dealer_cost(plan, m, h)       the dealer, for the same
// and so is who waits for whom: the same messages again, each party's in its own order, told to a `wire` that has
// send(from, to, cost) and exchange(cost), the latter for each holder sending to each other before any receives
//   F::bind_messages(plan, n, wire), F::product_messages(plan, m, h, wire)
//
// Models: split/first_layer/{in_the_clear, masked, shared, encrypted}.hpp.

#pragma once

#include <spnn/net/cost.hpp>
#include <spnn/split/first_layer/product.hpp>
#include <spnn/split/session.hpp>

namespace spnn::inline SPNN_ABI::split {

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
    if (b < a) std::swap(a, b);
    if (a.role == role::server) return b.role == role::holder || b == p.label_owner();
    if (a.role == role::holder && b.role == role::dealer) return shape.dealer;
    if (a.role == role::holder && b.role == role::holder)
        return shape.holders == holder_links::mesh ||
               (shape.holders == holder_links::chain && b.number == a.number + 1);
    return false;
}

// Every party of a run.
[[nodiscard]] inline std::vector<party> parties_of(const topology& shape, const plan& p) {
    std::vector<party> all{the_server};
    for (std::size_t j = 0; j < p.holders(); ++j) all.push_back(the_holder(j));
    if (!p.label_holder) all.push_back(the_labeler);
    if (shape.dealer) all.push_back(the_dealer);
    return all;
}

namespace detail {

// A transport that is only ever named, for concepts.
struct no_transport {
    void send(std::span<const std::byte>, deadline) {}
    void receive(std::span<std::byte>, deadline) {}
    void flush(deadline) {}
};

}  // namespace detail

template <class F>
concept FirstLayer =
    Ring<typename F::ring> &&
    std::constructible_from<typename F::template holder_part<detail::no_transport>, session<detail::no_transport>&,
                            product_noise> &&
    requires(typename F::template holder_part<detail::no_transport>& holder,
             typename F::template server_part<detail::no_transport>& server, const matrix<real>& x,
             matrix<element<typename F::ring>>& sum, share::step_id at, row_numbers rows, std::uint32_t table) {
        { F::name } -> std::convertible_to<std::string_view>;
        { F::is_private } -> std::convertible_to<bool>;
        { F::can_round_products } -> std::convertible_to<bool>;
        { F::links } -> std::convertible_to<topology>;
        holder.bind(table, x);
        holder.unbind(table);
        holder.send(table, at, rows, x);
        { holder.taken() } -> std::same_as<const matrix<real>&>;
        server.receive(at, rows.size(), sum);
    };

// A private protocol hides a holder's product among those of the others, so there must be others.
template <FirstLayer F>
void check_holders(const plan& p) {
    require<usage_error>(!F::is_private || p.holders() >= 2, F::name, " needs at least two feature holders: with one, ",
                         "the server would see its product bare");
}

}  // namespace spnn::inline SPNN_ABI::split
