// fuzz/gzip: data::read_csv_gz on any file.
//
// Input: mode (1: the target packs the bytes, so that the reader gets past the checksum), then the file.
// Holds: only data_error; what is not packed reads as csv.hpp reads it, and so does what the target packs; a file that
// unpacks to very much ends at the limits of rows and columns.

#include <spnn/data/gzip.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>
#include <support/memory_file.hpp>

#include <sstream>

namespace {

namespace data = spnn::data;
using spnn::data_error;

spnn::bytes packed(std::span<const std::byte> plain) {
    z_stream stream{};
    const int with_gzip_header = 15 + 16;
    if (deflateInit2(&stream, 1, Z_DEFLATED, with_gzip_header, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
    spnn::bytes out(deflateBound(&stream, plain.size()));
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

bool same(const std::optional<data::table>& a, const std::optional<data::table>& b) {
    if (!a || !b) return a.has_value() == b.has_value();
    return a->names == b->names && a->lines == b->lines && a->values.shape() == b->values.shape() &&
           std::ranges::equal(std::as_bytes(spnn::elements(a->values)), std::as_bytes(spnn::elements(b->values)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fuzz::input in(bytes, size);
    const bool pack = in.byte() & 1;
    const auto content = in.rest();
    data::csv_options options;
    options.limits = {1024, 4096, 64, 100};

    const fuzz::memory_file file(pack ? packed(content) : spnn::bytes(content.begin(), content.end()));
    std::optional<data::table> table;
    fuzz::within(1024 * 1024, [&] {
        static_cast<void>(fuzz::refusal<data_error>([&] { table = data::read_csv_gz(file.path(), options); }));
    });

    const auto text = fuzz::as_text(content);
    if (!pack && text.starts_with("\x1f\x8b")) return 0;
    std::optional<data::table> plain;
    std::istringstream stream{std::string(text)};
    static_cast<void>(fuzz::refusal<data_error>([&] { plain = data::read_csv(stream, "file", options); }));
    fuzz::holds(same(table, plain), "packed or not, it is the same table");
    return 0;
}
