// split/first_layer/shared.hpp: SPNN-SS, the first layer on additive shares with Beaver triples.
//
// X = (X_1 ... X_k), m x d, and T = (T_1; ...; T_k), d x h, are shared among the holders; X T is one product of
// shared matrices. A share of another holder's value is a stream of the pairwise key, so sharing costs no
// message. Opened are D = X - A and E = T - B, to the holders alone. Kept (plan.keep_masked_features): D of a
// whole table is opened when the table is bound, rows x d elements at each holder, and read by row afterwards.
// Otherwise, and for tables to predict, D of each batch is opened anew.
//
// Wire, per product of m rows: each holder -> each other holder E, d x h (and D, m x d, when not kept);
// dealer -> last holder the correction of C, m x h; each holder -> server its share, m x h. When a table of n
// rows is bound and kept: each holder -> each other holder, n x d.
// Before its share goes to the server each holder adds a zero share: z_i - c_i is linear in what the dealer
// knows, and without the zero share dealer and server together could solve for D.
// A holder has only a share of the product, which it cannot round: h1 keeps the scale of a product (scale.hpp).
// Learns: holders D and E, which are uniform; the server h1; the dealer nothing. Breaks: dealer and any holder;
// server and all other holders. Dealer and server must be different organisations.
// Zhou et al., arXiv 2012.09364, section 4 (SPNN-SS); Beaver, CRYPTO 1991.

#pragma once

#include <spnn/core/memory.hpp>
#include <spnn/share/beaver.hpp>
#include <spnn/share/open.hpp>
#include <spnn/share/triples/dealer.hpp>
#include <spnn/split/first_layer.hpp>
#include <spnn/split/first_layer/holder_base.hpp>
#include <spnn/split/first_layer/summing_server.hpp>
#include <spnn/split/use.hpp>
#include <spnn/train/loop.hpp>

#include <numeric>

namespace SPNN_NAMESPACE::split {

template <Ring R = z2k<64>>
struct shared {
    using ring = R;
    static constexpr std::string_view name = "shared";
    static constexpr bool is_private = true;
    static constexpr bool can_round_products = false;  // no holder has its product
    static constexpr topology links{holder_links::mesh, true};

    // Whether D of a table is opened once and kept. Tables to predict are read once, so theirs is opened per batch.
    [[nodiscard]] static bool keeps(const plan& p, std::uint32_t table) {
        return p.keep_masked_features && table <= train::evaluate_table;
    }

    template <net::Transport T>
    class holder_part : public holder_base<R, T> {
    public:
        // To the dealer or another holder.
        using channel = typename party_session<T>::channel;

        explicit holder_part(party_session<T>& s, feature_zone zone, product_noise noise = {})
            : holder_base<R, T>(s, product_scale_of<shared>(s.plan), std::move(zone), std::move(noise)),
              keys_(agree_pairwise_keys<R>(s)),
              triples_(s.to(the_dealer), s.self.number + 1 == s.plan.holders(), s.ledger) {
            for (std::size_t j = 0; j < s.plan.holders(); ++j)
                if (j != s.self.number) peers_.push_back(&s.to(the_holder(j)));
        }

        // Opens D of the whole table when it is kept, as many rows at a time as go in one message.
        void bind(std::uint32_t table, const matrix<real>& x) {
            holder_base<R, T>::bind(table, x);
            if (!keeps(this->session().plan, table)) return;
            auto& kept = kept_[table];
            resize_agreed(kept, rows(x), this->session().plan.total_columns(),
                          [&] { return widest(this->session().plan); });
            const std::size_t at_once = share::rows_per_opening<masked_features<R>>(columns(kept));
            std::vector<std::uint32_t> some;
            for (std::size_t from = 0; from < rows(x); from += some.size()) {
                some.resize(std::min(at_once, rows(x) - from));
                std::iota(some.begin(), some.end(), static_cast<std::uint32_t>(from));
                // All holders bind in one order, before the first epoch of the session.
                const step_id at{spnn::purpose::train, openings_++, this->session().plan.first_epoch};
                open_features(this->arithmetic().encoded(this->table(table), some), use::feature_share, at,
                              share::mask_rows::of_table(table, some), a_, d_);
                put(d_, kept, from, 0);
            }
        }
        void unbind(std::uint32_t table) {
            holder_base<R, T>::unbind(table);
            kept_.erase(table);
        }

        void send(std::uint32_t table, step_id at, row_numbers rows) {
            this->prepare(table, rows);
            if (keeps(this->session().plan, table)) {
                take_rows(kept_.at(table), rows, d_);
                triples_.left_mask(share::mask_rows::of_table(table, rows), this->session().plan.total_columns(), a_);
            } else {
                open_features(this->arithmetic().batch(), use::batch_share, at,
                              share::mask_rows::of_step(at, rows.size()), a_, d_);
            }
            open_weights(at);
            triples_.product_mask(at, rows.size(), columns(e_), c_);
            share::beaver_product<R>(this->session().self.number == 0, d_, e_, a_, b_, c_, z_, came_);
            this->arithmetic().add_noise(z_.part);
            keys_.add_zero_share(z_.part, at);
            this->session().to(the_server).template send<first_layer_part<R>>(at.tag(), z_.part);
        }

