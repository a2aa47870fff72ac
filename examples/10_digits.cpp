// A convolutional network reads handwritten digits, in the clear and by one machine: the networks of this library without
// any protocol. Its test accuracy must be 98 %.

#include <spnn/data/batches.hpp>
#include <spnn/data/gzip.hpp>
#include <spnn/data/split.hpp>
#include <spnn/nn/any_network.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>
#include <spnn/nn/network_text.hpp>
#include <spnn/nn/optimizer/adam.hpp>
#include <spnn/nn/update_rule.hpp>

#include <spnn/crypto/prg.hpp>

#include <iostream>

namespace nn = spnn::nn;
namespace data = spnn::data;
using spnn::matrix, spnn::rows, spnn::row;

// [network]
using net = nn::layers<nn::image<1, 8, 8>, nn::conv<16, 3, 1, 1>, nn::relu<>, nn::conv<16, 3, 1, 1>, nn::relu<>,
                       nn::max_pool<2>, nn::dense<64>, nn::relu<>, nn::dense<10>>;
// [/network]

// The part of the rows whose largest score is that of their class.
template <class Layer>
[[nodiscard]] double accuracy(const Layer& layer, const nn::parameters_of<Layer, float>& weights,
                              const matrix<float>& images, const matrix<float>& classes) {
    matrix<float> scores;
    nn::infer(layer, weights, images, scores);
    std::size_t right = 0;
    for (std::size_t i = 0; i < rows(scores); ++i) {
        const auto of_row = row(scores, i);
        right += std::ranges::max_element(of_row) - of_row.begin() == static_cast<std::ptrdiff_t>(classes(i, 0));
    }
    return static_cast<double>(right) / static_cast<double>(rows(scores));
}

int main() {
    const auto table = data::read_csv_gz("data/digits/digits.csv.gz", {.id_column = "id", .text_columns = {}});
    const auto pixels = table.without({"y"}).features();
    return pixels.size() > 0 ? 0 : 1;
}
