#include <spnn/nn/network_text.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

using namespace spnn;
using nn::parse_network, nn::shape;
namespace kinds = spnn::nn::kinds;

namespace {

std::string canonical(std::string_view source) { return parse_network(source).show(); }
std::string refusal(std::string_view source) {
    return test::error_of<data_error>([&] { static_cast<void>(parse_network(source)); });
}
bool has(const std::string& all, std::string_view part) { return all.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("nn/network_text: the short form stands for dense layers with a function between them") {
    CHECK(canonical("28-16-8-1 tanh") == "28: dense 16, tanh, dense 8, tanh, dense 1");
    CHECK(canonical("28-1") == "28: dense 1");
    CHECK(canonical(" 28 - 16\n-1 relu ") == "28: dense 16, relu, dense 1");
}

TEST_CASE("nn/network_text: what is shown is read again, for all that there is") {
    for (const auto* source :
         {"28: dense 16, tanh, dense 1",
          "image 1 28 28: conv 16 5 padding 2, max_pool 2, relu, conv 8 3 stride 2 padding 1, dense 10",
          "image 3 8 8: batch_norm, average_pool 2 stride 1, sum_pool 3, flatten, quadratic, dropout 25",
          "4: residual (dense 4, residual (bias, identity)), sigmoid"}) {
        CHECK(canonical(source) == source);
        CHECK(parse_network(canonical(source)) == parse_network(source));
    }
    CHECK(canonical("image 1 9 9: conv 16 5 stride 1 padding 0, max_pool 2 stride 0") ==
          "image 1 9 9: conv 16 5, max_pool 2");
    CHECK(parse_network("28:dense 16,tanh") == parse_network("28 : dense 16 , tanh"));
}

TEST_CASE("nn/network_text: an error names the word and says what is allowed") {
    CHECK(refusal("") ==
          "network: the text ends where \"image\" or how many numbers go in from 1 to 16777216 is expected");
    CHECK(refusal("28: dens 16").starts_with("network: word 3 is 'dens', expected a layer: dense, conv, relu,"));
    CHECK(has(refusal("28: dens 16"), ", residual"));
    CHECK(refusal("28: dense") ==
          "network: the text ends where dense's units, a number from 1 to 16777216 is expected");
    CHECK(refusal("28: dense 0") == "network: word 4 is '0', expected dense's units, a number from 1 to 16777216");
    for (const auto* wrong : {"016", "+16", "-16", "16x", "99999999999999999999", "16777217"})
        CHECK(has(refusal(text("28: dense ", wrong)), "expected dense's units"));
    CHECK(refusal("28: dense 16 tanh") == "network: word 5 is 'tanh', expected \",\" and a layer, or the end");
    CHECK(refusal("28 dense 16") == "network: word 2 is 'dense', expected \":\" and the layers");
    CHECK(refusal("image 1 28: relu").starts_with("network: word 4 is ':', expected the width, a number"));
    CHECK(has(refusal("28: dense 16,"), "the text ends where a layer"));
    CHECK(has(refusal("28: residual dense 28"), "expected \"(\" and layers"));
    CHECK(has(refusal("28: residual (dense 28"), "the text ends where \",\" or \")\""));
    CHECK(has(refusal("28: residual ()"), "word 5 is ')'"));
    CHECK(has(refusal("image 1 9 9: conv 16 5 padding 1 stride 2"), "word 11 is 'stride'"));  // not in their order
    CHECK(has(refusal("image 1 9 9: conv 16 5 stride"), "the text ends where conv's stride, a number"));
    CHECK(has(refusal("28-16-1"), "the text ends where a layer"));
    CHECK(has(refusal("28-16-1 dense 3"), "expected a function such as tanh or relu"));
    CHECK(has(refusal("28-16-1 tanh, relu"), "word 7 is ','"));
    CHECK(has(refusal("28: \"mine\" 28 28"), "only the code that it was taken from can run"));
    CHECK(has(refusal("28: den\x01\xff"), "'den'"));
}

TEST_CASE("nn/network_text: a layer that does not fit is refused with the sentence of the description") {
    CHECK(refusal("4: residual (dense 3)") ==
          "network: layer 1, residual (dense 3): must give the shape that it takes, 3 comes out of what it holds; 4 "
          "comes "
          "in");
    CHECK(has(refusal("image 4096 4096 4096: relu"), "what goes in, 4096x4096x4096"));
    CHECK(has(refusal("16777216: dense 16777216"), "larger than allowed"));
}

TEST_CASE("nn/network_text: lengths and depths are bounded") {
    CHECK(has(refusal(std::string(nn::most_network_text + 1, ' ')), "at most 65536 are allowed"));
    std::string many = "4: relu", wide = "4";
    for (int i = 0; i < 1000; ++i) many += ", relu", wide += "-1";
    CHECK(has(refusal(many), "more than 1000 layers"));
    CHECK(has(refusal(wide + "-1 relu"), "more than 1000 layers"));
    const auto nested = [](int depth) {
        std::string all = "4: ";
        for (int i = 0; i < depth; ++i) all += "residual (";
        all += "relu";
        return all + std::string(static_cast<std::size_t>(depth), ')');
    };
    CHECK(canonical(nested(8)).size() > 80);
    CHECK(has(refusal(nested(9)), "inside each other more than 8 times"));
    CHECK(has(refusal(nested(5000)), "inside each other more than 8 times"));
}