    private:
        // d = X - A for the given rows, this holder's columns being `own`; a is this holder's share of A.
        void open_features(const matrix<element<R>>& own, use what, step_id at, const share::mask_rows& a_rows,
                           share::additive_share<R>& a, matrix<element<R>>& d) {
            const std::size_t width = this->session().plan.total_columns();
            resize_agreed(to_open_.part, rows(own), width, [&] { return widest(this->session().plan); });
            share_blocks(own, what, at, to_open_.part, arrangement::side_by_side);
            triples_.left_mask(a_rows, width, a);
            to_open_.subtract(a);
            share::open<R, masked_features<R>, channel>(peers_, at, to_open_, d, came_);
        }

        // e_ = T - B for this step's weights; b_ is this holder's share of B.
        void open_weights(step_id at) {
            const auto& own = this->arithmetic().weights();
            const std::size_t height = this->session().plan.total_columns();
            resize_agreed(to_open_.part, height, columns(own), [&] { return widest(this->session().plan); });
            share_blocks(own, use::weight_share, at, to_open_.part, arrangement::stacked);
            triples_.right_mask(at, height, columns(own), b_);
            to_open_.subtract(b_);
            share::open<R, masked_weights<R>, channel>(peers_, at, to_open_, e_, came_);
        }

        // How the holders' blocks make up the whole: features by columns, weights by rows.
        enum class arrangement { side_by_side, stacked };

        // whole = this holder's share of all holders' blocks, of which `own` is its own.
        void share_blocks(const matrix<element<R>>& own, use what, step_id at, matrix<element<R>>& whole,
                          arrangement how) {
            const auto& plan = this->session().plan;
            const bool stacked = how == arrangement::stacked;
            std::size_t from = 0;
            for (std::size_t j = 0; j < plan.holders(); from += plan.columns[j++]) {
                const std::size_t top = stacked ? from : 0, left = stacked ? 0 : from;
                if (j == this->session().self.number) {
                    own_share_ = own;
                    keys_.keep_own_share(own_share_, what, at);
                    put(own_share_, whole, top, left);
                } else {
                    const std::size_t m = stacked ? plan.columns[j] : rows(whole);
                    const std::size_t n = stacked ? columns(whole) : plan.columns[j];
                    put(keys_.share_of(j, what, at, m, n), whole, top, left);
                }
            }
        }

        // Writes `block` into `whole` with its first element at row `top`, column `left`.
        static void put(const matrix<element<R>>& block, matrix<element<R>>& whole, std::size_t top, std::size_t left) {
            for (std::size_t i = 0; i < rows(block); ++i) {
                const auto from = row(block, i);
                std::copy(from.begin(), from.end(), row(whole, top + i).begin() + static_cast<std::ptrdiff_t>(left));
            }
        }

        share::pairwise_keys<R> keys_;
        share::dealt_triples<R, channel> triples_;
        std::vector<channel*> peers_;
        std::map<std::uint32_t, matrix<element<R>>> kept_;  // D of each table, when kept
        std::uint64_t openings_ = 0;
        share::additive_share<R> a_, b_, c_, z_, to_open_;
        matrix<element<R>> d_, e_, own_share_, came_;
    };

    template <net::Transport T>
    using server_part = summing_server<R, T>;

    template <net::Transport T>
    class dealer_part {
    public:
        // To a holder.
        using channel = typename party_session<T>::channel;

        dealer_part(party_session<T>& s, std::size_t width)
            : plan_(&s.plan), width_(width), dealer_(channels(s), s.random, s.ledger) {}

        void deal(std::uint32_t table, step_id at, row_numbers rows) {
            require_room<element<R>>(std::max(rows.size(), width_) * plan_->total_columns(),
                                     [&] { return widest(*plan_); });
            dealer_.deal(keeps(*plan_, table) ? share::mask_rows::of_table(table, rows)
                                              : share::mask_rows::of_step(at, rows.size()),
                         at, plan_->total_columns(), width_);
        }

    private:
        [[nodiscard]] static std::vector<channel*> channels(party_session<T>& s) {
            std::vector<channel*> all;
            for (std::size_t j = 0; j < s.plan.holders(); ++j) all.push_back(&s.to(the_holder(j)));
            return all;
        }

        const plan* plan_;
        std::size_t width_;
        share::triple_dealer<R, channel> dealer_;
    };

    // Who sends to whom: the holders exchange what is opened, D before E; meanwhile the last one is sent the
    // correction, which the dealer waits for nobody to send; then each holder sends its share to the server.
    template <class Wire>
    static void bind_messages(const plan& p, std::size_t n, Wire& wire) {
        if (p.keep_masked_features) share::open_messages<masked_features<R>>(holders_of(p), n, p.total_columns(), wire);
    }
    template <class Wire>
    static void product_messages(const plan& p, std::size_t m, std::size_t h, Wire& wire) {
        if (!p.keep_masked_features)
            share::open_messages<masked_features<R>>(holders_of(p), m, p.total_columns(), wire);
        share::open_messages<masked_weights<R>>(holders_of(p), p.total_columns(), h, wire);
        wire.send(the_dealer, the_holder(p.holders() - 1), share::dealer_cost<R>::product(m, h));
        summed_parts<R>::product_messages(p, m, h, wire);
    }

private:
    // Whose columns make the matrices wide.
    [[nodiscard]] static std::string widest(const plan& p) {
        const auto most = std::ranges::max_element(p.columns);
        return text("shared: every holder keeps the masked columns of all, ", p.total_columns(), ", of which ",
                    the_holder(static_cast<std::size_t>(most - p.columns.begin())).name(), " brings ", *most);
    }
};

static_assert(is_first_layer<shared<>>());

}  // namespace SPNN_NAMESPACE::split
