// fuzz/coordination: what a coordinator proposes and a party reports, split::load_proposal, load_instruction and
// load_report, and what is done with a proposal next.
//
// Input: what (a proposal, an instruction, a report), then the bytes.
// Holds: only data_error from reading; a proposal, stored again, is the input, an instruction and a report are after
// texts have been made printable; a plan that nobody can follow, or a policy forbids, is a usage_error, and columns of
// a plan never wrap; memory is a multiple of the input's size.

#include <spnn/coordinate/reports.hpp>
#include <spnn/split/policy.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

namespace {

namespace split = spnn::split;
using spnn::data_error;
using spnn::usage_error;

template <class Load>
auto loaded(std::span<const std::byte> raw, Load load) {
    std::optional<decltype(load(raw))> out;
    fuzz::within(16 * 1024 + 16 * raw.size(),
                 [&] { static_cast<void>(fuzz::refusal<data_error>([&] { out = load(raw); })); });
    return out;
}

// Reading and storing changes nothing that has been read and stored before.
template <class Load>
void as_printable(std::span<const std::byte> raw, Load load) {
    const auto said = loaded(raw, load);
    if (!said) return;
    const auto stored = spnn::coordinate::store(*said);
    const auto again = loaded(stored, load);
    fuzz::holds(again && spnn::coordinate::store(*again) == stored, "what is read is stored the same");
    fuzz::holds(stored.size() == raw.size(), "only characters change");
}

void as_proposal(std::span<const std::byte> raw) {
    const auto said =
        loaded(raw, [](auto bytes) { return spnn::coordinate::load_proposal<spnn::split::proposal>(bytes); });
    if (!said) return;
    fuzz::holds(std::ranges::equal(spnn::coordinate::store(*said), raw), "what is read is stored the same");
    const bool forbidden =
        fuzz::refusal<usage_error>([&] { split::require_allowed(split::policy{}, *said); }).has_value();
    fuzz::holds(forbidden || (said->plan.holders() >= 2 && said->plan.epochs <= 1000), "a policy is kept");
    const auto& plan = said->plan;
    if (fuzz::refusal<usage_error>([&] { check(plan); })) return;
    static_cast<void>(fuzz::refusal<usage_error>([&] {
        const auto encoding = split::fixed_point_of<spnn::z2k<64>>(plan);
        fuzz::holds(encoding.product_limit() > 0, "a fixed point that is accepted fits its ring");
    }));
    static_cast<void>(fuzz::refusal<usage_error>(
        [&] { fuzz::holds(!(plan.rule.rate.rate(plan.batch_seed) < 0), "a learning rate is not negative"); }));
    fuzz::holds(plan.total_columns() <= spnn::most::holders * spnn::most::columns, "columns do not wrap");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    const auto what = in.byte() % 3;
    const auto raw = in.rest();
    if (what == 0)
        as_proposal(raw);
    else if (what == 1)
        as_printable(raw, [](auto bytes) { return spnn::coordinate::load_instruction<split::proposal>(bytes); });
    else
        as_printable(raw, [](auto bytes) { return spnn::coordinate::load_report(bytes); });
    return 0;
}
