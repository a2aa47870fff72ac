// split/first_layer/masked.hpp: products hidden by pairwise masks.
//
// Every holder knows its own X_j and T_j, so its product is local and only the sum has to be hidden. Holder j
// sends X_j T_j plus its zero share (share/pairwise.hpp); the masks cancel in the sum.
//
// Wire: each holder -> server, m x h ring elements; between holders nothing after the set-up.
// Learns: the server the sum h1 alone. Breaks: server and all other holders together see a holder's product.
// Bonawitz et al., CCS 2017.

#pragma once

#include <spnn/split/first_layer/in_the_clear.hpp>

namespace spnn::inline SPNN_ABI::split {

template <Ring R = z2k<64>>
struct masked {
    using ring = R;
    static constexpr std::string_view name = "masked";
    static constexpr bool is_private = true;
    static constexpr bool can_round_products = true;
    static constexpr topology links{holder_links::mesh, false};

    template <net::Transport T>
    class holder_part {
    public:
        explicit holder_part(session<T>& s, product_noise noise = {})
            : session_(&s),
              keys_(agree_pairwise_keys<R>(s)),
              arithmetic_(product_scale_of<masked>(s.plan), s.self.name(), std::move(noise)) {}

        void bind(std::uint32_t table, const matrix<real>& x) { tables_.bind(table, x, arithmetic_); }
        void unbind(std::uint32_t table) { tables_.unbind(table); }

        void send(std::uint32_t table, share::step_id at, row_numbers rows, const matrix<real>& t) {
            arithmetic_.prepare(tables_.at(table), rows, t);
            auto& product = arithmetic_.product();
            keys_.add_zero_share(product, at);
            session_->to(the_server).template send<first_layer_part<R>>(at.tag(), product);
        }

        // The rows of the last send, m x columns.
        [[nodiscard]] const matrix<real>& taken() { return arithmetic_.taken(); }

    private:
        session<T>* session_;
        share::pairwise_keys<R> keys_;
        checked_product<R> arithmetic_;
        bound_tables<R> tables_;
    };

    // The server adds what comes; that the summands are masked changes nothing for it.
    template <net::Transport T>
    using server_part = typename in_the_clear<R>::template server_part<T>;

    static constexpr net::wire_cost bind_cost(const plan&, std::size_t /*n*/) { return {}; }
    static constexpr net::wire_cost dealer_cost(const plan&, std::size_t /*m*/, std::size_t /*h*/) { return {}; }
    static constexpr net::wire_cost holder_cost(const plan& p, std::size_t j, std::size_t m, std::size_t h) {
        return in_the_clear<R>::holder_cost(p, j, m, h);
    }

    // Who sends to whom: the same as without masks.
    template <class Wire>
    static void bind_messages(const plan&, std::size_t /*n*/, Wire&) {}
    template <class Wire>
    static void product_messages(const plan& p, std::size_t m, std::size_t h, Wire& wire) {
        in_the_clear<R>::product_messages(p, m, h, wire);
    }
};

static_assert(FirstLayer<masked<>>);

}  // namespace spnn::inline SPNN_ABI::split
