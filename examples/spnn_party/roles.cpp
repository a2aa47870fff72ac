// Everything that has to be compiled for each protocol.

#include "roles.hpp"

#include "protocols.hpp"

#include <spnn/split/any_network.hpp>
#include <spnn/split/role/dealer.hpp>
#include <spnn/split/role/holder.hpp>
#include <spnn/split/role/server.hpp>

#include <chrono>

namespace spnn_party {

namespace {

namespace net = spnn::net;
namespace split = spnn::split;
using network = split::any_network;

using guarded = net::watched<net::any_transport>;

// This party's links for training, to those the protocol asks for.
template <class First>
[[nodiscard]] split::links<guarded> connect(const work& w) {
    split::links<guarded> links(w.own.timeout);
    const auto& plan = w.agreed.plan;
    const auto until = spnn::deadline::after(w.own.start_within);
    for (const auto& peer : split::parties_of(First::links, plan))
        if (peer != w.self && split::are_linked(First::links, plan, w.self, peer))
            links.connect(peer, w.at.reach(peer.name(), [&] { return w.link(peer.name(), purpose::training, until); }));
    return links;
}

[[nodiscard]] spnn::store::checkpoint_store checkpoints_of(const work& w) {
    return spnn::store::checkpoint_store(w.own.state / "checkpoints");
}

[[nodiscard]] split::party_options options_of(const work& w) {
    split::party_options options;
    options.threads = w.own.threads;
    if (w.own.private_seed) {
        options.private_seed = split::private_seeds(*w.own.private_seed).of(w.self);
        w.log.info("private_seed is set: weights can be repeated by anyone who knows it; for comparisons only");
    }
    options.product_noise = w.own.product_noise;
    if (!w.agreed.predict_only) options.checkpoints = checkpoints_of(w);
    options.on_step = [&w](const split::step& now) {
        const bool predicts = now.at.purpose == spnn::purpose::predict;
        w.at.at_step(predicts ? w.agreed.plan.epochs : now.epoch, now.at.step);
    };
    return options;
}

// Training, or the weights of a training that is over; then the test rows. `train` and `predict` are the role's.
template <class Role, class Train, class Predict>
[[nodiscard]] outcome in_course(work& w, Role& role, Train&& train, Predict&& predict) {
    outcome out;
    const auto model = w.own.state / "model";
    if constexpr (requires { role.save(model); }) {
        if (w.agreed.predict_only) role.load(model);
    }
    if (!w.agreed.predict_only) {
        const auto start = std::chrono::steady_clock::now();
        out.paused = train() == split::ending::paused;
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        const auto epochs = w.agreed.plan.epochs - w.agreed.plan.first_epoch;
        out.seconds_per_epoch = epochs == 0 ? 0 : took.count() / static_cast<double>(epochs);
        if (out.paused) return out;
        if constexpr (requires { role.save(model); }) role.save(model);
    }
    predict(out);
    return out;
}

template <class First>
[[nodiscard]] outcome play_labeler(work& w) {
    split::label_options labels;
    labels.early_stopping.patience = w.own.early_stopping;
    labels.defence = w.own.defence.value_or(spnn::defence::no_defence{});
    labels.on_epoch = [&w](const split::epoch_report& r) {
        w.at.epoch_finished({r.epoch, {r.train_loss, r.evaluate_loss}});
        w.log.info("epoch", {{"epoch", static_cast<std::int64_t>(r.epoch + 1)}, {"train_loss", r.train_loss}});
    };
    if (!w.agreed.predict_only) labels.pause_after_epoch = [&w] { return w.at.pause_wanted(); };
    split::labeler<network, First, guarded> role(
        w.agreed.plan, connect<First>(w), network(w.agreed.plan).loss_with(w.own.class_weights), options_of(w), labels);
    for (std::size_t e = 0; e < role.history().size(); ++e) w.at.epoch_finished({e, role.history()[e]});
    auto out = in_course(
        w, role, [&] { return role.train({w.rows.train_targets, w.rows.train}); },
        [&](outcome& result) {
            result.predictions =
                w.agreed.plan.label_holder ? role.predict(w.rows.test) : role.predict(w.rows.test_ids.size());
        });
    out.history = role.history();
    return out;
}

template <class First>
[[nodiscard]] outcome play_role(work& w) {
    if (w.self == w.agreed.plan.label_owner()) return play_labeler<First>(w);
    if (w.self == split::the_server) {
        split::server<network, First, guarded> role(w.agreed.plan, connect<First>(w), options_of(w));
        return in_course(w, role, [&] { return role.train(); }, [&](outcome&) { role.predict(); });
    }
    if (split::is_holder(w.self)) {
        split::holder<First, guarded> role(w.agreed.plan, split::outline_of<network>(w.agreed.plan), w.self.number,
                                           connect<First>(w), options_of(w));
        return in_course(
            w, role, [&] { return role.train(w.rows.train); }, [&](outcome&) { role.predict(w.rows.test); });
    }
    if constexpr (First::links.dealer) {
        split::dealer<First, guarded> role(w.agreed.plan, split::outline_of<network>(w.agreed.plan), connect<First>(w),
                                           options_of(w));
        return in_course(w, role, [&] { return role.train(); }, [&](outcome&) { role.predict(); });
    } else {
        throw spnn::usage_error(spnn::text(First::name, " has no ", w.self.name()));
    }
}

}  // namespace

split::topology links_of(const split::proposal& p) {
    return with_protocol(p, []<class First>() { return First::links; });
}

void require_cipher(const split::proposal& p) {
    with_protocol(p, [&]<class First>() {
        if constexpr (requires { First::layout_of(p.plan, 1); }) static_cast<void>(First::layout_of(p.plan, 1));
    });
}

spnn::coordinate::epochs_held held(const work& w) {
    if (w.self == split::the_dealer || w.agreed.predict_only) return {{}, true};
    return with_protocol(w.agreed, [&]<class First>() {
        const auto found = checkpoints_of(w).held(
            split::checkpoint_owner_of<First>(w.agreed.plan, w.self, split::outline_of<network>(w.agreed.plan)));
        spnn::coordinate::epochs_held held{{found.begin(), found.end()}, false};
        // The first epoch may have been saved at some parties only.
        if (found.empty() || found.back() == 1) held.epochs.insert(held.epochs.begin(), 0);
        return held;
    });
}

outcome play(work& w) {
    return with_protocol(w.agreed, [&]<class First>() { return play_role<First>(w); });
}

}  // namespace spnn_party
