// Seconds of a step of LeNet, forward and backward, on a batch of 128 images of 28 x 28, with the library's kernels.
// The same of PyTorch: bench/peers/torch_lenet.py.

#include "rows.hpp"

#include <spnn/crypto/prg.hpp>
#include <spnn/nn/any_network.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>

namespace {

using namespace performance;
namespace nn = spnn::nn;
using spnn::matrix;

using lenet = nn::layers<nn::image<1, 28, 28>, nn::conv<20, 5>, nn::max_pool<2>, nn::conv<50, 5>, nn::max_pool<2>,
                         nn::dense<500>, nn::relu<>, nn::dense<10>>;

// One step of a network, its own buffers kept from step to step.
template <class Net>
class step_of {
public:
    step_of(Net net, std::size_t batch) : net_(std::move(net)), weights_(nn::zero_parameters<float>(net_)) {
        spnn::crypto::prg random(spnn::crypto::seed(spnn::crypto::block{std::byte{1}}), 0);
        net_.template initialise<float>(weights_, random, nn::initialiser::he_normal);
        images_ = spnn::make_matrix<float>(batch, net_.in);
        nn::draw_normal(spnn::elements(images_), 1, random);
        classes_ = spnn::make_matrix<float>(batch, 1);
        for (std::size_t i = 0; i < batch; ++i) classes_(i, 0) = static_cast<float>(i % 10);
    }

    void infer() { net_.forward(weights_, images_, scores_); }
    void forward_and_backward() {
        net_.forward(weights_, images_, scores_, cache_);
        loss_.gradient(scores_, classes_, d_scores_);
        net_.backward(weights_, images_, scores_, cache_, d_scores_, gradients_, d_images_);
    }

private:
    Net net_;
    nn::parameters_of<Net, float> weights_, gradients_;
    nn::cache_of<Net, float> cache_;
    nn::softmax_cross_entropy<10> loss_;
    matrix<float> images_, classes_, scores_, d_scores_, d_images_;
};

void measure(std::size_t repetitions, std::size_t batch) {
    step_of types(lenet{}, batch);
    step_of at_run_time(nn::any_network(nn::describe(lenet{})), batch);
    const auto what = spnn::text("batch=", batch, ";tier=", tier());
    alternate(repetitions,
              {{"lenet.step.ours", "s", what, [&] { return seconds_each([&] { types.forward_and_backward(); }); }},
               {"lenet.step.any_network", "s", what,
                [&] { return seconds_each([&] { at_run_time.forward_and_backward(); }); }},
               {"lenet.inference.ours", "s", what, [&] { return seconds_each([&] { types.infer(); }); }}});
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t repetitions = 5, batch = 128;
    return run(
        argc, argv, "Seconds of a step of LeNet",
        [&](CLI::App& app) {
            app.add_option("--repetitions", repetitions, "rows of each");
            app.add_option("--batch", batch, "images of a step");
        },
        [&] { measure(repetitions, batch); });
}
