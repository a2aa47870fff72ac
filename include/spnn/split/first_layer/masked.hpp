// split/first_layer/masked.hpp: products hidden by pairwise masks.
//
// Every holder knows its own X_j and T_j, so its product is local and only the sum has to be hidden. Holder j
// sends X_j T_j plus its zero share (share/pairwise.hpp); the masks cancel in the sum.
//
// Wire: each holder -> server, m x h ring elements; between holders nothing after the set-up.
// Learns: the server the sum h1 alone. Breaks: server and all other holders together see a holder's product.
// Bonawitz et al., CCS 2017.

#pragma once

#include <spnn/split/first_layer.hpp>
#include <spnn/split/first_layer/holder_base.hpp>
#include <spnn/split/first_layer/summing_server.hpp>

namespace SPNN_NAMESPACE::split {

template <Ring R = z2k<64>>
struct masked : summed_parts<R> {
    using ring = R;
    static constexpr std::string_view name = "masked";
    static constexpr bool is_private = true;
    static constexpr bool can_round_products = true;
    static constexpr topology links{holder_links::mesh, false};

    template <net::Transport T>
    class holder_part : public holder_base<R, T> {
    public:
        explicit holder_part(party_session<T>& s, feature_zone zone, product_noise noise = {})
            : holder_base<R, T>(s, product_scale_of<masked>(s.plan), std::move(zone), std::move(noise)),
              keys_(agree_pairwise_keys<R>(s)) {}

        void send(std::uint32_t table, step_id at, row_numbers rows) {
            this->prepare(table, rows);
            auto& product = this->arithmetic().product();
            keys_.add_zero_share(product, at);
            this->session().to(the_server).template send<first_layer_part<R>>(at.tag(), product);
        }

    private:
        share::pairwise_keys<R> keys_;
    };

    // That the summands are masked changes nothing for the server, nor on the wire.
    template <net::Transport T>
    using server_part = summing_server<R, T>;
};

static_assert(is_first_layer<masked<>>());

}  // namespace SPNN_NAMESPACE::split
