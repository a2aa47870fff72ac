// fuzz/session: what a role does with the messages that the channel has found right: hello, nonces of a run,
// agreement, halves of pairwise keys, words of the label owner, numbers of the hidden zone.
//
// Input: which of them, then the payload; the target adds header and tag, or leaves the bare wire to the input, or says
// the right hello with one byte changed.
// Holds: only protocol_error or transport_error; exactly one hello, that of the same plan, is accepted; a half of a
// key has 32 bytes; a run has the own nonce in it, and peers say the same one; words are the allowed ones; numbers are
// finite.

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/session/receive.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/network.hpp>
#include <spnn/split/role/relay.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>
#include <support/tape.hpp>

namespace {

namespace nn = spnn::nn;
namespace split = spnn::split;
using first_layer = split::masked<>;
using network =
    split::network<nn::sequential<nn::sigmoid<4>>, nn::sequential<nn::dense<4, 1>>, nn::binary_cross_entropy>;

constexpr auto own_nonce = [] {
    spnn::session::nonce n;
    for (std::size_t i = 0; i < n.size(); ++i) n[i] = static_cast<std::byte>(i);
    return n;
}();

// Holder 2 of two, linked to `peer` alone.
split::party_session<fuzz::tape> linked_to(split::party peer, std::span<const std::byte> wire) {
    split::party_session<fuzz::tape> s({.columns = {3, 4}, .label_holder = 0, .train_rows = 100}, split::the_holder(1),
                                       split::links<fuzz::tape>());
    s.links.connect(peer, fuzz::tape(wire));
    return s;
}

template <class Message>
spnn::bytes message(std::uint64_t step, std::size_t rows, std::size_t columns, std::span<const std::byte> payload) {
    fuzz::composer out;
    out.add<Message>(step, rows, columns, payload);
    return out.wire();
}

template <class Body>
bool refused(Body&& body) {
    return fuzz::refusal<spnn::protocol_error, spnn::transport_error>(body).has_value();
}

void hello(std::span<const std::byte> payload) {
    auto s = linked_to(split::the_server, message<spnn::session::hello>(0, 1, payload.size(), payload));
    bool no = false;
    fuzz::within(256 * 1024 + 16 * payload.size(), [&] {
        no = refused(
            [&] { spnn::session::greet(s, split::fields_of<first_layer>(s.plan, split::outline_of<network>())); });
    });
    const auto fields = split::fields_of<first_layer>(s.plan, split::outline_of<network>());
    bool right = false;
    static_cast<void>(fuzz::refusal<spnn::data_error>([&] {
        const auto theirs = spnn::session::detail::load_hello(payload);
        right = theirs.name == "server" && theirs.fields == fields;
    }));
    fuzz::holds(no != right, "exactly the hello of the same plan is accepted");
}

// The right hello, one byte of it changed.
void altered_hello(fuzz::input in) {
    const auto s = linked_to(split::the_server, {});
    auto said = spnn::session::detail::store(
        {"server", {}, split::fields_of<first_layer>(s.plan, split::outline_of<network>())});
    said[in.number<std::uint16_t>() % said.size()] ^= in.number<std::byte>();
    hello(said);
}

void key_half(std::span<const std::byte> payload) {
    auto s = linked_to(split::the_holder(0), message<spnn::session::key_half>(0, 1, payload.size(), payload));
    const bool no = refused([&] { static_cast<void>(split::agree_pairwise_keys<first_layer::ring>(s)); });
    fuzz::holds(no == (payload.size() != 32), "exactly 32 bytes are half of a key");
}

// Nonces of a new run, from a server that has said another plan's hello or none: all parties', the own one among them.
void nonces(std::span<const std::byte> payload) {
    auto s = linked_to(split::the_server, message<spnn::session::run_nonces>(0, 1, payload.size(), payload));
    std::map<split::party, spnn::session::nonce> said;
    std::copy_n(std::begin(own_nonce), own_nonce.size(), said[s.self].begin());
    bool no = false;
    fuzz::within(64 * 1024, [&] {
        no = refused([&] {
            static_cast<void>(spnn::session::found_run(s, split::detail::founding_of<first_layer>(s.plan), said));
        });
    });
    const bool right = payload.size() == 3 * sizeof(spnn::session::nonce) &&
                       std::ranges::equal(payload.subspan(2 * sizeof(spnn::session::nonce)), own_nonce);
    fuzz::holds(no != right, "exactly lists with the own nonce in its place are accepted");
}

// A digest of the plan and a run.
void agreement(std::span<const std::byte> payload) {
    auto s = linked_to(split::the_server, message<spnn::session::agreement>(0, 1, payload.size(), payload));
    s.run.emplace().raw = own_nonce;
    const bool no = fuzz::refusal<spnn::protocol_error, spnn::transport_error, spnn::data_error>([&] {
                        split::detail::agree<first_layer>(s);
                    }).has_value();
    const bool right = payload.size() == sizeof s.agreed + sizeof(spnn::session::nonce) &&
                       std::ranges::equal(payload.first(sizeof s.agreed), s.agreed) &&
                       std::ranges::equal(payload.last(sizeof(spnn::session::nonce)), own_nonce);
    fuzz::holds(no != right, "exactly the same plan and run are accepted");
}

template <class Message>
void word(fuzz::input in) {
    using value = typename Message::value_type;
    const auto payload = in.padded(sizeof(value));
    auto s = linked_to(split::the_server, message<Message>(5, 1, 1, payload));
    value came{}, sent{};
    std::memcpy(&sent, payload.data(), sizeof sent);
    const bool no = refused([&] { came = split::detail::relay<Message, first_layer>(s, 5); });
    fuzz::holds(no != Message::accepts(sent) && (no || came == sent), "exactly the allowed words are accepted");
}

void numbers(fuzz::input in) {
    const std::array<std::uint32_t, 3> rows{4, 5, 6};
    const split::step now{{spnn::purpose::train, 9}, spnn::train::train_table, rows};
    const auto payload = in.padded(rows.size() * 4 * sizeof(float));
    auto s = linked_to(split::the_server, message<split::first_layer_gradient>(now.at.tag(), rows.size(), 4, payload));
    std::array<float, 12> sent{};
    std::memcpy(sent.data(), payload.data(), payload.size());
    const bool finite = std::all_of(sent.begin(), sent.end(), [](float v) { return std::isfinite(v); });
    const bool no = refused([&] {
        spnn::matrix<float> x;
        spnn::session::receive_finite<split::first_layer_gradient>(s.to(split::the_server), now.at, now.rows.size(), 4,
                                                                   x);
        fuzz::holds(std::equal(sent.begin(), sent.end(), x.data()), "numbers arrive as they are");
    });
    fuzz::holds(no != finite, "exactly finite numbers are accepted");
}

void wire(std::span<const std::byte> raw) {
    auto s = linked_to(split::the_server, raw);
    static_cast<void>(
        refused([&] { spnn::session::greet(s, split::fields_of<first_layer>(s.plan, split::outline_of<network>())); }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    switch (in.byte() % 9) {
        case 0: hello(in.rest()); break;
        case 1: key_half(in.rest()); break;
        case 2: word<spnn::train::verdict>(in); break;
        case 3: word<spnn::train::prediction_rows>(in); break;
        case 4: numbers(in); break;
        case 5: wire(in.rest()); break;
        case 7: nonces(in.rest()); break;
        case 8: agreement(in.rest()); break;
        default: altered_hello(in); break;
    }
    return 0;
}
