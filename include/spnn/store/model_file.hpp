// store/model_file.hpp: a party's own weights as a file, for later prediction or further training.
//
// A file holds one party's piece of one network and nothing of any other party:
//   "SPNNMODL", format (u32), party, network (texts), the run's id (16 bytes), number of matrices (u32), then for each
//   its name, rows and columns (u64) and its values (float32), then SHA-256 of all that. Little-endian.
// The id says which files belong together; parties compare it before they predict (session/agreement.hpp).
// The digest finds accidents, not forgers; keep the file as private as the weights. It is written beside its
// place, readable by its owner alone, and renamed, so that a crash leaves the old file or the new one.
//
// Errors: data_error that names the file: missing, truncated, altered, of another party, network or shape.

#pragma once

#include <spnn/core/run_id.hpp>
#include <spnn/store/sealed_file.hpp>
#include <spnn/version.hpp>

#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::store {

// What it is.
inline constexpr sealed_kind model_kind{"SPNNMODL", file_version, "model file"};

// Writes the weights of `holder_of_weights` (it has for_each_weight) as those of `party_name` in `network`, from a run.
template <class Weights>
void save_model(const std::filesystem::path& path, std::string_view party_name, std::string_view network,
                const run_id& run, const Weights& holder_of_weights) {
    auto out = begin_sealed(model_kind);
    out.string(party_name);
    out.string(network);
    out.array(std::span<const std::byte>(run.raw));
    std::uint32_t count = 0;
    holder_of_weights.for_each_weight([&](std::string_view, const matrix<float>&) { ++count; });
    out.scalar(count);
    holder_of_weights.for_each_weight(
        [&](std::string_view name, const matrix<float>& x) { write_matrix(out, name, x); });
    write_file(path, seal(std::move(out)));
}

// Reads weights that save_model wrote for the same party and network; shapes must be those it has. The run they are of.
template <class Weights>
run_id load_model(const std::filesystem::path& path, std::string_view party_name, std::string_view network,
                  Weights& holder_of_weights) {
    const auto content = read_file(path);
    const auto file = path.string();
    byte_reader in(unseal(content, model_kind, file), file);
    expect_text(in, file, "party", party_name);
    expect_text(in, file, "network", network);
    run_id run;
    in.array(std::span<std::byte>(run.raw), "run");
    std::uint32_t expected_count = 0;
    holder_of_weights.for_each_weight([&](std::string_view, const matrix<float>&) { ++expected_count; });
    const auto count = in.whole<std::uint32_t>("number of matrices", 0, 1'000'000);
    require<data_error>(count == expected_count, file, ": holds ", count, " matrices, expected ", expected_count);
    std::vector<matrix<float>> loaded;  // all or nothing: weights change once the whole file has been found right
    std::as_const(holder_of_weights).for_each_weight([&](std::string_view name, const matrix<float>& x) {
        loaded.push_back(read_matrix(in, file, name, x));
    });
    in.finish(file);
    auto next = loaded.begin();
    holder_of_weights.for_each_weight([&](std::string_view, matrix<float>& x) { x = std::move(*next++); });
    return run;
}

}  // namespace SPNN_NAMESPACE::store
