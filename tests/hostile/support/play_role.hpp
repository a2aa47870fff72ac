// hostile/support/play_role.hpp: the body of the functions of roles.hpp.

#pragma once

#include <spnn/split/role/dealer.hpp>
#include <spnn/split/role/holder.hpp>
#include <spnn/split/role/labeler.hpp>
#include <spnn/split/role/server.hpp>

#include <hostile/support/roles.hpp>

#include <stdexcept>

namespace hostile_tests {

inline void require_finite(const spnn::matrix<float>& x, std::string_view what) {
    if (!spnn::all_finite(spnn::elements(x))) throw std::logic_error(spnn::text(what, " are no finite numbers"));
}

template <class Role>
void require_finite_weights(const Role& role) {
    role.for_each_weight([](std::string_view name, const spnn::matrix<float>& w) { require_finite(w, name); });
}

template <split::FirstLayer First>
void play_role(split::party who, const run_request& r, own_links own, const split::party_options& options) {
    using T = spnn::net::any_transport;
    const auto& plan = r.plan;
    const auto evaluate_of = [&](std::size_t j) {
        return plan.evaluate_rows > 0 ? r.evaluate.features[j] : spnn::matrix<float>{};
    };
    if (who == plan.label_owner()) {
        split::labeler<test::small_net, First, T> self(plan, std::move(own), {}, options, r.labels);
        if (const auto j = plan.label_holder) {
            self.train({r.table.targets, r.table.features[*j]}, {r.evaluate.targets, evaluate_of(*j)});
            require_finite(self.predict(r.predict[*j]), "predictions");
        } else {
            self.train({r.table.targets, {}}, {r.evaluate.targets, {}});
            require_finite(self.predict(spnn::rows(r.predict[0])), "predictions");
        }
        require_finite_weights(self);
    } else if (who == split::the_server) {
        split::server<test::small_net, First, T> self(plan, std::move(own), options);
        self.train();
        self.predict();
        require_finite_weights(self);
    } else if (who == split::the_dealer) {
        if constexpr (First::links.dealer) {
            split::dealer<First, T> self(plan, split::outline_of<test::small_net>(), std::move(own), options);
            self.train();
            self.predict();
        }
    } else {
        const auto j = who.number;
        split::holder<First, T> self(plan, split::outline_of<test::small_net>(), j, std::move(own), options);
        self.train(r.table.features[j], evaluate_of(j));
        self.predict(r.predict[j]);
        require_finite_weights(self);
    }
}

}  // namespace hostile_tests
