// split/first_layer/in_the_clear.hpp: no protection, for tests and baselines.
//
// Wire: each holder -> server, its product bare, m x h ring elements.
// The server learns every holder's product. Roles refuse this model unless told so twice (split/options.hpp).

#pragma once

#include <spnn/share/elements.hpp>
#include <spnn/split/first_layer.hpp>

namespace spnn::inline SPNN_ABI::split {

template <Ring R = z2k<64>>
struct in_the_clear {
    using ring = R;
    static constexpr std::string_view name = "in_the_clear";
    static constexpr bool is_private = false;
    static constexpr bool can_round_products = true;
    static constexpr topology links{};

    template <net::Transport T>
    class holder_part {
    public:
        explicit holder_part(session<T>& s, product_noise noise = {})
            : session_(&s), arithmetic_(product_scale_of<in_the_clear>(s.plan), s.self.name(), std::move(noise)) {}

        void bind(std::uint32_t table, const matrix<real>& x) { tables_.bind(table, x, arithmetic_); }
        void unbind(std::uint32_t table) { tables_.unbind(table); }

        void send(std::uint32_t table, share::step_id at, row_numbers rows, const matrix<real>& t) {
            arithmetic_.prepare(tables_.at(table), rows, t);
            session_->to(the_server).template send<first_layer_part<R>>(at.tag(), arithmetic_.product());
        }

        // The rows of the last send, m x columns.
        [[nodiscard]] const matrix<real>& taken() { return arithmetic_.taken(); }

    private:
        session<T>* session_;
        checked_product<R> arithmetic_;
        bound_tables<R> tables_;
    };

    template <net::Transport T>
    class server_part {
    public:
        server_part(session<T>& s, std::size_t width) : session_(&s), width_(width) {}

        // sum = h1 of the batch, m x h, at the scale of the parts.
        void receive(share::step_id at, std::size_t m, matrix<element<R>>& sum) {
            for (std::size_t j = 0; j < session_->plan.holders(); ++j) {
                auto& part = j == 0 ? sum : part_;
                share::receive_elements<R, first_layer_part<R>>(session_->to(the_holder(j)), at.tag(), m, width_, part);
                if (j > 0) add_to<R>(sum, part);
            }
        }

    private:
        session<T>* session_;
        std::size_t width_;
        matrix<element<R>> part_;
    };

    // What a holder sends when it binds a table of n rows, what it sends for the product of m rows, and what the
    // dealer sends for it.
    static constexpr net::wire_cost bind_cost(const plan&, std::size_t /*n*/) { return {}; }
    static constexpr net::wire_cost dealer_cost(const plan&, std::size_t /*m*/, std::size_t /*h*/) { return {}; }
    static constexpr net::wire_cost holder_cost(const plan&, std::size_t /*j*/, std::size_t m, std::size_t h) {
        return net::message_cost<first_layer_part<R>>(m, h);
    }

    // Who sends to whom: nobody when a table is bound; for a product each holder to the server.
    template <class Wire>
    static void bind_messages(const plan&, std::size_t /*n*/, Wire&) {}
    template <class Wire>
    static void product_messages(const plan& p, std::size_t m, std::size_t h, Wire& wire) {
        for (std::size_t j = 0; j < p.holders(); ++j)
            wire.send(the_holder(j), the_server, net::message_cost<first_layer_part<R>>(m, h));
    }
};

static_assert(FirstLayer<in_the_clear<>>);

}  // namespace spnn::inline SPNN_ABI::split
