// split/any_network.hpp: a network cut in three zones, chosen at run time by the plan's text.
//
//   plan.network = split::read_network("d-16-8-1 tanh", "binary_cross_entropy").network.show();
//   split::server<split::any_network, protocol, transport>(plan, std::move(links)).train();
//   const split::any_network net(plan);
//   auto run = split::simulate<split::any_network, protocol>(plan, table, {}, net.loss_with());
//
// It stands wherever a network composed at compile time stands (split/network.hpp), with the name, the first values and
// the bits of the one of the same zones. Weights have the names of nn/any_network.hpp: those of a head of one layer
// begin with "0.". Errors: usage_error for a plan that names none, data_error for a text that is none.

#pragma once

#include <spnn/nn/any_network.hpp>
#include <spnn/split/description.hpp>
#include <spnn/split/network.hpp>

#include <span>

namespace SPNN_NAMESPACE::split {

class any_network {
public:
    // What the server computes, and what the label owner does.
    using server_zone = nn::sequential<nn::placed_layer<nn::chosen_at<nn::kinds::bias>>, nn::any_network>;
    using head = nn::any_network;
    using loss = nn::any_loss;

    // Of these zones.
    explicit any_network(network_description d) : zones_(std::move(d)) {}
    // The one that the plan names.
    explicit any_network(const plan& p) : any_network(parse_zones(named(p))) {}

    // The layers of the server, bias first.
    [[nodiscard]] server_zone hidden_layers() const {
        auto after_the_bias = zones_.hidden;
        after_the_bias.layers.erase(after_the_bias.layers.begin());
        return server_zone({nn::kinds::bias{}, after_the_bias.in}, nn::any_network(std::move(after_the_bias)));
    }
    // Those of the label owner.
    [[nodiscard]] head head_layers() const { return nn::any_network(zones_.head); }

    // The loss, with weights of classes as in nn/loss/any.hpp; usage_error for weights that it does not take.
    [[nodiscard]] loss loss_with(std::span<const double> class_weights = {}) const {
        return {zones_.loss, zones_.scores(), class_weights};
    }
    // usage_error for another.
    void require_loss(const loss& l) const {
        require<usage_error>(l.name == zones_.loss && l.scores == zones_.scores(), "the loss of the network is ",
                             zones_.loss, " of ", zones_.scores(), " scores, and ", l.name, " of ", l.scores,
                             " is given: take any_network::loss_with");
    }

    // Its text, as in the plan.
    [[nodiscard]] std::string name() const { return zones_.show(); }
    // Its name, and the widths at the cuts.
    [[nodiscard]] network_outline outline() const { return zones_.outline(); }
    // What it runs.
    [[nodiscard]] const network_description& description() const { return zones_; }

private:
    [[nodiscard]] static const std::string& named(const plan& p) {
        require<usage_error>(!p.network.empty(),
                             "plan: names no network, and this party's is to be chosen at run time: say "
                             "split::read_network(...).network.show()");
        return p.network;
    }

    network_description zones_;
};

}  // namespace SPNN_NAMESPACE::split
