// fuzz/checkpoint: spnn::store::checkpoint on any file.
//
// Input: mode (1: the target adds the magic and a digest that fits), then the file.
// Holds: only data_error, which names the file; an accepted file is exactly the one that the description in
// store/checkpoint.hpp gives for the state that was restored; memory is a multiple of the file's size.

#include <spnn/store/checkpoint.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

namespace {

using spnn::matrix;

// A party with one of each that an archive takes.
struct part {
    matrix<float> weights = spnn::zeros<float>(2, 3), moments = spnn::zeros<float>(0, 0);
    std::uint64_t steps = 0;

    template <class Archive>
    void archive_state(Archive& a) {
        a.values("weights", weights);
        a.values("moments", moments);
        a.counter("steps", steps);
    }
};
struct party {
    part zone;
    std::vector<double> losses;

    template <class Archive>
    void archive_state(Archive& a) {
        a.part("zone", zone);
        a.numbers("losses", losses);
    }
};

constexpr std::string_view magic = "SPNNCKPT";
constexpr std::size_t epochs = 3;

spnn::store::checkpoint_owner owner() {
    spnn::store::checkpoint_owner out{"holder_1", "net", {}};
    for (std::size_t i = 0; i < out.plan.size(); ++i) out.plan[i] = static_cast<std::byte>(i);
    return out;
}

spnn::bytes with_digest(spnn::bytes body) {
    const auto digest = spnn::crypto::sha256(body);
    body.insert(body.end(), digest.begin(), digest.end());
    return body;
}

void add_matrix(spnn::byte_writer& out, std::string_view name, const matrix<float>& x) {
    out.string(name);
    out.scalar(std::uint64_t{spnn::rows(x)});
    out.scalar(std::uint64_t{spnn::columns(x)});
    out.array(spnn::elements(x));
}

spnn::bytes file_of(const party& p, const spnn::run_id& run, const spnn::crypto::block& seed) {
    const auto whose = owner();
    spnn::byte_writer out;
    out.array(std::span<const char>(magic));
    out.scalar(std::uint32_t{2});
    out.string(whose.party);
    out.string(whose.network);
    out.array(std::span<const std::byte>(whose.plan));
    out.array(std::span<const std::byte>(run.raw));
    out.scalar(std::uint64_t{epochs});
    add_matrix(out, "zone.weights", p.zone.weights);
    add_matrix(out, "zone.moments", p.zone.moments);
    out.string("zone.steps");
    out.scalar(p.zone.steps);
    out.string("losses");
    out.scalar(std::uint64_t{p.losses.size()});
    out.array(std::span(p.losses));
    out.array(std::span<const std::byte>(seed));
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

    party restored;
    spnn::run_id run;
    spnn::crypto::block seed{};
    std::optional<std::string> refused;
    fuzz::within(16 * 1024 + 8 * content.size(), [&] {
        refused = fuzz::refusal<spnn::data_error>([&] {
            spnn::store::checkpoint file(spnn::store::private_bytes(content), owner(), epochs, "some.checkpoint");
            run = file.run();
            seed = file.private_seed().declassify();
            file.restore(restored);
        });
    });
    if (refused)
        fuzz::holds(refused->starts_with("some.checkpoint: "), "an error names the file");
    else
        fuzz::holds(file_of(restored, run, seed) == content, "what is restored is what the file says");
    return 0;
}
