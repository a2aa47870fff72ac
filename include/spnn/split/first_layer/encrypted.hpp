// split/first_layer/encrypted.hpp: SPNN-HE, the first layer as a running sum under the server's key.
//
// Holder 1 encrypts its product, each next holder adds a fresh encryption of its own, the last sends the sum to
// the server, which alone can decrypt. Each adds a *fresh encryption*, never a plaintext: with add_plain its two
// neighbours could divide what went in and out and read its product without any key. Values are packed, many
// to a ciphertext (he/packing.hpp). They go in several messages, so that all work at the same time: while one holder
// adds to a message, the one before it encrypts the next and the server decrypts the last.
//
// Wire: the server's public key once; per product, k hops of ceil(m h / slots) ciphertexts, 128 to a message.
// Learns: the server the sum h1; holders nothing. Breaks: server and both neighbours of a holder in the chain (at
// the ends, its one neighbour). The links between holders carry ciphertexts under the *server's* key and must be
// closed to the server.
// A sum must fit a slot of 128 bits, which refuses the widest ranges of z2k<128>.
// Zhou et al., arXiv 2012.09364, section 4 (SPNN-HE).

#pragma once

#include <spnn/core/parallel.hpp>
#include <spnn/he/batch.hpp>
#include <spnn/he/packing.hpp>
#include <spnn/he/paillier/paillier.hpp>
#include <spnn/split/first_layer.hpp>
#include <spnn/split/first_layer/holder_base.hpp>
#include <spnn/split/use.hpp>

namespace SPNN_NAMESPACE::split {

template <class Scheme = he::paillier<>, Ring R = z2k<64>>
struct encrypted {
    static_assert(he::is_additive_he<Scheme>());

    using ring = R;
    // The encryption.
    using scheme = Scheme;
    static constexpr std::string_view name = "encrypted";
    static constexpr bool is_private = Scheme::is_private;
    static constexpr bool can_round_products = true;
    static constexpr topology links{holder_links::chain, false};

    // Slots for what a holder sends, at most part_limit in absolute value (split/first_layer/scale.hpp).
    [[nodiscard]] static he::slot_layout layout_of(const plan& p, std::size_t plaintext_bits) {
        std::size_t value_bits = 2;  // the sign, and one bit at least
        for (auto limit = product_scale_of<encrypted>(p).part_limit(); limit > 1; limit >>= 1) ++value_bits;
        return he::make_slot_layout(plaintext_bits, value_bits, p.holders());
    }

    template <net::Transport T>
    class holder_part : public holder_base<R, T> {
    public:
        explicit holder_part(party_session<T>& s, feature_zone zone, product_noise noise = {})
            : holder_base<R, T>(s, product_scale_of<encrypted>(s.plan), std::move(zone), std::move(noise)),
              key_(receive_key(s)),
              encryptor_(key_),
              layout_(layout_of(s.plan, key_.plaintext_bits())),
              nonces_(crypto::fresh_seed(s.random), s.ledger) {}

        void send(std::uint32_t table, step_id at, row_numbers rows) {
            this->prepare(table, rows);
            const auto& product = this->arithmetic().product();
            auto& next = this->session().to(is_last() ? the_server : the_holder(this->session().self.number + 1));
            for_each_message(layout_.plaintexts(product.size()), [&](std::size_t from, std::size_t count) {
                auto sums = encrypt(product, from, count, at.purpose);
                if (!is_first()) {
                    auto& previous = this->session().to(the_holder(this->session().self.number - 1));
                    previous.template receive<running_sum>(at.tag(), count, key_.ciphertext_bytes(), message_);
                    naming(previous.peer(), at, [&] {
                        const auto received = he::load_all<Scheme>(key_, elements(message_), this->session().threads);
                        sums = he::add_all<Scheme>(key_, received, sums, this->session().threads);
                    });
                }
                resize(message_, count, key_.ciphertext_bytes());
                he::store_all<Scheme>(key_, sums, elements(message_));
                next.template send<running_sum>(at.tag(), message_);
            });
        }

    private:
        [[nodiscard]] static typename Scheme::public_key receive_key(party_session<T>& s) {
            auto& server = s.to(the_server);
            auto key = Scheme::load_public_key(server.template receive_bytes<public_key>(0, max_key_bytes));
            require<protocol_error>(key.key_bits() == s.plan.key_bits, server.peer(), ": sent a key of ",
                                    key.key_bits(), " bits, the plan asks for ", s.plan.key_bits);
            return key;
        }

        [[nodiscard]] bool is_first() const { return this->session().self.number == 0; }
        [[nodiscard]] bool is_last() const { return this->session().self.number + 1 == this->session().plan.holders(); }

