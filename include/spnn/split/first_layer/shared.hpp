// split/first_layer/shared.hpp: SPNN-SS, the first layer on additive shares with Beaver triples.
//
// X = (X_1 ... X_k), m x d, and T = (T_1; ...; T_k), d x h, are shared among the holders; X T is one product of
// shared matrices. A share of another holder's value is a stream of the pairwise key, so sharing costs no
// message. Opened are D = X - A and E = T - B, to the holders alone. Kept (plan.keep_masked_features): D of a
// whole table is opened when the table is bound, rows x d elements at each holder, and read by row afterwards.
// Otherwise D of each batch is opened anew.
//
// Wire, per product of m rows: each holder -> each other holder E, d x h (and D, m x d, when not kept);
// dealer -> last holder the correction of C, m x h; each holder -> server its share, m x h. When a table of n
// rows is bound and kept: each holder -> each other holder, n x d.
// Before its share goes to the server each holder adds a zero share: z_i - c_i is linear in what the dealer
// knows, and without the zero share dealer and server together could solve for D.
// Learns: holders D and E, which are uniform; the server h1; the dealer nothing. Breaks: dealer and any holder;
// server and all other holders. Dealer and server must be different organisations.
// Zhou et al., arXiv 2012.09364, section 4 (SPNN-SS); Beaver, CRYPTO 1991.

#pragma once

#include <spnn/share/beaver.hpp>
#include <spnn/share/open.hpp>
#include <spnn/share/triples/dealer.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>

namespace spnn::inline SPNN_ABI::split {

template <Ring R = z2k<64>>
struct shared {
    using ring = R;
    static constexpr std::string_view name = "shared";
    static constexpr bool is_private = true;
    static constexpr topology links{holder_links::mesh, true};

    template <net::Transport T>
    class holder_part {
    public:
        using channel = typename session<T>::channel;

        explicit holder_part(session<T>& s)
            : session_(&s), keys_(agree_pairwise_keys<R>(s)),
              triples_(s.to(the_dealer), s.self.number + 1 == s.plan.holders(), s.ledger),
              arithmetic_(fixed_point_of<R>(s.plan), s.plan.holders(), s.self.name()) {
            for (std::size_t j = 0; j < s.plan.holders(); ++j)
                if (j != s.self.number) peers_.push_back(&s.to(the_holder(j)));
        }

        // Opens D of the whole table when the plan keeps it.
        void bind(std::uint32_t table, const matrix<real>& x) {
            tables_.bind(table, x, arithmetic_, session_->self.name());
            if (!session_->plan.keep_masked_features) return;
            std::vector<std::uint32_t> all(rows(x));
            for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint32_t>(i);
            // The table's number stands for the step: one sharing of each table per session.
            const share::step_id at{share::purpose::train, table};
            open_features(tables_.at(table).values, share::use::feature_share, at,
                          share::mask_rows::of_table(table, all), kept_[table]);
        }

        void send(std::uint32_t table, share::step_id at, row_numbers rows, const matrix<real>& t) {
            arithmetic_.prepare(tables_.at(table), rows, t);
            const auto a_rows = session_->plan.keep_masked_features ? share::mask_rows::of_table(table, rows)
                                                                    : share::mask_rows::of_step(at, rows.size());
            if (session_->plan.keep_masked_features) {
                take_rows(kept_.at(table), rows, d_);
                triples_.left_mask(a_rows, session_->plan.total_columns(), a_);
            } else {
                open_features(arithmetic_.batch(), share::use::batch_share, at, a_rows, d_);
            }
            open_weights(at);
            triples_.product_mask(at, rows.size(), columns(e_), c_);
            share::beaver_product<R>(session_->self.number == 0, d_, e_, a_, b_, c_, z_);
            keys_.add_zero_share(z_, at);
            session_->to(the_server).template send<first_layer_part<R>>(at.tag(), z_);
        }

