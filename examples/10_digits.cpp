// A convolutional network reads handwritten digits, in the clear and on one machine: the networks of this library
// without any protocol around them. Of the test images it must read 98 % right.

#include <spnn/data/gzip.hpp>
#include <spnn/data/split.hpp>
#include <spnn/nn/description.hpp>
#include <spnn/nn/layers.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>
#include <spnn/train/plain.hpp>

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

// The part of the rows whose largest score is that of their class.
double accuracy(const matrix<float>& scores, const matrix<float>& classes) {
    std::size_t right = 0;
    for (std::size_t i = 0; i < rows(scores); ++i) {
        const auto of_image = row(scores, i);
        const auto best = std::ranges::max_element(of_image) - of_image.begin();
        right += static_cast<float>(best) == classes(i, 0) ? 1U : 0U;
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
    spnn::train::plain_options options{.epochs = 15, .first_weights = nn::initialiser::he_normal};
    const auto steps = options.epochs * data::batch_order(1, rows(train.images), options.batch).batches();
    options.rule = {nn::adam{}, nn::schedule::one_cycle(0.004, steps), 0, 0, 0.01};
    options.private_seed = spnn::crypto::block{std::byte{1}};
    options.on_epoch = [](const spnn::train::epoch_report& now) {
        std::cout << "epoch " << now.epoch + 1 << ": loss " << now.train_loss << "\n";
    };
    spnn::train::plain model(net{}, nn::softmax_cross_entropy<10>{}, options);
    model.train({train.images, train.classes});
    // [/train]

    const double right = accuracy(model.scores(test.images), test.classes);
    std::cout << "of " << rows(test.images) << " images, read right: " << 100 * right << " %\n";
    return right >= 0.98 ? 0 : 1;
}
