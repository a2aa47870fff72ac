// fuzz/query_budget: the file of align/query_budget.hpp, load_asked on any bytes.
//
// Input: mode (1: the target adds magic, format and a digest that fits), then the file.
// Holds: only data_error, which names the file; an accepted file is exactly what is stored for what was read; memory is
// a multiple of the file's size.

#include <spnn/align/query_budget.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace detail = spnn::align::detail;
    namespace store = spnn::store;
    fuzz::input in(data, size);
    const bool completed = in.byte() == 1;
    auto content = in.all();
    if (completed) {
        auto out = store::begin_sealed(detail::query_budget_kind);
        out.array(std::span<const std::byte>(content));
        content = store::seal(std::move(out));
    }
    std::optional<detail::asked_ids> asked;
    std::optional<std::string> refused;
    fuzz::within(16 * 1024 + 16 * size, [&] {
        refused =
            fuzz::refusal<spnn::data_error>([&] { asked = detail::load_asked(content, "queried_ids", "holder_1"); });
    });
    if (refused)
        fuzz::holds(refused->starts_with("queried_ids"), "an error names the file");
    else
        fuzz::holds(detail::store_asked("holder_1", *asked) == content, "what is read is stored the same");
    return 0;
}
