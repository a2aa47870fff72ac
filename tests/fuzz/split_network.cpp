// fuzz/split_network: split::read_network on any text; the first byte chooses the loss that is asked for.
//
// Holds: only data_error, printable; what is read has a name within its bound that is read as the same network, and
// layers that can be made; memory is a multiple of the text's size.

#include <spnn/split/any_network.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    namespace split = spnn::split;
    fuzz::input in(bytes, size);
    const auto loss = spnn::nn::any_loss::names[in.byte() % spnn::nn::any_loss::names.size()];
    const auto text = fuzz::as_text(in.rest());
    std::optional<split::written_network> read;
    std::optional<std::string> refused;
    fuzz::within(64 * 1024 + 1024 * size,
                 [&] { refused = fuzz::refusal<spnn::data_error>([&] { read = split::read_network(text, loss); }); });
    if (refused) fuzz::holds(*refused == spnn::printable(*refused, refused->size()), "an error is printable");
    if (!read) return 0;
    const auto& zones = read->network;
    const auto name = zones.show();
    fuzz::holds(name.size() <= split::most_network_name, "a name is bounded");
    fuzz::holds(split::parse_zones(name).show() == name, "a name is read as the same network");
    fuzz::holds(split::read_network(name, loss).network.show() == name, "by users too");
    const split::any_network net(zones);
    const auto hidden = net.hidden_layers();
    const auto head = net.head_layers();
    const auto outline = net.outline();
    fuzz::holds(hidden.in == outline.first_width && hidden.out == outline.last_width && head.in == hidden.out,
                "the zones fit together");
    fuzz::holds(net.loss_with().scores == head.out, "and the loss");
    return 0;
}
