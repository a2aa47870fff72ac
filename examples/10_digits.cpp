// A convolutional network reads handwritten digits, in the clear and on one machine: the networks of this library
// without any protocol around them. Of the test images it must read 98 % right.

#include <spnn/crypto/prg.hpp>
#include <spnn/data/batches.hpp>
#include <spnn/data/gzip.hpp>
#include <spnn/data/split.hpp>
#include <spnn/nn/description.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>
#include <spnn/nn/optimizer/adam.hpp>
#include <spnn/nn/update_rule.hpp>

#include <iostream>

namespace nn = spnn::nn;
namespace data = spnn::data;
using spnn::matrix, spnn::rows, spnn::row;

// [network]
using net = nn::layers<nn::image<1, 8, 8>, nn::conv<16, 3, 1, 1>, nn::relu<>, nn::conv<32, 3, 1, 1>, nn::relu<>,
                       nn::max_pool<2>, nn::dense<64>, nn::relu<>, nn::dropout<25>, nn::dense<10>>;
// [/network]

struct digits {
    matrix<float> images, classes;  // n x 64, n x 1
};

// Rows of the table; pixels from 0 to 1.
digits rows_of(const data::table& table, spnn::row_numbers numbers) {
    const auto some = table.take(numbers);
    const std::vector<std::string> label{"y"};
    digits d{some.drop(label).features(), some.select(label).features()};
    for (float& pixel : spnn::elements(d.images)) pixel /= 16;
    return d;
}

// The part of the images whose largest score is that of their class.
double accuracy(const net::parameters<float>& weights, const digits& test) {
    matrix<float> scores;
    net{}.forward(weights, test.images, scores);
    std::size_t right = 0;
    for (std::size_t i = 0; i < rows(scores); ++i) {
        const auto of_image = row(scores, i);
        const auto best = std::ranges::max_element(of_image) - of_image.begin();
        right += static_cast<float>(best) == test.classes(i, 0) ? 1U : 0U;
    }
    return static_cast<double>(right) / static_cast<double>(rows(scores));
}

int main() {
    data::csv_options with_id;
    with_id.id_column = "id";
    const auto table = data::read_csv_gz("data/digits/digits.csv.gz", with_id);
    const auto split = data::split_rows_stratified(table.labels("y", 10), 0.25, 1);
    const auto train = rows_of(table, split.train), test = rows_of(table, split.test);
    std::cout << nn::describe(net{}).show() << "\n";

    // [train]
    const std::size_t epochs = 15;
    data::batch_order order(1, rows(train.images), 32);
    nn::updater<float, net::parameters<float>, nn::adam> updater(
        {.optimizer = {}, .rate = nn::schedule::one_cycle(0.004, epochs * order.batches()), .weight_decay = 0.01});
    spnn::crypto::prg random(spnn::crypto::seed(spnn::crypto::block{std::byte{1}}), 0);
    const nn::softmax_cross_entropy<10> loss;
    net::parameters<float> weights, gradients;
    net{}.initialise(weights, random, nn::initialiser::he_normal);

    net::cache<float> cache;
    matrix<float> x, y, scores, d_scores, dx;
    for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
        double sum = 0;
        for (std::size_t batch = 0; batch < order.batches(); ++batch) {
            const auto numbers = order.rows_of(epoch, batch);
            spnn::take_rows(train.images, numbers, x);
            spnn::take_rows(train.classes, numbers, y);
            net{}.forward(weights, x, scores, cache);
            sum += loss.gradient(scores, y, d_scores);
            net{}.backward(weights, x, scores, cache, d_scores, gradients, dx);
            updater.apply(weights, gradients, random);
        }
        std::cout << "epoch " << epoch + 1 << ": loss " << sum / static_cast<double>(order.batches()) << "\n";
    }
    // [/train]

    const double right = accuracy(weights, test);
    std::cout << "of " << rows(test.images) << " images, read right: " << 100 * right << " %\n";
    return right >= 0.98 ? 0 : 1;
}
