// fuzz/hello: the first words of a peer, spnn::session::detail::load_hello and compare.
//
// Holds: only data_error from reading; what is read, stored again, is the input; comparing throws protocol_error
// unless name and fields are exactly those expected; memory is a multiple of the input's size.

#include <spnn/session/session.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace detail = spnn::session::detail;
    const auto raw = fuzz::input(data, size).all();
    const spnn::record::texts ours{{"protocol", "masked"}, {"columns", "3,4"}, {"epochs", "10"}};
    std::optional<detail::hello_content> theirs;
    fuzz::within(64 * 1024 + 4 * size, [&] {
        static_cast<void>(fuzz::refusal<spnn::data_error>([&] { theirs = detail::load_hello(raw); }));
    });
    if (!theirs) return 0;

    fuzz::holds(detail::store(*theirs) == raw, "what is read is stored the same");
    const bool same = theirs->name == "holder_2" && theirs->fields == ours;
    const auto refused = fuzz::refusal<spnn::protocol_error>([&] { detail::compare(ours, *theirs, "holder_2"); });
    fuzz::holds(same != refused.has_value(), "only the same plan of the expected party passes");
    return 0;
}
