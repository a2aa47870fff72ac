// split/first_layer/encrypted.hpp: SPNN-HE, the first layer as a running sum under the server's key.
//
// Holder 1 encrypts its product, each next holder adds a fresh encryption of its own, the last sends the sum to
// the server, which alone can decrypt. Each adds a *fresh encryption*, never a plaintext: with add_plain its two
// neighbours could divide what went in and out and read its product without any key. Values are packed, many
// to a ciphertext (he/packing.hpp).
//
// Wire: the server's public key once; per product, k hops of ceil(m h / slots) ciphertexts.
// Learns: the server the sum h1; holders nothing. Breaks: server and both neighbours of a holder in the chain (at
// the ends, its one neighbour). The links between holders carry ciphertexts under the *server's* key and must be
// closed to the server.
// A sum must fit a slot of 128 bits, which refuses the widest ranges of z2k<128>.
// Zhou et al., arXiv 2012.09364, section 4 (SPNN-HE).

#pragma once

#include <spnn/core/parallel.hpp>
#include <spnn/he/packing.hpp>
#include <spnn/he/scheme/paillier.hpp>
#include <spnn/split/first_layer.hpp>

#include <bit>
#include <optional>

namespace spnn::inline SPNN_ABI::split {

template <class Scheme = he::paillier<>, Ring R = z2k<64>>
struct encrypted {
    static_assert(he::is_additive_he<Scheme>());

    using ring = R;
    // The encryption.
    using scheme = Scheme;
    static constexpr std::string_view name = "encrypted";
    static constexpr bool is_private = Scheme::is_private;
    static constexpr topology links{holder_links::chain, false};

    // A holder's product is at most 2^(2f + range_bits) / k in absolute value (split/first_layer/product.hpp).
    [[nodiscard]] static he::slot_layout layout_of(const plan& p, std::size_t plaintext_bits) {
        const auto encoding = fixed_point_of<R>(p);
        const auto sum_bits = static_cast<std::size_t>(2 * encoding.fraction_bits() + encoding.range_bits());
        const auto halvings = static_cast<std::size_t>(std::bit_width(p.holders()) - 1);  // floor(log2 k)
        return he::make_slot_layout(plaintext_bits, sum_bits - halvings + 2, p.holders());
    }

    template <net::Transport T>
    class holder_part {
    public:
        explicit holder_part(session<T>& s, product_noise noise = {})
            : session_(&s),
              arithmetic_(fixed_point_of<R>(s.plan), s.plan.holders(), s.self.name(), std::move(noise)),
              key_(receive_key(s)),
              encryptor_(key_),
              layout_(layout_of(s.plan, key_.plaintext_bits())),
              nonces_(crypto::fresh_seed(s.random), s.ledger) {}

        void bind(std::uint32_t table, const matrix<real>& x) {
            tables_.bind(table, x, arithmetic_, session_->self.name());
        }
        void unbind(std::uint32_t table) { tables_.unbind(table); }

        void send(std::uint32_t table, share::step_id at, row_numbers rows, const matrix<real>& t) {
            arithmetic_.prepare(tables_.at(table), rows, t);
            const auto own = encrypt(arithmetic_.product(), at.purpose);
            auto message = make_matrix<std::byte>(own.size(), key_.ciphertext_bytes());
            if (is_first()) {
                for (std::size_t i = 0; i < own.size(); ++i) Scheme::store(key_, own[i], row(message, i));
            } else {
                auto& previous = session_->to(the_holder(session_->self.number - 1));
                message = previous.template receive<running_sum>(at.tag(), own.size(), key_.ciphertext_bytes());
                naming(previous.peer(), at, [&] {
                    parallel_for(session_->threads, own.size(), [&](std::size_t i) {
                        const auto sum = Scheme::add(key_, Scheme::load(key_, row(std::as_const(message), i)), own[i]);
                        Scheme::store(key_, sum, row(message, i));
                    });
                });
            }
            session_->to(is_last() ? the_server : the_holder(session_->self.number + 1))
                .template send<running_sum>(at.tag(), message);
        }

    private:
        [[nodiscard]] static typename Scheme::public_key receive_key(session<T>& s) {
            auto& server = s.to(the_server);
            auto key = Scheme::load_public_key(server.template receive_bytes<public_key>(0, max_key_bytes));
            require<protocol_error>(key.key_bits() == s.plan.key_bits, server.peer(), ": sent a key of ",
                                    key.key_bits(), " bits, the plan asks for ", s.plan.key_bits);
            return key;
        }

        [[nodiscard]] bool is_first() const { return session_->self.number == 0; }
        [[nodiscard]] bool is_last() const { return session_->self.number + 1 == session_->plan.holders(); }

