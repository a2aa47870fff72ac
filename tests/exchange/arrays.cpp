#include <spnn/exchange/arrays.hpp>

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/model.hpp>

#include <split/support/piece.hpp>
#include <support/errors.hpp>
#include <support/scratch.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace split = spnn::split;
namespace nn = spnn::nn;
namespace fs = std::filesystem;
using spnn::data_error;
using test::contains;
using test::error_of;
using test::piece;
using test::some_piece;

struct scratch : test::scratch {
    scratch() { spnn::exchange::save_arrays(arrays(), some_piece()); }
    [[nodiscard]] fs::path arrays() const { return folder / "bank" / "weights"; }
    [[nodiscard]] fs::path file(std::string_view name) const { return arrays() / name; }
};

void write(const fs::path& path, const spnn::matrix<float>& x) { test::write_plainly(path, spnn::data::npy_bytes(x)); }

TEST_CASE("exchange/arrays: what is saved is loaded, bit for bit, and is the owner's alone") {
    const scratch here;
    piece loaded;
    spnn::exchange::load_arrays(here.arrays(), loaded);
    CHECK(loaded.first == some_piece().first);
    CHECK(loaded.bias == some_piece().bias);
    CHECK(test::is_private(here.file("first.npy")));
}

TEST_CASE("exchange/arrays: a whole model has one file for each matrix, under the names that for_each gives") {
    using net =
        split::network<nn::sequential<nn::sigmoid<4>, nn::dense<4, 3>>, nn::dense<3, 1>, nn::binary_cross_entropy>;
    split::model<net> saved{.first = {spnn::zeros<float>(5, 4), spnn::zeros<float>(2, 4)}, .hidden = {}, .head = {}};
    float next = 0.5F;
    saved.for_each([&](std::string_view, spnn::matrix<float>& x) {
        for (auto& v : spnn::elements(x)) v = next += 0.25F;
    });
    const test::scratch here;
    spnn::exchange::save_arrays(here.folder, saved);
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(here.folder)) names.insert(entry.path().filename());
    CHECK(names == std::set<std::string>{"first.1.npy", "first.2.npy", "hidden.0.bias.npy", "hidden.1.1.weights.npy",
                                         "hidden.1.1.bias.npy", "head.weights.npy", "head.bias.npy"});
    split::model<net> loaded{.first = {spnn::zeros<float>(5, 4), spnn::zeros<float>(2, 4)}, .hidden = {}, .head = {}};
    spnn::exchange::load_arrays(here.folder, loaded);
    CHECK(split::bitwise_equal(saved, loaded));
}

TEST_CASE("exchange/arrays: an array of one dimension is a row, and other files may lie beside") {
    const scratch here;
    auto flat = spnn::data::npy_bytes(spnn::zeros<float>(1, 2));
    std::string text(reinterpret_cast<const char*>(flat.data()), flat.size());
    text.replace(text.find("(1, 2)"), 6, "(2,)  ");
    test::write_plainly(here.file("bias.npy"), {reinterpret_cast<const std::byte*>(text.data()),
                                                reinterpret_cast<const std::byte*>(text.data()) + text.size()});
    test::write_plainly(here.file("notes.txt"), {});
    auto loaded = some_piece();
    spnn::exchange::load_arrays(here.arrays(), loaded);
    CHECK(loaded.bias == spnn::zeros<float>(1, 2));
}

TEST_CASE("exchange/arrays: what does not fit is refused with its name, and nothing changes") {
    const scratch here;
    const auto refusal = [&] {
        piece untouched;
        const auto said = error_of<data_error>([&] { spnn::exchange::load_arrays(here.arrays(), untouched); });
        CHECK(untouched.first == piece{}.first);
        CHECK(untouched.bias == piece{}.bias);
        return said;
    };
    write(here.file("bias.npy"), spnn::zeros<float>(2, 1));
    CHECK(contains(refusal(), "weights: array bias is 2x1, expected 1x2"));
    fs::remove(here.file("bias.npy"));
    CHECK(contains(refusal(), "weights: has no array bias, which should be 1x2"));
    write(here.file("bias.npy"), spnn::zeros<float>(1, 2));
    write(here.file("bais.npy"), spnn::zeros<float>(1, 2));
    CHECK(contains(refusal(), "weights: holds more than the 2 arrays of these weights"));
    fs::remove(here.file("bais.npy"));
    test::write_plainly(here.file("first.npy"), spnn::bytes(200'000));
    CHECK(contains(refusal(), "first.npy: has 200000 bytes, at most 131120 expected"));
    test::write_plainly(here.file("first.npy"), {});
    CHECK(contains(refusal(), "weights, array first: magic: needs 6 bytes, only 0 left"));
    fs::remove_all(here.arrays());
    CHECK(contains(refusal(), "weights: is no folder that can be read"));
}

}  // namespace
