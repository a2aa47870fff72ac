// fuzz/model_file: spnn::store::load_model on any file.
//
// Input: mode (1: the target adds the magic and a digest that fits), then the file.
// Holds: only data_error, which names the file; weights change only when the file is accepted; an accepted file is
// exactly the one that the description in store/model_file.hpp gives for the weights that were loaded; memory is a
// multiple of the file's size.

#include <spnn/store/model_file.hpp>

#include <split/support/piece.hpp>
#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>
#include <support/memory_file.hpp>

namespace {

using spnn::matrix;

using weights = test::piece;

constexpr std::string_view magic = "SPNNMODL";

spnn::bytes with_digest(spnn::bytes body) {
    const auto digest = spnn::crypto::sha256(body);
    body.insert(body.end(), digest.begin(), digest.end());
    return body;
}

spnn::bytes file_of(const weights& w, const spnn::run_id& run = {}) {
    spnn::byte_writer out;
    out.array(std::span<const char>(magic));
    out.scalar(std::uint32_t{2});
    out.string("holder_1");
    out.string("net");
    out.array(std::span<const std::byte>(run.raw));
    out.scalar(std::uint32_t{2});
    w.for_each_weight([&](std::string_view name, const matrix<float>& x) {
        out.string(name);
        out.scalar(std::uint64_t{spnn::rows(x)});
        out.scalar(std::uint64_t{spnn::columns(x)});
        out.array(spnn::elements(x));
    });
    return with_digest(out.take());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    const bool completed = in.byte() & 1;
    auto content = in.all();
    if (completed) {
        const auto opening = std::as_bytes(std::span(magic));
        content.insert(content.begin(), opening.begin(), opening.end());
        content = with_digest(std::move(content));
    }

    const fuzz::memory_file file(content);
    const auto path = file.path();
    weights loaded;
    spnn::run_id run;
    std::optional<std::string> refused;
    fuzz::within(128 * 1024 + 4 * size, [&] {
        refused =
            fuzz::refusal<spnn::data_error>([&] { run = spnn::store::load_model(path, "holder_1", "net", loaded); });
    });
    if (refused) {
        fuzz::holds(refused->find(path.string()) != std::string::npos, "an error names the file");
        fuzz::holds(file_of(loaded) == file_of(weights()), "a refused file changes no weight");
    } else {
        fuzz::holds(file_of(loaded, run) == content, "what is loaded is what the file says");
    }
    return 0;
}
