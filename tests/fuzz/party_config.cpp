// fuzz/party_config: the configuration of examples/spnn_party, parse_config on any text.
//
// Holds: only data_error, which names the file; what is accepted has what every party needs: a run, a place for its
// state, waits that end and are not over at once, rules of alignment that can be, and, at the coordinator alone, a plan
// that its own check of well-formed proposals takes.

#include <examples/spnn_party/config.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    const std::string text(fuzz::as_text(in.rest()));
    std::optional<spnn_party::config> config;
    std::optional<std::string> refused;
    fuzz::within(256 * 1024 + 512 * size, [&] {
        refused =
            fuzz::refusal<spnn::data_error>([&] { config = spnn_party::parse_config(text, "party.json", "/folder"); });
    });
    if (refused) {
        fuzz::holds(refused->starts_with("party.json"), "an error names the file");
        return 0;
    }
    fuzz::holds(!config->run.empty() && !config->state.empty(), "a party has a run and a place for its state");
    for (const auto wait : {config->timeout, config->start_within, config->silence})
        fuzz::holds(wait.count() > 0, "a wait lasts for some time");
    static_cast<void>(spnn::align::options_under(config->alignment, config->run, "holder_1", "queried_ids"));
    fuzz::holds(config->plan.has_value() == (config->self == "coordinator"), "the coordinator alone has a plan");
    if (config->plan) {
        const auto stored = spnn::coordinate::store(*config->plan);
        static_cast<void>(fuzz::refusal<spnn::data_error>([&] {
            const auto arrived = spnn::coordinate::load_proposal<spnn::split::proposal>(stored);
            fuzz::holds(spnn::coordinate::store(arrived) == stored, "a plan arrives as it was sent");
        }));
    }
    return 0;
}
