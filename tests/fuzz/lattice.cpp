// fuzz/lattice: what he::rlwe_sum does with keys and messages from a peer, and residues from their bits.
//
// Input: mode, then for 0 the width of a modulus and a count, and packed residues; for 1 a message and for 2 a public
// key, as changes of a good one: how much is cut, then (place, bits turned) each. Holds: only protocol_error; what is
// loaded is stored the same; what is loaded can be added up, and its sum decrypts or is refused; a key that is accepted
// encrypts; a message that is unchanged decrypts to what it was.

#include <spnn/he/rlwe/sum.hpp>

#include <he/sources.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

#include <optional>

namespace {

namespace he = spnn::he;
using he::rlwe_sum;

constexpr std::size_t count = 20;

struct fixture {
    rlwe_sum::layout layout = rlwe_sum::make_layout({1000, 1, count}, 128);
    he_test::seeded_source random{1};
    rlwe_sum::key_pair keys = rlwe_sum::generate_keys(layout, random);
    rlwe_sum::encryptor encryptor{keys.pub};
    std::vector<spnn::int128> values = std::vector<spnn::int128>(count, -1000);
    spnn::bytes key = rlwe_sum::store_public_key(keys.pub), message;

    fixture() : message(layout.message_bytes(count)) {
        rlwe_sum::store(keys.pub, encryptor.encrypt(values, random), message);
    }
};
fixture& good() {
    static fixture all;
    return all;
}

// The bytes with the changes that the input asks for.
spnn::bytes changed(spnn::bytes raw, fuzz::input& in) {
    raw.resize(raw.size() - std::min<std::size_t>(in.byte(), raw.size()));
    for (auto left = in.rest(); left.size() >= 4 && !raw.empty(); left = left.subspan(4)) {
        std::uint32_t change = 0;
        std::memcpy(&change, left.data(), sizeof change);
        raw[(change >> 8) % raw.size()] ^= static_cast<std::byte>(change);
    }
    return raw;
}

void residues(fuzz::input& in) {
    const std::size_t width = 28 + in.byte() % 23, many = in.byte();
    const he::rlwe::modulus q(he::rlwe::primes(width, 1, 2048)[0]);
    const auto raw = in.rest();
    std::vector<std::uint64_t> x(many);
    if (fuzz::refusal<spnn::protocol_error>([&] { he::rlwe::unpack_residues(q, raw, x); })) return;
    for (const auto value : x) fuzz::holds(value < q.value(), "a residue is below its modulus");
    spnn::bytes again(raw.size());
    he::rlwe::pack_residues(q, x, again);
    fuzz::holds(std::ranges::equal(again, raw), "residues have one encoding");
}

void message(fuzz::input& in) {
    auto& f = good();
    const auto raw = changed(f.message, in);
    std::optional<rlwe_sum::ciphertext> c;
    fuzz::within(256 * 1024, [&] {
        static_cast<void>(fuzz::refusal<spnn::protocol_error>([&] { c = rlwe_sum::load(f.keys.pub, count, raw); }));
    });
    if (!c) return;
    spnn::bytes again(raw.size());
    rlwe_sum::store(f.keys.pub, *c, again);
    fuzz::holds(again == raw, "what is loaded is stored the same");
    std::vector<spnn::int128> out(count);
    const auto refused =
        fuzz::refusal<spnn::protocol_error>([&] { rlwe_sum::decrypt(f.keys.sec, *c, out); }).has_value();
    if (raw == f.message) fuzz::holds(!refused && out == f.values, "a good message decrypts");
    rlwe_sum::add(f.keys.pub, *c, f.encryptor.encrypt(f.values, f.random));
    static_cast<void>(fuzz::refusal<spnn::protocol_error>([&] { rlwe_sum::decrypt(f.keys.sec, *c, out); }));
}

void public_key(fuzz::input& in) {
    auto& f = good();
    const auto raw = changed(f.key, in);
    std::optional<rlwe_sum::public_key> pub;
    static_cast<void>(fuzz::refusal<spnn::protocol_error>([&] { pub = rlwe_sum::load_public_key(f.layout, raw); }));
    if (!pub) return;
    fuzz::holds(rlwe_sum::store_public_key(*pub) == raw, "what is loaded is stored the same");
    spnn::bytes out(f.layout.message_bytes(count));
    const auto c = rlwe_sum::encryptor(*pub).encrypt(f.values, f.random);
    rlwe_sum::store(*pub, c, out);
    fuzz::holds(rlwe_sum::load(*pub, count, out) == c, "an accepted key encrypts");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    switch (in.byte() % 3) {
        case 0: residues(in); break;
        case 1: message(in); break;
        default: public_key(in); break;
    }
    return 0;
}
