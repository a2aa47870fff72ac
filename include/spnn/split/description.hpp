// split/description.hpp: a network cut in three zones as a value, and its texts.
//
// The canonical text names what every party but the holders computes, and so how wide h1 is; it is what parties compare
// and what a plan says:
//
//   8: bias, sigmoid, dense 8, sigmoid | dense 1 | binary_cross_entropy
//   the server, of h1 with 8 columns   | the label owner | the loss
//
// A user may also write the whole network (nn/network_text.hpp), which is then cut: the first layer, which has to be
// dense, is the holders' and its bias the server's; the last dense layer and what follows it is the label owner's, so
// that nobody else sees a score; but in a network of one dense layer h1, which the server sees, is the score but for
// the bias. With d in the place of the columns of all holders together, which are often known only when the parties
// have met:
//
//   d-8-8-1 sigmoid          28-16-10 relu          d: dense 16, tanh, dropout 20, dense 1          d-1
//
// Texts may be foreign: everything about them is bounded (nn/description.hpp). Errors: data_error.

#pragma once

#include <spnn/nn/loss/any.hpp>
#include <spnn/nn/network_text.hpp>
#include <spnn/split/plan.hpp>

#include <string>

namespace SPNN_NAMESPACE::split {

// A network cut in three, as values.
struct network_description {
    nn::network_description hidden;  // the server's: the bias of the first layer, then at least one layer more
    nn::network_description head;    // the label owner's
    std::string loss;                // one of nn::any_loss::names

    // As above, and what every party knows of it.
    [[nodiscard]] std::string show() const {
        return text(hidden.show(), " | ", nn::detail::show_layers(head.layers), " | ", loss);
    }
    [[nodiscard]] network_outline outline() const { return {show(), hidden.in.size(), head.in.size()}; }
    // Columns of the scores.
    [[nodiscard]] std::size_t scores() const { return head.shapes().back().size(); }
    // How many numbers are learnt, the first layer of so many columns among them.
    [[nodiscard]] std::size_t parameters(std::size_t columns) const {
        std::size_t all = columns * hidden.in.size();
        for (const auto* zone : {&hidden, &head}) {
            nn::detail::fitting count{.now = zone->in};
            count.walk(zone->layers, 0, "");
            all += count.parameters;
        }
        return all;
    }
};

namespace detail {

[[nodiscard]] inline std::string_view trimmed(std::string_view x) {
    while (!x.empty() && x.front() == ' ') x.remove_prefix(1);
    while (!x.empty() && x.back() == ' ') x.remove_suffix(1);
    return x;
}

// The description, once the loss is found to be one for its scores, and its name within bounds.
[[nodiscard]] inline network_description checked(network_description d) {
    const auto faults = {d.hidden.fault(), d.head.fault()};
    for (const auto& fault : faults) require<data_error>(fault.empty(), "network: ", fault);
    try {
        static_cast<void>(nn::any_loss::checked_name(d.loss, d.scores()));
    } catch (const usage_error& e) {
        throw data_error(text("network: ", e.what()));
    }
    const auto size = d.show().size();
    require<data_error>(size <= most_network_name, "network: a text of ", size, " bytes, at most ", most_network_name,
                        " are allowed");
    return d;
}

}  // namespace detail

// The network of a canonical text.
[[nodiscard]] inline network_description parse_zones(std::string_view source) {
    require<data_error>(source.size() <= most_network_name, "network: a text of ", source.size(), " bytes, at most ",
                        most_network_name, " are allowed");
    const auto first = source.find('|'), last = source.rfind('|');
    require<data_error>(first != last && source.find('|', first + 1) == last,
                        "network: expected \"the server's layers | the label owner's | the loss\", such as "
                        "8: bias, sigmoid, dense 8, sigmoid | dense 1 | binary_cross_entropy");
    network_description d;
    d.hidden = nn::parse_network(source.substr(0, first));
    require<data_error>(!d.hidden.in.is_image && d.hidden.layers.size() >= 2 &&
                            std::holds_alternative<nn::kinds::bias>(d.hidden.layers.front().kind),
                        "network: the server's layers are ", nn::detail::show_layers(d.hidden.layers),
                        ", expected bias, which is the first layer's, and at least one more, such as identity");
    const auto between = d.hidden.shapes().back();
    try {
        d.head = nn::parse_network(text(between.size(), ": ", source.substr(first + 1, last - first - 1)));
    } catch (const data_error& e) {
        throw data_error(text(e.what(), " (in the label owner's layers, after \"", between.size(), ":\")"));
    }
    d.loss = std::string(detail::trimmed(source.substr(last + 1)));
    return detail::checked(std::move(d));
}

// The zones of a whole network.
[[nodiscard]] inline network_description cut(const nn::network_description& whole, std::string_view loss) {
    const auto shapes = whole.shapes();
    const auto is_dense = [](const nn::layer_description& layer) {
        return std::holds_alternative<nn::kinds::dense>(layer.kind);
    };
    require<data_error>(is_dense(whole.layers.front()), "network: its first layer is ",
                        nn::detail::show_layers(std::span(whole.layers).first(1)),
                        "; the holders compute it together, so it has to be dense");
    std::size_t last = whole.layers.size() - 1;
    while (last > 0 && !is_dense(whole.layers[last])) --last;
    if (last == 0) last = 1;  // no other dense layer: all that follows is the label owner's
    network_description d;
    const auto begin = whole.layers.begin();
    const auto cut_at = begin + static_cast<std::ptrdiff_t>(last);
    d.hidden = {shapes[1], {{nn::kinds::bias{}}}};
    d.hidden.layers.insert(d.hidden.layers.end(), begin + 1, cut_at);
    d.head = {shapes[last], {cut_at, whole.layers.end()}};
    if (d.hidden.layers.size() == 1) d.hidden.layers.push_back({nn::kinds::identity{}});
    if (d.head.layers.empty()) d.head.layers.push_back({nn::kinds::identity{}});
    d.loss = std::string(loss);
    return detail::checked(std::move(d));
}

// A network as a user has written it.
struct written_network {
    // Cut, and the columns that were written; 0: d, however many there are.
    network_description network;
    std::size_t columns = 0;
};

// Of a whole network with that loss, or of a canonical text, which says its own.
[[nodiscard]] inline written_network read_network(std::string_view source, std::string_view loss) {
    if (source.find('|') != std::string_view::npos) return {parse_zones(source), 0};
    const auto rest = detail::trimmed(source);
    const bool is_open = rest.size() > 1 && rest[0] == 'd' && (rest[1] == '-' || rest[1] == ':' || rest[1] == ' ');
    const auto whole = nn::parse_network(is_open ? text("1", rest.substr(1)) : std::string(source));
    return {cut(whole, loss), is_open ? 0 : whole.in.size()};
}

}  // namespace SPNN_NAMESPACE::split
