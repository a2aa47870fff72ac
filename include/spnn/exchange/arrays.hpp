// exchange/arrays.hpp: weights as a folder of .npy files, to and from NumPy and PyTorch.
//
// For a network that was trained elsewhere, and for serving one elsewhere by those who may. `weights` is a role, which
// has its own party's weights, or a split::model, which has those of all parties side by side. Each matrix is one file
// NAME.npy of float32; the names are those of for_each_weight and for_each:
//
//   a holder            first                 its columns x first_width; in a model first.1, first.2, ...
//   the server          0.bias                1 x first_width, the first layer's bias; in a model hidden.0.bias
//                       1. and on             its layers, in a model hidden.1. and on
//   the label owner     weights, bias         its head (0.weights, ... for a head of several layers), in a model head.;
//                                             and first, when it holds features
//
// dense weights are in x out: the transpose of PyTorch's Linear.weight; a bias is 1 x out. An array of one dimension is
// read as one row, float64 is rounded to float32. The files are as private as the weights: readable by their owner
// alone. Nothing crosses the wire.
//
// Errors: data_error that names the folder: an array that is missing, is too many, of another shape, not of floats, or
// holds a value that is not finite. Weights change once all has been found right.

#pragma once

#include <spnn/exchange/detail/npy_weights.hpp>
#include <spnn/store/sealed_file.hpp>

#include <filesystem>

namespace SPNN_NAMESPACE::exchange {

// Writes into `folder`, which is made if it is not there. Arrays of another network that lie there stay, and make
// load_arrays fail; a crash in the middle leaves new arrays beside old ones (exchange/npz.hpp has one file for all).
template <class Weights>
void save_arrays(const std::filesystem::path& folder, const Weights& weights) {
    store::make_private_folder(folder);
    for (const auto& [name, content] : detail::npy_arrays(weights))
        store::write_file(folder / (name + ".npy"), content);
}

// Files of other kinds may lie in the folder; one more .npy file may not.
template <class Weights>
void load_arrays(const std::filesystem::path& folder, Weights& weights) {
    const auto most = detail::most_of(weights);
    std::vector<data::named_array> arrays;
    std::error_code failed;
    std::filesystem::directory_iterator at(folder, failed);
    for (; !failed && at != std::filesystem::directory_iterator(); at.increment(failed)) {
        const auto& file = at->path();
        if (file.extension() != ".npy") continue;
        require<data_error>(arrays.size() < most.arrays, folder.string(), ": holds more than the ", most.arrays,
                            " arrays of these weights");
        arrays.emplace_back(file.stem().string(), store::read_file(file, most.largest_bytes));
    }
    require<data_error>(!failed, folder.string(), ": is no folder that can be read");
    detail::take_npy_arrays(arrays, folder.string(), weights);
}

}  // namespace SPNN_NAMESPACE::exchange
