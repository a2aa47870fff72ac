// fuzz/fss_keys: keys of comparisons as they come from the dealer or a file.
//
// Input: what (comparison, sign, comparison with payload), side, width, keys - 1, the widths of the payload, then what
// was sent.
// Holds: a width that is not compared is a usage_error; bytes of any length but the batch's are refused with a
// data_error, and no other; bytes of the right length are evaluated whatever they are, to bits that end with the last
// key and words within their bits, and the tiers agree.

#include <spnn/fss/dcf.hpp>
#include <spnn/fss/drelu.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>

namespace {

namespace fss = spnn::fss;
using fss::side;
using spnn::crypto::block;

spnn::crypto::prg draws() { return spnn::crypto::prg(spnn::crypto::seed(block{std::byte{1}}), 7); }

// What `evaluate` gives on every tier, which is the same.
template <class Evaluate>
auto on_all_tiers(Evaluate&& evaluate) {
    const auto expected = evaluate(fss::hash_key(block{}, spnn::crypto::aes_tier::portable));
    for (const auto tier : spnn::available_tiers<spnn::crypto::aes_tier>())
        fuzz::holds(evaluate(fss::hash_key(block{}, tier)) == expected, "tiers agree");
    return expected;
}

// Makes keys, evaluates them at points of their own, and says whether they were refused.
template <class Keys, class Batch, class Share>
bool refused(side of, const Batch& batch, const spnn::bytes& sent, std::vector<Share> shares,
             std::vector<Share>& result) {
    std::vector<std::uint64_t> points(batch.count);
    for (std::size_t i = 0; i < points.size(); ++i) points[i] = i * 0x9e3779b97f4a7c15u;
    return fuzz::refusal<spnn::data_error>([&] {
               result = on_all_tiers([&](const fss::hash_key& hash) {
                   auto stream = draws();
                   Keys(of, batch, hash, sent).evaluate(stream, points, shares);
                   return shares;
               });
           })
        .has_value();
}

template <class Keys, class Batch>
void bits(side of, const Batch& batch, std::size_t expected, const spnn::bytes& sent) {
    std::vector<std::uint32_t> shares;
    const bool no = refused<Keys>(of, batch, sent, std::vector<std::uint32_t>(fss::tiles_of(batch.count)), shares);
    fuzz::holds(no == (sent.size() != expected), "bytes are refused exactly when there are too many or too few");
    if (!no && batch.count % 32 != 0)
        fuzz::holds(shares.back() >> (batch.count % 32) == 0, "no bit stands behind the last key");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    const auto what = in.byte() % 3;
    const auto of = in.byte() % 2 == 0 ? side::first : side::second;
    const unsigned width = in.byte() % 80;
    const std::size_t count = 1 + in.byte() % 70;
    const unsigned n = in.byte() % 80, f = in.byte() % 80;
    const auto sent = in.all();
    // A shape is the reader's own, from its own plan: a wrong one is its own mistake, whatever was sent.
    const bool wrong = what == 0   ? width > 63
                       : what == 1 ? width < 1 || width > 64
                                   : width < 1 || width > 63 || n < 1 || n > 64 || f > 64;
    const fss::dcf_batch with_payload{{width, n, f}, count};
    if (wrong) {
        const auto no = fuzz::refusal<spnn::usage_error>([&] {
            const fss::hash_key hash(block{});
            if (what == 0) static_cast<void>(fss::comparison_keys(of, {width, count}, hash, sent));
            if (what == 1) static_cast<void>(fss::drelu_keys(of, {width, count}, hash, sent));
            if (what == 2) static_cast<void>(fss::dcf_keys(of, with_payload, hash, sent));
        });
        fuzz::holds(no.has_value(), "a width that is not compared is refused");
    } else if (what == 0) {
        const fss::comparison_batch batch{width, count};
        bits<fss::comparison_keys>(of, batch, batch.bytes_to(of), sent);
    } else if (what == 1) {
        const fss::drelu_batch batch{width, count};
        bits<fss::drelu_keys>(of, batch, batch.comparison().bytes_to(of), sent);
    } else {
        std::vector<fss::payload> shares;
        const bool no = refused<fss::dcf_keys>(of, with_payload, sent, std::vector<fss::payload>(count), shares);
        fuzz::holds(no == (sent.size() != with_payload.bytes_to_both()),
                    "bytes are refused exactly when there are too many or too few");
        for (const auto& share : shares)
            fuzz::holds(((share[0] | share[1]) & ~fss::low_bits(n)) == 0 && (share[2] & ~fss::low_bits(f)) == 0,
                        "words are within their bits");
    }
    return 0;
}
