#include <spnn/split/description.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

namespace split = spnn::split;
using spnn::data_error;
using test::contains;
using test::error_of;

constexpr std::string_view binary = "binary_cross_entropy", classes = "softmax_cross_entropy",
                           numbers = "mean_squared_error";

std::string canonical(std::string_view source, std::string_view loss = binary) {
    return split::read_network(source, loss).network.show();
}
std::string refused(std::string_view source, std::string_view loss = binary) {
    return error_of<data_error>([&] { static_cast<void>(split::read_network(source, loss)); });
}

TEST_CASE("split/description: a whole network is cut behind its first layer and before its last dense one") {
    CHECK(canonical("28-16-8-1 tanh") == "16: bias, tanh, dense 8, tanh | dense 1 | binary_cross_entropy");
    CHECK(canonical("28: dense 16, tanh, dropout 20, dense 3, tanh", classes) ==
          "16: bias, tanh, dropout 20 | dense 3, tanh | softmax_cross_entropy");
    CHECK(canonical("image 1 4 4: dense 8, relu, residual (dense 8, relu), dense 2", numbers) ==
          "8: bias, relu, residual (dense 8, relu) | dense 2 | mean_squared_error");
    CHECK(canonical("5-4-1 relu") == "4: bias, relu | dense 1 | binary_cross_entropy");
    CHECK(canonical("5: dense 4, dense 1") == "4: bias, identity | dense 1 | binary_cross_entropy");
}

TEST_CASE("split/description: without a hidden layer the label owner has what follows the first one") {
    CHECK(canonical("28-1") == "1: bias, identity | identity | binary_cross_entropy");
    CHECK(canonical("d-1") == canonical("28-1"));
    CHECK(canonical("28: dense 2, tanh", numbers) == "2: bias, identity | tanh | mean_squared_error");
}

TEST_CASE("split/description: d stands for the columns of all holders, and a number for as many") {
    CHECK(split::read_network("28-16-1 tanh", binary).columns == 28);
    CHECK(split::read_network("image 1 4 4: dense 8, relu, dense 1", binary).columns == 16);
    for (const auto* open : {"d-16-1 tanh", "d: dense 16, tanh, dense 1", " d - 16 - 1 tanh"}) {
        CHECK(split::read_network(open, binary).columns == 0);
        CHECK(canonical(open) == canonical("28-16-1 tanh"));
    }
}

TEST_CASE("split/description: a canonical text comes back as it was, with its own loss") {
    for (const auto* source : {"28-16-8-1 tanh", "28-1", "3: dense 9, quadratic, batch_norm, dense 4, relu, dense 1"}) {
        const auto text = canonical(source);
        CAPTURE(text);
        CHECK(split::parse_zones(text).show() == text);
        CHECK(canonical(text, classes) == text);
    }
    const auto d = split::parse_zones("16: bias, tanh, dense 8, tanh | dense 3 | softmax_cross_entropy");
    const auto outline = d.outline();
    CHECK(outline.name == d.show());
    CHECK(outline.first_width == 16);
    CHECK(outline.last_width == 8);
    CHECK(d.scores() == 3);
    CHECK(d.parameters(28) == 28 * 16 + 16 + (16 * 8 + 8) + (8 * 3 + 3));
}

TEST_CASE("split/description: what does not fit is said") {
    CHECK(contains(refused("28: tanh, dense 1"),
                   "its first layer is tanh; the holders compute it together, so it has "
                   "to be dense"));
    CHECK(refused("28-16-2 tanh") == "network: binary_cross_entropy: the network gives 2 scores a row, expected 1");
    CHECK(contains(refused("28-16-1 tanh", "hinge"), "network: loss: there is none named hinge"));
    CHECK(contains(refused("d-16-8-1"), "network: the text ends where a layer"));
    CHECK(contains(refused("d-16-8-1 tan"), "network: word 8 is 'tan', expected a layer"));
    CHECK(contains(refused("d"), "network: word 1 is 'd'"));
    CHECK(contains(refused(""), "network: the text ends"));
    CHECK(contains(refused("28: dense 8, conv 2 3, dense 1"), "layer 2, conv 2 3: needs images"));
    CHECK(contains(refused("28: dense 8, " + std::string(9000, ' ') + "|"), "a text of 9014 bytes, at most 8192"));
    std::string long_one = "d: dense 8";
    for (int i = 0; i < 900; ++i) long_one += ", batch_norm";
    CHECK(contains(refused(long_one + ", dense 1"), "bytes, at most 8192 are allowed"));
}

TEST_CASE("split/description: zones that are none") {
    const auto wrong = [](std::string_view source) {
        return error_of<data_error>([&] { static_cast<void>(split::parse_zones(source)); });
    };
    for (const auto* source : {"", "8-8-1", "8: bias, relu | dense 1", "8: bias, relu | dense 1 | x | y"})
        CHECK(contains(wrong(source), "expected \"the server's layers | the label owner's | the loss\""));
    for (const auto* source : {"8: relu | dense 1 | binary_cross_entropy", "8: bias | dense 1 | binary_cross_entropy",
                               "8: relu, bias | dense 1 | binary_cross_entropy"})
        CHECK(contains(wrong(source), "expected bias, which is the first layer's, and at least one more"));
    CHECK(contains(wrong("8: bias, relu | dens 1 | binary_cross_entropy"), "'dens', expected a layer"));
    CHECK(contains(wrong("8: bias, relu | dens 1 | binary_cross_entropy"), "(in the label owner's layers"));
    CHECK(contains(wrong("8: bias, relu | | binary_cross_entropy"), "the text ends where a layer"));
    CHECK(contains(wrong("8: bias, relu | dense 2 | binary_cross_entropy"), "gives 2 scores a row, expected 1"));
    CHECK(contains(wrong("image 1 2 2: bias, relu | dense 1 | binary_cross_entropy"), "expected bias"));
}

}  // namespace
