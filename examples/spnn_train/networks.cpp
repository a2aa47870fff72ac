#include "networks.hpp"

#include <algorithm>

namespace spnn_train {

namespace {

using spnn::data_error;
using spnn::require;

[[nodiscard]] std::string_view loss_for(task t) {
    namespace nn = spnn::nn;
    switch (t) {
        case task::binary: return nn::binary_cross_entropy::name;
        case task::classes: return nn::softmax_cross_entropy<2>::name;
        default: return nn::mean_squared_error<>::name;
    }
}

// The task of a text that says its loss.
[[nodiscard]] std::optional<task> task_of(std::string_view text) {
    for (const auto t : {task::binary, task::classes, task::regression})
        if (text.find('|') != std::string_view::npos && text.ends_with(loss_for(t))) return t;
    return std::nullopt;
}

}  // namespace

const std::vector<named_network>& named_networks() {
    static const std::vector<named_network> all{
        {"8-8-1", "d-8-8-1 sigmoid", task::binary, "the network for card fraud of the SPNN paper"},
        {"16-8-1", "d-16-8-1 relu", task::binary, ""},
        {"400-16-8-1", "d: dense 400, sigmoid, dense 16, sigmoid, dense 8, relu, dense 1", task::binary,
         "the network for financial distress of the SPNN paper"},
        {"32-16-10", "d-32-16-10 relu", task::classes, "ten classes, 0 to 9"},
        {"16-8-real", "d-16-8-1 tanh", task::regression, "a number, whatever its scale"}};
    return all;
}

chosen_network choose_network(std::string_view asked_for, std::optional<task> t) {
    const auto& all = named_networks();
    const auto found = asked_for.empty() ? std::ranges::find(all, t.value_or(task::binary), &named_network::task)
                                         : std::ranges::find(all, asked_for, &named_network::name);
    const bool is_named = found != all.end();
    const auto text = is_named ? found->text : asked_for;
    const auto own = is_named ? std::optional(found->task) : task_of(text);
    const auto is_for = t.value_or(own.value_or(task::binary));
    require<data_error>(own.value_or(is_for) == is_for, asked_for, " is for ", name_of(own.value_or(is_for)),
                        ", not for ", name_of(is_for));
    auto read = spnn::split::read_network(text, loss_for(is_for));
    std::string layers(text);
    if (is_named && !found->about.empty()) layers.append("; ").append(found->about);
    return {std::string(is_named ? found->name : asked_for), std::move(layers), is_for, std::move(read.network),
            read.columns};
}

}  // namespace spnn_train
