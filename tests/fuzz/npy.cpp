// fuzz/npy: data::parse_npy on any bytes.
//
// Input: mode (1: the target writes a header for what follows), then the file, or rows (one byte) and values.
// Holds: only data_error; values are finite; what is written again is read the same; memory is a multiple of the size.

#include <spnn/data/npy.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

namespace {

namespace data = spnn::data;

spnn::bytes with_header(std::size_t rows, std::span<const std::byte> values) {
    spnn::byte_writer out;
    data::detail::write_npy_header(out, 4, rows, rows == 0 ? 0 : values.size() / 4 / rows);
    out.array(values);
    return out.take();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fuzz::input in(bytes, size);
    const bool write_header = in.byte() & 1;
    const std::size_t rows = write_header ? in.byte() : 0;
    const auto content = in.rest();
    const auto file = write_header ? with_header(rows, content) : spnn::bytes(content.begin(), content.end());
    std::optional<spnn::matrix<float>> x;
    fuzz::within(4096 + 4 * file.size(), [&] {
        static_cast<void>(fuzz::refusal<spnn::data_error>([&] { x = data::parse_npy(file, "file"); }));
    });
    if (!x) return 0;
    for (const float value : spnn::elements(*x)) fuzz::holds(std::isfinite(value), "values are finite");
    const auto again = data::parse_npy(data::npy_bytes(*x), "written");
    fuzz::holds(again.shape() == x->shape() &&
                    std::ranges::equal(std::as_bytes(spnn::elements(again)), std::as_bytes(spnn::elements(*x))),
                "what is written is read the same");
    return 0;
}
