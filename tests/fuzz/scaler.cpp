// fuzz/scaler: data::standard_scaler::load on any bytes.
//
// Holds: only data_error; what is read, stored again, is the input as far as it was read, and its numbers are such as
// a fit gives; memory is a multiple of the input's size.

#include <spnn/data/scaling.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using spnn::data::standard_scaler;
    const auto raw = fuzz::input(data, size).all();
    spnn::byte_reader in(raw);
    std::optional<standard_scaler> scaler;
    fuzz::within(64 * 1024 + 64 * size, [&] {
        static_cast<void>(fuzz::refusal<spnn::data_error>([&] { scaler = standard_scaler::load(in); }));
    });
    if (!scaler) return 0;

    for (const auto& column : scaler->columns)
        fuzz::holds(std::isfinite(column.mean) && column.deviation > 0, "columns are as a fit gives them");
    fuzz::holds(scaler->clip >= 0, "the bound is none or positive");
    spnn::byte_writer out;
    scaler->store(out);
    fuzz::holds(std::ranges::equal(out.view(), std::span(raw).first(raw.size() - in.left())),
                "what is read is stored the same");
    return 0;
}
