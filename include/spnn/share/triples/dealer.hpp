// share/triples/dealer.hpp: triples from a dealer that sends a seed and, per step, one correction.
//
// The dealer gives each of the k holders a seed, once. Every share of A and B, and the first k - 1 shares of C,
// are streams of these seeds. Only the last holder's share of C cannot be: it is C minus the others, and the
// dealer sends it, m x h elements per product.
//
// Learns: a holder its own shares; the dealer nothing, for it receives nothing but row numbers, which are in the
// common plan. Breaks: the dealer knows A and B, so together with any one holder it can unmask D = X - A and
// E = T - B. It must be an organisation of its own.
// Beaver, "Efficient multiparty protocols using circuit randomization", CRYPTO 1991.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/core/random.hpp>
#include <spnn/crypto/os_random.hpp>
#include <spnn/net/channel.hpp>
#include <spnn/net/cost.hpp>
#include <spnn/net/stepped_kind.hpp>
#include <spnn/share/elements.hpp>
#include <spnn/share/triple_source.hpp>
#include <spnn/share/use.hpp>

#include <vector>

namespace SPNN_NAMESPACE::share {

// dealer -> each holder, once per session: 16 bytes.
struct triple_seed : net::message_kind<net::first_kind::share, "triple seed", std::byte> {};

// dealer -> last holder, per product: m x h elements.
template <Ring R>
struct triple_correction : net::stepped_kind<net::first_kind::share + 1, "triple correction", element<R>> {};

// The dealer's traffic: k seeds in the session, one correction per product.
template <Ring R>
struct dealer_cost {
    // At the start, to all holders together; for a product of m rows with h columns.
    static constexpr net::wire_cost setup(std::size_t holders) {
        return net::message_cost<triple_seed>(1, sizeof(crypto::block)) * holders;
    }
    static constexpr net::wire_cost product(std::size_t m, std::size_t h) {
        return net::message_cost<triple_correction<R>>(m, h);
    }
};

// The streams of one dealt seed; holder and dealer derive the same.
template <Ring R>
class triple_streams {
public:
    // Takes a copy of the seed.
    explicit triple_streams(const crypto::seed& seed, crypto::ledger_handle ledger = nullptr)
        : key_(seed, std::move(ledger)),
          rows_key_(crypto::derive_seed("spnn kept feature mask", {seed.declassify()})) {}

    // A share of A. Kept rows are read at random: every row has 2^20 counters of its own in the table's stream, which
    // holds rows of up to 2^24 bytes. Fresh rows are one single-use stream.
    void left(const mask_rows& a_rows, std::size_t d, additive_share<R>& out) {
        resize(out.part, a_rows.count, d);
        if (!a_rows.kept) return fill(use::feature_mask, a_rows.at, out.part);
        require<usage_error>(d * element_bytes<R> <= row_bytes / 2, "triples: ", d, " columns, at most ",
                             row_bytes / 2 / element_bytes<R>, " can be masked");
        auto stream = rows_key_.stream(a_rows.table);
        for (std::size_t i = 0; i < a_rows.count; ++i) {
            stream.seek(a_rows.numbers[i] * (row_bytes / sizeof(crypto::block)));
            fill_uniform<R>(stream, row(out.part, i));
        }
    }
    // The shares of B and of C, once per step; C's is dealt to all holders but the last.
    void right(step_id at, std::size_t d, std::size_t h, additive_share<R>& out) {
        resize(out.part, d, h);
        fill(use::weight_mask, at, out.part);
    }
    void product(step_id at, std::size_t m, std::size_t h, additive_share<R>& out) {
        resize(out.part, m, h);
        fill(use::product_mask, at, out.part);
    }

private:
    static constexpr std::uint64_t row_bytes = std::uint64_t{1} << 24;

    void fill(use what, step_id at, matrix<element<R>>& out) {
        auto stream = key_.open({what, 0, at});
        fill_uniform<R>(stream, elements(out));
    }

    crypto::single_use_key key_;
    crypto::prg_key rows_key_;  // kept rows only: read again by design, bound to an immutable table
};

// A holder's side. `last` is the holder that receives the corrections.
template <Ring R, class Channel>
class dealt_triples {
public:
    // Receives the seed from the dealer.
    dealt_triples(Channel& dealer, bool last, crypto::ledger_handle ledger = nullptr)
        : dealer_(&dealer), last_(last), streams_(receive_seed(dealer), std::move(ledger)) {}

    void left_mask(const mask_rows& a_rows, std::size_t d, additive_share<R>& out) { streams_.left(a_rows, d, out); }
    void right_mask(step_id at, std::size_t d, std::size_t h, additive_share<R>& out) { streams_.right(at, d, h, out); }
    void product_mask(step_id at, std::size_t m, std::size_t h, additive_share<R>& out) {
        if (last_)
            receive_elements<R, triple_correction<R>>(*dealer_, at.tag(), m, h, out.part);
        else
            streams_.product(at, m, h, out);
    }

private:
    [[nodiscard]] static crypto::seed receive_seed(Channel& dealer) {
        auto raw = dealer.template receive<triple_seed>(0, 1, sizeof(crypto::block));
        crypto::seed seed;
        std::copy(raw.data(), raw.data() + raw.size(), seed.declassify().begin());
        wipe(raw.data(), raw.size());
        return seed;
    }

    Channel* dealer_;
    bool last_;
    triple_streams<R> streams_;
};

// The dealer's side, for the holders behind `holders`, in order.
template <Ring R, class Channel>
class triple_dealer {
public:
    // Draws a seed for each holder and sends it; usage_error for no holder.
    template <CryptographicRandomSource G>
    triple_dealer(std::vector<Channel*> holders, G& random, crypto::ledger_handle ledger = nullptr)
        : holders_(std::move(holders)) {
        require<usage_error>(!holders_.empty(), "triple_dealer: there are no holders");
        for (auto* holder : holders_) {
            auto seed = crypto::fresh_seed(random);
            auto message = make_matrix<std::byte>(1, sizeof(crypto::block));
            std::copy(seed.declassify().begin(), seed.declassify().end(), message.data());
            holder->template send<triple_seed>(0, message);
            wipe(message.data(), message.size());
            streams_.emplace_back(seed, ledger);
        }
    }

    // Sends the last holder its share of C for the product of these rows (m x d) with B (d x h) at step `at`.
    void deal(const mask_rows& a_rows, step_id at, std::size_t d, std::size_t h) {
        sum(a_, [&](auto& streams) { streams.left(a_rows, d, part_); });
        sum(b_, [&](auto& streams) { streams.right(at, d, h, part_); });
        multiply<R>(a_, b_, c_);
        for (std::size_t i = 0; i + 1 < streams_.size(); ++i) {
            streams_[i].product(at, a_rows.count, h, part_);
            subtract_from<R>(c_, part_.part);
        }
        holders_.back()->template send<triple_correction<R>>(at.tag(), c_);
    }

private:
    // total = the sum over all holders of what `draw` puts into part_.
    template <class Draw>
    void sum(matrix<element<R>>& total, Draw&& draw) {
        draw(streams_.front());
        total = part_.part;
        for (std::size_t i = 1; i < streams_.size(); ++i) {
            draw(streams_[i]);
            add_to<R>(total, part_.part);
        }
    }

    std::vector<Channel*> holders_;
    std::vector<triple_streams<R>> streams_;
    matrix<element<R>> a_, b_, c_;
    additive_share<R> part_;
};

}  // namespace SPNN_NAMESPACE::share
