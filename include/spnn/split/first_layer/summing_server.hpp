// split/first_layer/summing_server.hpp: a server that adds what the holders send, whether it is masked or not.
//
// Wire: each holder -> server, its part of h1, m x h ring elements.

#pragma once

#include <spnn/net/cost.hpp>
#include <spnn/share/elements.hpp>
#include <spnn/split/party_session.hpp>

namespace SPNN_NAMESPACE::split {

template <Ring R, net::Transport T>
class summing_server {
public:
    // For a first layer of `width` units; the session outlives it.
    summing_server(party_session<T>& s, std::size_t width) : session_(&s), width_(width) {}

    // sum = h1 of the batch, m x h, at the scale of the parts.
    void receive(step_id at, std::size_t m, matrix<element<R>>& sum) {
        for (std::size_t j = 0; j < session_->plan.holders(); ++j) {
            auto& part = j == 0 ? sum : part_;
            share::receive_elements<R, first_layer_part<R>>(session_->to(the_holder(j)), at.tag(), m, width_, part);
            if (j > 0) add_to<R>(sum, part);
        }
    }

private:
    party_session<T>* session_;
    std::size_t width_;
    matrix<element<R>> part_;
};

// What such a protocol sends for products, as code (split/first_layer.hpp); nothing when a table is bound.
template <Ring R>
struct summed_parts {
    // Who sends to whom: nobody when a table is bound; for a product each holder to the server.
    template <class Wire>
    static void bind_messages(const plan&, std::size_t /*n*/, Wire&) {}
    template <class Wire>
    static void product_messages(const plan& p, std::size_t m, std::size_t h, Wire& wire) {
        for (std::size_t j = 0; j < p.holders(); ++j)
            wire.send(the_holder(j), the_server, net::message_cost<first_layer_part<R>>(m, h));
    }
};

}  // namespace SPNN_NAMESPACE::split
