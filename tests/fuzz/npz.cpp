// fuzz/npz: data::parse_npz on any bytes.
//
// Input: mode (1: the target packs the bytes as one array), then the file.
// Holds: only data_error; at most as many arrays and bytes as the limits allow; what is written again is read the same;
// what the target packs comes out.

#include <spnn/data/npz.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

namespace {

namespace data = spnn::data;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fuzz::input in(bytes, size);
    const bool pack = in.byte() & 1;
    const auto content = in.rest();
    const spnn::bytes plain(content.begin(), content.end());
    const auto file = pack ? data::npz_bytes({{"x", plain}}) : plain;
    const data::npz_limits limits{8, 64 * 1024};
    std::optional<std::vector<data::named_array>> arrays;
    fuzz::within(512 * 1024, [&] {
        static_cast<void>(fuzz::refusal<spnn::data_error>([&] { arrays = data::parse_npz(file, "file", limits); }));
    });
    if (pack) {
        const bool fits = plain.size() <= limits.total_bytes;
        fuzz::holds(fits == arrays.has_value(), "what the target packs is read, up to the limit");
        fuzz::holds(!fits || *arrays == std::vector<data::named_array>{{"x", plain}}, "what is packed comes out");
    }
    if (!arrays || arrays->empty()) return 0;
    fuzz::holds(arrays->size() <= limits.arrays, "no more arrays than allowed");
    fuzz::holds(data::parse_npz(data::npz_bytes(*arrays), "written") == *arrays, "what is written is read the same");
    return 0;
}
