// Weights out and in as NumPy arrays: a network is trained by the protocol, saved as .npy files, loaded again, and
// served in one place by somebody who may have all of it. docs/guide/weights.md shows the same in Python.
//
//   example_09_weights                  trains, saves, loads and compares, in a folder of its own
//   example_09_weights train FOLDER     leaves the weights, the features and the predictions in FOLDER
//   example_09_weights serve FOLDER     predicts the same rows with the weights that are in FOLDER now

#include <spnn/data/generator.hpp>
#include <spnn/exchange/arrays.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/simulate.hpp>

#include <stdlib.h>

#include <cmath>
#include <iostream>
#include <string_view>

namespace fs = std::filesystem;
namespace nn = spnn::nn;
namespace split = spnn::split;
using matrix = spnn::matrix<float>;

using hidden = nn::sequential<nn::sigmoid<4>, nn::dense<4, 3>, nn::relu<3>>;
using net = split::network<hidden, nn::dense<3, 1>, nn::binary_cross_entropy>;

[[nodiscard]] split::model<net> empty_model() { return {{spnn::zeros<float>(2, 4), spnn::zeros<float>(1, 4)}, {}, {}}; }

// 1 where the product of two numbers, each at another holder, is above the third.
[[nodiscard]] split::vertical_table some_rows(std::size_t count) {
    split::vertical_table table{{matrix(), matrix()}, spnn::make_matrix<float>(count, 1)};
    spnn::resize(table.features[0], count, 2);
    spnn::resize(table.features[1], count, 1);
    spnn::data::generator random(1, 0);
    for (auto& x : table.features)
        for (auto& value : spnn::elements(x)) value = static_cast<float>(random.below(2001)) / 1000 - 1;
    for (std::size_t i = 0; i < count; ++i) {
        const auto &a = table.features[0], &b = table.features[1];
        table.targets(i, 0) = a(i, 0) * b(i, 0) > a(i, 1) ? 1.0F : 0.0F;
    }
    return table;
}

// The whole network in one place: what each zone computes, one after the other.
[[nodiscard]] matrix serve(const split::model<net>& model, const std::vector<matrix>& features) {
    matrix h1, part, last, scores;
    spnn::multiply(features[0], model.first[0], h1);
    spnn::multiply(features[1], model.first[1], part);
    for (std::size_t i = 0; i < h1.size(); ++i) h1.data()[i] += part.data()[i];
    net::server_zone{}.forward(model.hidden, h1, last);
    net::head{}.forward(model.head, last, scores);
    return net::loss{}.predict(scores);
}

// The features of both holders, as one would write any matrix.
struct tables {
    std::vector<matrix> features{2}, predictions{1};

    template <class Self, class F>
    static void visit(Self& self, F&& f) {
        f("x1", self.features[0]);
        f("x2", self.features[1]);
        f("predictions", self.predictions[0]);
    }
    template <class F>
    void for_each(F&& f) {
        visit(*this, f);
    }
    template <class F>
    void for_each(F&& f) const {
        visit(*this, f);
    }
};

// Largest difference between the protocol's predictions and those of the loaded weights.
double train(const fs::path& folder) {
    const auto table = some_rows(600);
    const split::plan plan{
        .columns = {2, 1}, .label_holder = 0, .train_rows = 600, .epochs = 30, .batch = 50, .rule = {nn::adam{}, 0.02}};
    const split::simulation_options options{.predict = table.features};
    const auto result = split::simulate<net, split::masked<>>(plan, table, {}, {}, options);
    spnn::exchange::save_arrays(folder / "weights", result.weights);
    spnn::exchange::save_arrays(folder / "tables", tables{table.features, {result.predictions}});

    auto loaded = empty_model();
    spnn::exchange::load_arrays(folder / "weights", loaded);
    const auto served = serve(loaded, table.features);
    double largest = 0;
    for (std::size_t i = 0; i < served.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(served.data()[i] - result.predictions.data()[i])));
    return largest;
}

void serve(const fs::path& folder) {
    auto model = empty_model();
    spnn::exchange::load_arrays(folder / "weights", model);
    const auto table = some_rows(600);
    tables out{table.features, {serve(model, table.features)}};
    spnn::exchange::save_arrays(folder / "served", out);
}

int main(int count, char** words) try {
    const std::string_view what = count == 3 ? words[1] : "";
    if (count != 1 && what != "train" && what != "serve") {
        std::cerr << "usage: example_09_weights [train|serve FOLDER]\n";
        return 2;
    }
    if (what == "serve") return serve(fs::path(words[2])), 0;
    auto own = (fs::temp_directory_path() / "spnn weights XXXXXX").string();
    const fs::path folder = count == 3 ? words[2] : ::mkdtemp(own.data());
    const double difference = train(folder);
    std::cout << "predictions of the saved weights differ from the protocol's by at most " << difference << "\n";
    if (count == 1) fs::remove_all(folder);
    return difference < 1e-5 ? 0 : 1;
} catch (const std::exception& failure) {
    std::cerr << failure.what() << "\n";
    return 1;
}
