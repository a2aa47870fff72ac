// exchange/npz.hpp: weights as one .npz file, to and from NumPy and PyTorch. Needs libzip (component npz).
//
// Names, shapes and errors are those of exchange/arrays.hpp.

#pragma once

#include <spnn/data/npz.hpp>
#include <spnn/exchange/detail/npy_weights.hpp>
#include <spnn/store/sealed_file.hpp>

namespace SPNN_NAMESPACE::exchange {

// Writes the file, replacing one that is there.
template <class Weights>
void save_npz(const std::filesystem::path& file, const Weights& weights) {
    store::write_file(file, data::npz_bytes(detail::npy_arrays(weights)));
}

// Reads it; one array more or less than `weights` has is a data_error.
template <class Weights>
void load_npz(const std::filesystem::path& file, Weights& weights) {
    const auto name = file.string();
    const auto most = detail::most_of(weights);
    const auto content = store::read_file(file, 2 * most.total_bytes);
    detail::take_npy_arrays(data::parse_npz(content, name, {most.arrays + 1, most.total_bytes}), name, weights);
}

}  // namespace SPNN_NAMESPACE::exchange
