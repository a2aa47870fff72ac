// fuzz/shares: what a holder does with ring elements from its peers and the dealer.
//
// Input: what (elements, opening, triples, or the bare wire), ring, then the payloads; all but the bare wire get the
// header and a tag that fits.
// Holds: only protocol_error or transport_error; a word is refused exactly when it is no element of the ring; an
// opened value is the sum of the shares, reckoned anew in wide integers.

#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/share/open.hpp>
#include <spnn/share/triples/dealer.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/tape.hpp>

namespace {

namespace share = spnn::share;
using channel = spnn::net::channel<fuzz::tape>;
using spnn::element;
using spnn::matrix;

constexpr std::size_t m = 3, n = 2;
constexpr spnn::step_id at{spnn::purpose::train, 7};

template <class R>
struct values : spnn::net::message_kind<0x7001, "values", element<R>> {};

template <class R>
matrix<element<R>> words_of(std::span<const std::byte> payload) {
    auto x = spnn::make_matrix<element<R>>(m, n);
    std::memcpy(x.data(), payload.data(), payload.size());
    return x;
}

template <class R>
bool all_elements(const matrix<element<R>>& x) {
    return std::all_of(x.data(), x.data() + x.size(), [](auto word) { return R::is_element(word); });
}

template <class R, class Message>
channel peer_saying(std::span<const std::byte> payload) {
    fuzz::composer out;
    out.add<Message>(at.tag(), m, n, payload);
    return channel(fuzz::tape(out.wire()), "peer");
}

template <class Body>
bool refused(Body&& body) {
    return fuzz::refusal<spnn::protocol_error, spnn::transport_error>(body).has_value();
}

template <class R>
void as_elements(fuzz::input in) {
    const auto payload = in.padded(m * n * sizeof(element<R>));
    auto peer = peer_saying<R, values<R>>(payload);
    const auto words = words_of<R>(payload);
    const bool no = refused([&] {
        spnn::matrix<element<R>> came;
        share::receive_elements<R, values<R>>(peer, at.tag(), m, n, came);
        fuzz::holds(came == words, "words arrive as they are");
    });
    fuzz::holds(no != all_elements<R>(words), "a word is refused exactly when it is no element");
}

// a + b for elements of the ring, from its definition.
template <class R>
element<R> sum(element<R> a, element<R> b) {
    if constexpr (R::every_word_is_an_element)
        return static_cast<element<R>>(a + b);
    else
        return static_cast<element<R>>((spnn::uint128{a} + b) % R::modulus);
}

template <class R>
void as_opening(fuzz::input in) {
    const auto first = in.padded(m * n * sizeof(element<R>)), second = in.padded(m * n * sizeof(element<R>));
    auto one = peer_saying<R, values<R>>(first), two = peer_saying<R, values<R>>(second);
    const std::array<channel*, 2> peers{&one, &two};
    auto own = spnn::zeros<element<R>>(m, n);
    for (auto& word : spnn::elements(own)) word = R::from_signed(-3);
    share::additive_share<R> mine{own};
    spnn::matrix<element<R>> value, came;
    const bool no = refused([&] { share::open<R, values<R>, channel>(peers, at, mine, value, came); });
    const auto x = words_of<R>(first), y = words_of<R>(second);
    fuzz::holds(no != (all_elements<R>(x) && all_elements<R>(y)), "shares are refused exactly when they are none");
    for (std::size_t i = 0; i < value.size() && !no; ++i)
        fuzz::holds(value.data()[i] == sum<R>(own.data()[i], sum<R>(x.data()[i], y.data()[i])),
                    "what is opened is the sum of the shares");
}

template <class R>
void as_triples(fuzz::input in) {
    fuzz::composer out;
    out.add<share::triple_seed>(0, 1, sizeof(spnn::crypto::block), in.padded(sizeof(spnn::crypto::block)));
    const auto payload = in.padded(m * n * sizeof(element<R>));
    out.add<share::triple_correction<R>>(at.tag(), m, n, payload);
    channel dealer(fuzz::tape(out.wire()), "dealer");
    share::dealt_triples<R, channel> triples(dealer, true);
    share::additive_share<R> a, b, c;
    triples.left_mask(share::mask_rows::of_step(at, m), n, a);
    triples.right_mask(at, n, n, b);
    fuzz::holds(all_elements<R>(a.part) && all_elements<R>(b.part), "masks are elements whatever the seed");
    const bool no = refused([&] { triples.product_mask(at, m, n, c); });
    fuzz::holds(no != all_elements<R>(words_of<R>(payload)), "a correction is refused exactly when it is none");
}

template <class R>
void as_wire(fuzz::input in) {
    channel dealer(fuzz::tape(in.rest()), "dealer");
    static_cast<void>(refused([&] {
        share::dealt_triples<R, channel> triples(dealer, true);
        share::additive_share<R> c;
        triples.product_mask(at, m, n, c);
        fuzz::holds(all_elements<R>(c.part), "what is taken is elements");
    }));
}

template <class R>
void run(unsigned what, fuzz::input in) {
    switch (what) {
        case 0: return as_elements<R>(in);
        case 1: return as_opening<R>(in);
        case 2: return as_triples<R>(in);
        default: return as_wire<R>(in);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    const auto what = in.byte() % 4, ring = in.byte() % 3;
    if (ring == 0)
        run<spnn::mersenne61>(what, in);
    else if (ring == 1)
        run<spnn::z2k<32>>(what, in);
    else
        run<spnn::z2k<128>>(what, in);
    return 0;
}
