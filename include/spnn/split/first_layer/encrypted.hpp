// split/first_layer/encrypted.hpp: SPNN-HE, the first layer as a running sum under the server's key.
//
// Holder 1 encrypts its product, each next holder adds a fresh encryption of its own, the last sends the sum to
// the server, which alone can decrypt. Each adds a *fresh encryption*, never a bare product: else its two neighbours
// could compare what went in and out and read its product without any key. The cipher is any for sums (he/sum.hpp): by
// default lattice encryption (he/rlwe/sum.hpp), or an AdditiveHe such as Paillier's, which is packed (he/packed.hpp).
// Values go in several messages, so that all work at the same time: while one holder adds to a message, the one before
// it encrypts the next and the server decrypts the last.
//
// Wire: the server's public key once; per product, k hops of all messages of m h values, as many to a message as the
// cipher's layout says. The layout follows from the plan and h, so no size travels.
// Learns: the server the sum h1; holders nothing. Breaks: server and both neighbours of a holder in the chain (at
// the ends, its one neighbour). The links between holders carry ciphertexts under the *server's* key and must be
// closed to the server. A sum that is none ends the session, and nobody is told more of it than that: more would be an
// answer about the server's key.
// A sum has at most 126 bits.
// Zhou et al., arXiv 2012.09364, section 4 (SPNN-HE).

#pragma once

#include <spnn/he/additive.hpp>
#include <spnn/he/rlwe/sum.hpp>
#include <spnn/split/first_layer.hpp>
#include <spnn/split/first_layer/holder_base.hpp>
#include <spnn/split/use.hpp>

#include <algorithm>
#include <vector>

namespace SPNN_NAMESPACE::split {

namespace detail {

// The cipher for sums that `encrypted` makes of what it is given: that itself, or an AdditiveHe, which has plaintexts,
// packed.
template <class Scheme>
struct sum_cipher {
    static_assert(he::is_sum_he<Scheme>());
    using type = Scheme;
};
template <class Scheme>
    requires requires { typename Scheme::plaintext; }
struct sum_cipher<Scheme> {
    static_assert(he::is_additive_he<Scheme>());
    static_assert(
        requires { sizeof(he::packed<Scheme>); },
        "cipher: an additively homomorphic scheme is packed for sums: include spnn/he/packed.hpp");
    using type = he::packed<Scheme>;
};

}  // namespace detail

template <class Scheme = he::rlwe_sum, Ring R = z2k<64>>
struct encrypted {
    using ring = R;
    // The encryption, for sums.
    using scheme = typename detail::sum_cipher<Scheme>::type;
    static constexpr std::string_view name = "encrypted";
    static constexpr bool is_private = scheme::is_private;
    static constexpr bool can_round_products = true;
    static constexpr topology links{holder_links::chain, false};

    // Of messages in a first layer of so many units: for what holders send, at most part_limit in absolute value
    // (split/first_layer/scale.hpp), a batch at a time. usage_error for what the cipher cannot do.
    [[nodiscard]] static typename scheme::layout layout_of(const plan& p, std::size_t width) {
        const auto limit = static_cast<uint128>(product_scale_of<encrypted>(p).part_limit());
        return scheme::make_layout({std::max<uint128>(limit, 1), p.holders(), p.batch * width}, p.security_bits);
    }

    template <net::Transport T>
    class holder_part : public holder_base<R, T> {
    public:
        explicit holder_part(party_session<T>& s, feature_zone zone, product_noise noise = {})
            : holder_base<R, T>(s, product_scale_of<encrypted>(s.plan), std::move(zone), std::move(noise)),
              layout_(layout_of(s.plan, columns(this->zone().weights()))),
              key_(receive_key(s.to(the_server), layout_)),
              encryptor_(key_),
              nonces_(crypto::fresh_seed(s.random), s.ledger) {}

        void send(std::uint32_t table, step_id at, row_numbers rows) {
            this->prepare(table, rows);
            const auto product = elements(this->arithmetic().product());
            const auto& threads = this->session().threads;
            auto& next = this->session().to(is_last() ? the_server : the_holder(this->session().self.number + 1));
            he::for_each_message(layout_, product.size(), [&](std::size_t from, std::size_t count) {
                auto sum = encrypt(product.subspan(from, count), at.purpose);
                const auto bytes = layout_.message_bytes(count);
                if (!is_first()) {
                    auto& previous = this->session().to(the_holder(this->session().self.number - 1));
                    previous.template receive<running_sum>(at.tag(), 1, bytes, message_);
                    const auto received = naming([&] { return scheme::load(key_, count, elements(message_), threads); },
                                                 previous.peer(), at);
                    scheme::add(key_, sum, received, threads);
                }
                resize(message_, 1, bytes);
                scheme::store(key_, sum, elements(message_), threads);
                next.template send<running_sum>(at.tag(), message_);
            });
        }

