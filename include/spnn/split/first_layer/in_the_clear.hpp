// split/first_layer/in_the_clear.hpp: no protection, for tests and baselines.
//
// Wire: each holder -> server, its product bare, m x h ring elements.
// The server learns every holder's product. Roles refuse this model unless told so twice (split/options.hpp).

#pragma once

#include <spnn/split/first_layer.hpp>
#include <spnn/split/first_layer/holder_base.hpp>
#include <spnn/split/first_layer/summing_server.hpp>

namespace SPNN_NAMESPACE::split {

template <Ring R = z2k<64>>
struct in_the_clear : summed_parts<R> {
    using ring = R;
    static constexpr std::string_view name = "in_the_clear";
    static constexpr bool is_private = false;
    static constexpr bool can_round_products = true;
    static constexpr topology links{};

    template <net::Transport T>
    class holder_part : public holder_base<R, T> {
    public:
        explicit holder_part(party_session<T>& s, feature_zone zone, product_noise noise = {})
            : holder_base<R, T>(s, product_scale_of<in_the_clear>(s.plan), std::move(zone), std::move(noise)) {}

        void send(std::uint32_t table, step_id at, row_numbers rows) {
            this->prepare(table, rows);
            this->session().to(the_server).template send<first_layer_part<R>>(at.tag(), this->arithmetic().product());
        }
    };

    template <net::Transport T>
    using server_part = summing_server<R, T>;
};

static_assert(is_first_layer<in_the_clear<>>());

}  // namespace SPNN_NAMESPACE::split
