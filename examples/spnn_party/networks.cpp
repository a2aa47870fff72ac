#include "networks.hpp"

#include <algorithm>

namespace spnn_party {

namespace {

namespace split = spnn::split;
using spnn::data_error;
using spnn::require;

constexpr auto loss = spnn::nn::binary_cross_entropy::name;

void require_loss(const split::network_description& network) {
    require<data_error>(network.loss == loss, "network: its loss is ", network.loss, "; labels are 0 and 1 here, for ",
                        loss);
}

}  // namespace

const std::vector<named_network>& named_networks() {
    static const std::vector<named_network> all{{"8-8-1", "d-8-8-1 sigmoid"}};
    return all;
}

std::string network_in_plan(const std::string& asked_for) {
    const auto& all = named_networks();
    const auto found = std::ranges::find(all, asked_for, &named_network::name);
    const auto read = split::read_network(found == all.end() ? asked_for : found->text, loss);
    require<data_error>(read.columns == 0, "network: ", read.columns,
                        " columns go in, but how many the holders have is known when they have met: begin with d");
    require_loss(read.network);
    return read.network.show();
}

void check_network(const split::plan& p) { require_loss(split::parse_zones(p.network)); }

}  // namespace spnn_party