    private:
        // d = X - A for the given rows, this holder's columns being `own`. Leaves this holder's share of A in a_.
        void open_features(const matrix<element<R>>& own, share::use what, share::step_id at,
                           const share::mask_rows& a_rows, matrix<element<R>>& d) {
            const auto& plan = session_->plan;
            resize(d, rows(own), plan.total_columns());
            std::size_t from = 0;
            for (std::size_t j = 0; j < plan.holders(); from += plan.columns[j++]) {
                if (j == session_->self.number) {
                    part_ = own;
                    keys_.keep_own_share(part_, what, at);
                    put(part_, d, from, 0);
                } else {
                    put(keys_.share_of(j, what, at, rows(own), plan.columns[j]), d, from, 0);
                }
            }
            triples_.left_mask(a_rows, plan.total_columns(), a_);
            subtract_from<R>(d, a_);
            share::open<R, masked_features<R>, channel>(peers_, at, d);
        }

        // e_ = T - B for this step's weights; leaves this holder's share of B in b_.
        void open_weights(share::step_id at) {
            const auto& plan = session_->plan;
            const auto& own = arithmetic_.weights();
            resize(e_, plan.total_columns(), columns(own));
            std::size_t from = 0;
            for (std::size_t j = 0; j < plan.holders(); from += plan.columns[j++]) {
                if (j == session_->self.number) {
                    part_ = own;
                    keys_.keep_own_share(part_, share::use::weight_share, at);
                    put(part_, e_, 0, from);
                } else {
                    put(keys_.share_of(j, share::use::weight_share, at, plan.columns[j], columns(own)), e_, 0, from);
                }
            }
            triples_.right_mask(at, plan.total_columns(), columns(own), b_);
            subtract_from<R>(e_, b_);
            share::open<R, masked_weights<R>, channel>(peers_, at, e_);
        }

        // Writes `block` into `whole` with its corner at row `top`, column `left`.
        static void put(const matrix<element<R>>& block, matrix<element<R>>& whole, std::size_t left, std::size_t top) {
            for (std::size_t i = 0; i < rows(block); ++i) {
                const auto from = row(block, i);
                std::copy(from.begin(), from.end(), row(whole, top + i).begin() + static_cast<std::ptrdiff_t>(left));
            }
        }

        session<T>* session_;
        share::pairwise_keys<R> keys_;
        share::dealt_triples<R, channel> triples_;
        checked_product<R> arithmetic_;
        bound_tables<R> tables_;
        std::vector<channel*> peers_;
        std::map<std::uint32_t, matrix<element<R>>> kept_;  // D of each table, when kept
        matrix<element<R>> a_, b_, c_, d_, e_, z_, part_;
    };

    template <net::Transport T>
    using server_part = typename in_the_clear<R>::template server_part<T>;

    template <net::Transport T>
    class dealer_part {
    public:
        using channel = typename session<T>::channel;

        dealer_part(session<T>& s, std::size_t width)
            : plan_(&s.plan), width_(width), dealer_(channels(s), s.random, s.ledger) {}

        void deal(std::uint32_t table, share::step_id at, row_numbers rows) {
            dealer_.deal(plan_->keep_masked_features ? share::mask_rows::of_table(table, rows)
                                                     : share::mask_rows::of_step(at, rows.size()),
                         at, plan_->total_columns(), width_);
        }

    private:
        [[nodiscard]] static std::vector<channel*> channels(session<T>& s) {
            std::vector<channel*> all;
            for (std::size_t j = 0; j < s.plan.holders(); ++j) all.push_back(&s.to(the_holder(j)));
            return all;
        }

        const plan* plan_;
        std::size_t width_;
        share::triple_dealer<R, channel> dealer_;
    };

    // What a holder sends when it binds a table of n rows.
    static constexpr net::wire_cost bind_cost(const plan& p, std::size_t n) {
        if (!p.keep_masked_features) return {};
        return share::open_cost<masked_features<R>>(p.holders(), n, p.total_columns());
    }
    static constexpr net::wire_cost dealer_cost(const plan&, std::size_t m, std::size_t h) {
        return share::dealer_cost<R>::product(m, h);
    }
    static constexpr net::wire_cost holder_cost(const plan& p, std::size_t j, std::size_t m, std::size_t h) {
        auto cost = in_the_clear<R>::holder_cost(p, j, m, h) +
                    share::open_cost<masked_weights<R>>(p.holders(), p.total_columns(), h);
        if (!p.keep_masked_features)
            cost = cost + share::open_cost<masked_features<R>>(p.holders(), m, p.total_columns());
        return cost;
    }
};

static_assert(FirstLayer<shared<>>);

}  // namespace spnn::inline SPNN_ABI::split
