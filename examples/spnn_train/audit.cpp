#include "audit.hpp"

namespace spnn_train {

namespace split = spnn::split;

void label_onlooker::see(const split::party& who, const split::view& view) {
    const auto gradient =
        who == split::the_server ? split::seen::last_hidden_gradient : split::seen::first_layer_gradient;
    if (view.what != gradient || view.at.epoch > 0 || who == owner_) return;
    std::vector<float> labels;
    for (const auto i : view.at.rows) labels.push_back((*targets_)(i, 0));
    const std::scoped_lock lock(mutex_);
    seen_[who].see(view.values, labels);
}

std::vector<spnn::audit::label_finding> label_onlooker::findings() const {
    std::vector<spnn::audit::label_finding> out;
    for (const auto& [who, audit] : seen_)
        out.push_back({who == split::the_server ? "the server" : who.name(), audit.result(), audit.positives(),
                       audit.negatives()});
    return out;
}

}  // namespace spnn_train
