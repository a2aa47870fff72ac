// error: cipher: this scheme has no add\(public_key, ciphertext, ciphertext\)
#include <spnn/he/scheme/in_the_clear.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/simulate.hpp>

namespace nn = spnn::nn;

struct cipher : spnn::he::in_the_clear<> {
#ifndef CONTROL
    static ciphertext add(const public_key&, const ciphertext&) = delete;
#endif
};

using net = spnn::split::network<nn::sigmoid<8>, nn::dense<8, 1>, nn::binary_cross_entropy>;

void train(const spnn::split::plan& plan, const spnn::split::vertical_table& table) {
    static_cast<void>(spnn::split::simulate<net, spnn::split::encrypted<cipher>>(plan, table));
}