        // `count` plaintexts of the product, row after row, from number `first` on, packed and encrypted; each
        // ciphertext takes a nonce stream of its own.
        [[nodiscard]] std::vector<typename Scheme::ciphertext> encrypt(const matrix<element<R>>& product,
                                                                       std::size_t first, std::size_t count,
                                                                       spnn::purpose purpose) {
            std::vector<crypto::prg> nonces;
            for (std::size_t i = 0; i < count; ++i)
                nonces.push_back(nonces_.open({use::nonce, 0, {purpose, next_nonce_++}}));
            std::vector<typename Scheme::plaintext> packed(count, typename Scheme::plaintext(0));
            parallel_for(this->session().threads, count, [&](std::size_t i) {
                const std::size_t from = (first + i) * layout_.slots,
                                  n = std::min(layout_.slots, product.size() - from);
                std::vector<int128> values(n);
                for (std::size_t v = 0; v < n; ++v) values[v] = R::to_signed(product.data()[from + v]);
                packed[i] = he::pack<typename Scheme::plaintext>(layout_, values);
            });
            return he::encrypt_all<Scheme>(encryptor_, packed, std::span(nonces), this->session().threads);
        }

        typename Scheme::public_key key_;
        typename Scheme::encryptor encryptor_;
        he::slot_layout layout_;
        crypto::single_use_key nonces_;
        std::uint64_t next_nonce_ = 0;
        matrix<std::byte> message_;
    };

    template <net::Transport T>
    class server_part {
    public:
        server_part(party_session<T>& s, std::size_t width)
            : session_(&s),
              width_(width),
              keys_(Scheme::generate_keys(s.plan.key_bits, s.random)),
              layout_(layout_of(s.plan, keys_.pub.plaintext_bits())) {
            const auto stored = Scheme::store_public_key(keys_.pub);
            for (std::size_t j = 0; j < s.plan.holders(); ++j)
                s.to(the_holder(j)).template send_bytes<public_key>(0, stored);
        }

        // sum = h1 of the batch, m x h, at the scale of the parts.
        void receive(step_id at, std::size_t m, matrix<element<R>>& sum) {
            resize(sum, m, width_);
            auto& last = session_->to(the_holder(session_->plan.holders() - 1));
            for_each_message(layout_.plaintexts(sum.size()), [&](std::size_t from, std::size_t count) {
                last.template receive<running_sum>(at.tag(), count, keys_.pub.ciphertext_bytes(), message_);
                naming(last.peer(), at, [&] { decrypt(from, sum); });
            });
        }

    private:
        // What came goes into the sum, from its plaintext number `first` on.
        void decrypt(std::size_t first, matrix<element<R>>& sum) const {
            const auto received = he::load_all<Scheme>(keys_.pub, elements(message_), session_->threads);
            const auto packed = he::decrypt_all<Scheme>(keys_.sec, received, session_->threads);
            parallel_for(session_->threads, packed.size(), [&](std::size_t i) {
                const std::size_t from = (first + i) * layout_.slots, n = std::min(layout_.slots, sum.size() - from);
                std::vector<int128> values(n);
                he::unpack(layout_, packed[i], std::span<int128>(values));
                for (std::size_t v = 0; v < n; ++v)
                    sum.data()[from + v] = R::from_signed(static_cast<typename R::signed_type>(values[v]));
            });
        }

        party_session<T>* session_;
        std::size_t width_;
        decltype(Scheme::generate_keys(0, std::declval<crypto::os_random&>())) keys_;
        he::slot_layout layout_;
        matrix<std::byte> message_;
    };

    // Who sends to whom: nobody when a table is bound; for a product each holder to the next, the last to the server.
    template <class Wire>
    static void bind_messages(const plan&, std::size_t /*n*/, Wire&) {}
    template <class Wire>
    static void product_messages(const plan& p, std::size_t m, std::size_t h, Wire& wire) {
        const auto count = layout_of(p, Scheme::plaintext_bits_of(p.key_bits)).plaintexts(m * h);
        const auto bytes = Scheme::ciphertext_bytes_of(p.key_bits);
        for_each_message(count, [&](std::size_t /*from*/, std::size_t n) {
            for (std::size_t j = 0; j < p.holders(); ++j)
                wire.send(the_holder(j), j + 1 < p.holders() ? the_holder(j + 1) : the_server,
                          net::message_cost<running_sum>(n, bytes));
        });
    }

private:
    static constexpr std::size_t max_key_bytes = 64 * 1024;
    static constexpr std::size_t ciphertexts_a_message = 128;

    // body(from, count) for each message of a product of so many plaintexts.
    template <class Body>
    static void for_each_message(std::size_t plaintexts, Body&& body) {
        for (std::size_t from = 0; from < plaintexts; from += ciphertexts_a_message)
            body(from, std::min(ciphertexts_a_message, plaintexts - from));
    }

    // Says of a ciphertext that is refused whose it was and when it came.
    template <class Body>
    static void naming(const std::string& peer, step_id at, Body&& body) {
        try {
            body();
        } catch (const protocol_error& e) {
            throw protocol_error(text(peer, ", ", at, ", ", running_sum::name, ": ", e.what()));
        }
    }
};

static_assert(is_first_layer<encrypted<>>());

}  // namespace SPNN_NAMESPACE::split