    private:
        template <class Channel>
        [[nodiscard]] static typename scheme::public_key receive_key(Channel& server,
                                                                     const typename scheme::layout& layout) {
            const auto stored = server.template receive_bytes<public_key>(0, layout.most_key_bytes());
            try {
                return scheme::load_public_key(layout, stored);
            } catch (const protocol_error& e) {
                throw protocol_error(text(server.peer(), ", ", public_key::name, ": ", e.what()));
            }
        }

        [[nodiscard]] bool is_first() const { return this->session().self.number == 0; }
        [[nodiscard]] bool is_last() const { return this->session().self.number + 1 == this->session().plan.holders(); }

        // Values of the product in one message, which takes a nonce stream of its own.
        [[nodiscard]] typename scheme::ciphertext encrypt(std::span<const element<R>> product, spnn::purpose purpose) {
            auto coins = nonces_.open({use::nonce, 0, {purpose, next_nonce_++}});
            values_.resize(product.size());
            std::ranges::transform(product, values_.begin(), [](auto v) -> int128 { return R::to_signed(v); });
            return encryptor_.encrypt(values_, coins, this->session().threads);
        }

        typename scheme::layout layout_;
        typename scheme::public_key key_;
        typename scheme::encryptor encryptor_;
        crypto::single_use_key nonces_;
        std::uint64_t next_nonce_ = 0;
        std::vector<int128> values_;
        matrix<std::byte> message_;
    };

    template <net::Transport T>
    class server_part {
    public:
        server_part(party_session<T>& s, std::size_t width)
            : session_(&s),
              width_(width),
              layout_(layout_of(s.plan, width)),
              keys_(scheme::generate_keys(layout_, s.random)) {
            const auto stored = scheme::store_public_key(keys_.pub);
            for (std::size_t j = 0; j < s.plan.holders(); ++j)
                s.to(the_holder(j)).template send_bytes<public_key>(0, stored);
        }

        // sum = h1 of the batch, m x h, at the scale of the parts.
        void receive(step_id at, std::size_t m, matrix<element<R>>& sum) {
            resize(sum, m, width_);
            auto& last = session_->to(the_holder(session_->plan.holders() - 1));
            he::for_each_message(layout_, sum.size(), [&](std::size_t from, std::size_t count) {
                last.template receive<running_sum>(at.tag(), 1, layout_.message_bytes(count), message_);
                const auto received =
                    naming([&] { return scheme::load(keys_.pub, count, elements(message_), session_->threads); },
                           last.peer(), at);
                values_.resize(count);
                decrypt(received, last.peer(), at);
                std::ranges::transform(values_, elements(sum).subspan(from, count).begin(), [](int128 v) {
                    return R::from_signed(static_cast<typename R::signed_type>(v));
                });
            });
        }

    private:
        // Into values_. protocol_error, which is the same whatever is wrong.
        void decrypt(const typename scheme::ciphertext& c, const std::string& peer, step_id at) {
            try {
                scheme::decrypt(keys_.sec, c, std::span(values_), session_->threads);
            } catch (const protocol_error&) {
                throw protocol_error(text(peer, ", ", at, ", ", running_sum::name, ": is no sum of ",
                                          session_->plan.holders(), " encryptions under this session's key"));
            }
        }

        party_session<T>* session_;
        std::size_t width_;
        typename scheme::layout layout_;
        decltype(scheme::generate_keys(std::declval<const typename scheme::layout&>(),
                                       std::declval<crypto::os_random&>())) keys_;
        std::vector<int128> values_;
        matrix<std::byte> message_;
    };

    // Who sends to whom: nobody when a table is bound; for a product each holder to the next, the last to the server.
    template <class Wire>
    static void bind_messages(const plan&, std::size_t /*n*/, Wire&) {}
    template <class Wire>
    static void product_messages(const plan& p, std::size_t m, std::size_t h, Wire& wire) {
        const auto layout = layout_of(p, h);
        he::for_each_message(layout, m * h, [&](std::size_t /*from*/, std::size_t n) {
            for (std::size_t j = 0; j < p.holders(); ++j)
                wire.send(the_holder(j), j + 1 < p.holders() ? the_holder(j + 1) : the_server,
                          net::message_cost<running_sum>(1, layout.message_bytes(n)));
        });
    }

private:
    // What body returns; says of a message that is refused whose it was and when it came.
    template <class Body>
    static auto naming(Body&& body, const std::string& peer, step_id at) {
        try {
            return body();
        } catch (const protocol_error& e) {
            throw protocol_error(text(peer, ", ", at, ", ", running_sum::name, ": ", e.what()));
        }
    }
};

static_assert(is_first_layer<encrypted<>>());

}  // namespace SPNN_NAMESPACE::split