        // The product, row after row, packed and encrypted; each ciphertext takes a nonce stream of its own.
        [[nodiscard]] std::vector<typename Scheme::ciphertext> encrypt(const matrix<element<R>>& product,
                                                                       share::purpose purpose) {
            const std::size_t count = layout_.plaintexts(product.size());
            std::vector<crypto::prg> nonces;
            for (std::size_t i = 0; i < count; ++i)
                nonces.push_back(nonces_.open({share::use::nonce, 0, {purpose, next_nonce_++}}));
            std::vector<std::optional<typename Scheme::ciphertext>> out(count);
            parallel_for(session_->threads, count, [&](std::size_t i) {
                const std::size_t from = i * layout_.slots, n = std::min(layout_.slots, product.size() - from);
                std::vector<int128> values(n);
                for (std::size_t v = 0; v < n; ++v) values[v] = R::to_signed(product.data()[from + v]);
                out[i] = encryptor_.encrypt(he::pack<typename Scheme::plaintext>(layout_, values), nonces[i]);
            });
            std::vector<typename Scheme::ciphertext> result;
            for (auto& c : out) result.push_back(std::move(*c));
            return result;
        }

        session<T>* session_;
        checked_product<R> arithmetic_;
        bound_tables<R> tables_;
        typename Scheme::public_key key_;
        typename Scheme::encryptor encryptor_;
        he::slot_layout layout_;
        share::single_use_key nonces_;
        std::uint64_t next_nonce_ = 0;
    };

    template <net::Transport T>
    class server_part {
    public:
        server_part(session<T>& s, std::size_t width)
            : session_(&s),
              width_(width),
              keys_(Scheme::generate_keys(s.plan.key_bits, s.random)),
              layout_(layout_of(s.plan, keys_.pub.plaintext_bits())) {
            const auto stored = Scheme::store_public_key(keys_.pub);
            for (std::size_t j = 0; j < s.plan.holders(); ++j)
                s.to(the_holder(j)).template send_bytes<public_key>(0, stored);
        }

        // sum = h1 of the batch, m x h, at the scale of a product.
        void receive(share::step_id at, std::size_t m, matrix<element<R>>& sum) {
            resize(sum, m, width_);
            const std::size_t count = layout_.plaintexts(sum.size());
            auto& last = session_->to(the_holder(session_->plan.holders() - 1));
            const auto message = last.template receive<running_sum>(at.tag(), count, keys_.pub.ciphertext_bytes());
            naming(last.peer(), at, [&] { decrypt(message, sum); });
        }

    private:
        void decrypt(const matrix<std::byte>& message, matrix<element<R>>& sum) const {
            parallel_for(session_->threads, rows(message), [&](std::size_t i) {
                const std::size_t from = i * layout_.slots, n = std::min(layout_.slots, sum.size() - from);
                std::vector<int128> values(n);
                he::unpack(layout_, Scheme::decrypt(keys_.sec, Scheme::load(keys_.pub, row(message, i))),
                           std::span<int128>(values));
                for (std::size_t v = 0; v < n; ++v)
                    sum.data()[from + v] = R::from_signed(static_cast<typename R::signed_type>(values[v]));
            });
        }

        session<T>* session_;
        std::size_t width_;
        decltype(Scheme::generate_keys(0, std::declval<crypto::os_random&>())) keys_;
        he::slot_layout layout_;
    };

    static constexpr net::wire_cost bind_cost(const plan&, std::size_t /*n*/) { return {}; }
    static constexpr net::wire_cost dealer_cost(const plan&, std::size_t /*m*/, std::size_t /*h*/) { return {}; }
    // What every holder sends for the product of m rows, with ciphertexts of a key of plan.key_bits.
    static net::wire_cost holder_cost(const plan& p, std::size_t /*j*/, std::size_t m, std::size_t h) {
        const auto count = layout_of(p, Scheme::plaintext_bits_of(p.key_bits)).plaintexts(m * h);
        return net::message_cost<running_sum>(count, Scheme::ciphertext_bytes_of(p.key_bits));
    }

private:
    static constexpr std::size_t max_key_bytes = 64 * 1024;

    // Says of a ciphertext that is refused whose it was and when it came.
    template <class Body>
    static void naming(const std::string& peer, share::step_id at, Body&& body) {
        try {
            body();
        } catch (const protocol_error& e) {
            throw protocol_error(text(peer, ", step ", at.step, ", ", running_sum::name, ": ", e.what()));
        }
    }
};

static_assert(FirstLayer<encrypted<>>);

}  // namespace spnn::inline SPNN_ABI::split
