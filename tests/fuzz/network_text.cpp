// fuzz/network_text: nn::parse_network on any text.
//
// Holds: only data_error, printable; what is read fits, shows itself as a text that is read the same, and names no more
// layers and numbers than allowed; memory is a multiple of the text's size. Small networks can be made and run.

#include <spnn/nn/any_network.hpp>
#include <spnn/nn/network_text.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

namespace {

namespace nn = spnn::nn;

std::size_t count(const std::vector<nn::layer_description>& layers) {
    std::size_t all = layers.size();
    for (const auto& layer : layers)
        if (const auto* r = std::get_if<nn::kinds::residual>(&layer.kind)) all += count(r->inside);
    return all;
}

// Whether no shape on the way, and nothing that is learned, is large.
bool is_small(const nn::network_description& network) {
    for (const auto& shape : network.shapes())
        if (shape.size() > 256) return false;
    return count(network.layers) < 20;
}

void run(const nn::network_description& network) {
    const nn::any_network net(network);
    const auto p = nn::zero_parameters<float>(net);
    if (nn::parameter_count(p) > 1 << 16) return;
    const auto x = spnn::zeros<float>(2, net.in), dy = spnn::zeros<float>(2, net.out);
    spnn::matrix<float> y, dx;
    nn::any_network::cache<float> cache;
    auto grads = p;
    net.forward(p, x, y, cache);
    net.backward(p, x, y, cache, dy, grads, dx);
    fuzz::holds(spnn::columns(y) == network.shapes().back().size(), "what comes out has the shape that is said");
    fuzz::holds(spnn::columns(dx) == network.in.size(), "and what goes back, that of what goes in");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fuzz::input in(bytes, size);
    const auto text = fuzz::as_text(in.rest());
    std::optional<nn::network_description> network;
    std::optional<std::string> refused;
    fuzz::within(64 * 1024 + 256 * size,
                 [&] { refused = fuzz::refusal<spnn::data_error>([&] { network = nn::parse_network(text); }); });
    if (refused) fuzz::holds(*refused == spnn::printable(*refused, refused->size()), "an error is printable");
    if (!network) return 0;
    fuzz::holds(network->fault().empty(), "what is read fits");
    fuzz::holds(count(network->layers) <= nn::network_description::most_layers, "layers are bounded");
    const auto shown = network->show();
    fuzz::holds(nn::parse_network(shown) == *network, "what is shown is read the same");
    fuzz::holds(nn::parse_network(shown).show() == shown, "and shown the same");
    if (is_small(*network)) run(*network);
    return 0;
}
