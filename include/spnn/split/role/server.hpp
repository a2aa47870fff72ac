// split/role/server.hpp: the party that runs the hidden layers.
//
// Is sent: h1 of every batch, dL/d last hidden, and what the header of the protocol says. Is not sent: features,
// first-layer weights, scores, labels; but from gradients it can tell the labels nearly exactly, and from h1 over
// many epochs the features up to a linear map (docs/threat_model.md).

#pragma once

#include <spnn/session/receive.hpp>
#include <spnn/split/checkpoint_owner.hpp>
#include <spnn/split/role/pace.hpp>
#include <spnn/split/role/relay.hpp>
#include <spnn/split/zone/hidden.hpp>
#include <spnn/train/keeper.hpp>

#include <functional>
#include <memory>

namespace SPNN_NAMESPACE::split {

// The server of any network whose hidden zone is given.
template <FirstLayer First, class T>
class any_server {
    static_assert(net::is_transport<T>());

public:
    // Makes the hidden zone of a plan, its first weights from a private seed.
    using zone_factory = std::function<std::unique_ptr<hidden_work>(const plan&, const crypto::seed&)>;

    // Greets all peers and sets the protocol up; waits for them within the timeout of the links. With a first_epoch in
    // the plan, it begins as it was after these epochs.
    any_server(plan p, const network_outline& network, const zone_factory& make_zone, links<T> peers,
               const party_options& options = {})
        : session_(detail::checked<First>(std::move(p), options), the_server, std::move(peers), options.threads,
                   options.ledger),
          last_width_(network.last_width),
          keeper_(session_, checkpoint_owner_of<First>(session_.plan, session_.self, network),
                  session_.plan.first_epoch, options.checkpoints, options.private_seed),
          first_(detail::start<First>(session_, network, options), network.first_width),
          zone_(make_zone(session_.plan, keeper_.private_seed())),
          scale_(product_scale_of<First>(session_.plan)),
          loop_(session_.plan, options.on_step),
          on_view_(options.on_view) {
        require<usage_error>(zone_ != nullptr, "any_server: the factory has made no hidden zone");
        keeper_.restore(*this);
    }
    any_server(const any_server&) = delete;  // the parts refer to the session
    any_server& operator=(const any_server&) = delete;

    // Takes part in training; usage_error when called again.
    ending train() {
        loop_.require_untrained(session_.self);
        auto how = ending::finished;
        loop_.unbroken([&] {
            detail::agree<First>(session_);
            keeper_.start_training();
            how = loop_.train(*this);
        });
        return how;
    }

    // Takes part in predicting as many rows as the label owner asks for.
    void predict() {
        loop_.unbroken([&] {
            detail::agree<First>(session_);
            const auto table = loop_.new_table();
            loop_.predict(*this, table, detail::relay<train::prediction_rows, First>(session_, table));
        });
    }

    // f(name, matrix) for every weight of this party: the first layer's bias and the hidden layers'.
    template <class F>
    void for_each_weight(F&& f) const {
        zone_->for_each_weight([&](std::string_view name, const matrix<float>& x) { f(name, x); });
    }
    template <class F>
    void for_each_weight(F&& f) {
        zone_->for_each_weight(std::ref(f));
    }
    // The run that they belong to.
    [[nodiscard]] const run_id& run() const { return keeper_.run(); }
    // This party's weights to and from a file of its own (store/model_file.hpp).
    void save(const std::filesystem::path& path) const { keeper_.save_weights(path, *this); }
    void load(const std::filesystem::path& path) { keeper_.load_weights(path, *this); }

    // For checkpoints (store/checkpoint.hpp).
    template <class Archive>
    void archive_state(Archive& a) {
        a.part("hidden", *zone_);
    }

protected:
    [[nodiscard]] hidden_work& zone() const { return *zone_; }

private:
    friend class train::training_loop;

    void train_step(const step& now) {
        auto& labels = session_.to(session_.plan.label_owner());
        labels.template send<last_hidden>(now.at.tag(), zone_->forward(receive_first_layer(now)));
        const auto& d_hidden =
            session::receive_finite<last_hidden_gradient>(labels, now.at, now.rows.size(), last_width_, d_hidden_);
        detail::show(on_view_, seen::last_hidden_gradient, now, d_hidden);
        const auto& d_first = zone_->backward_and_update(d_hidden);
        detail::show(on_view_, seen::first_layer_gradient, now, d_first);
        for (std::size_t j = 0; j < session_.plan.holders(); ++j)
            session_.to(the_holder(j)).template send<first_layer_gradient>(now.at.tag(), d_first);
    }
    void infer_step(const step& now) {
        session_.to(session_.plan.label_owner())
            .template send<last_hidden>(now.at.tag(), zone_->infer(receive_first_layer(now)));
        keep_pace<First>(session_, now);
    }
    train::after_epoch take_up(std::size_t epoch) { return detail::hear<First>(session_, epoch); }
    train::after_epoch finish_epoch(std::size_t epoch) {
        const auto next = detail::hear<First>(session_, epoch, pace_lead);
        keeper_.save(epoch, *this);
        return next;
    }

    // h1 of the batch, decoded. Every holder has kept its product within its part of the range, so a sum beyond it
    // shows that masks, triples or rows do not belong together.
    const matrix<float>& receive_first_layer(const step& now) {
        first_.receive(now.at, now.rows.size(), sum_);
        require<protocol_error>(scale_.is_within_range(elements(std::as_const(sum_))), "server, ", now.at,
                                ": the sum of the first layer is beyond ", scale_.encoding().range(),
                                ", so the holders' parts do not belong together");
        scale_.decode(sum_, h1_);
        detail::show(on_view_, seen::first_layer_sum, now, h1_);
        return h1_;
    }

    party_session<T> session_;
    std::size_t last_width_;
    train::keeper keeper_;
    typename First::template server_part<T> first_;
    std::unique_ptr<hidden_work> zone_;
    product_scale<typename First::ring> scale_;
    train::training_loop loop_;
    view_function on_view_;
    matrix<element<typename First::ring>> sum_;
    matrix<float> h1_, d_hidden_;
};

// The server of a network composed at compile time.
template <class Net, FirstLayer First, class T>
class server : public any_server<First, T> {
public:
    // As any_server.
    server(const plan& p, links<T> peers, const party_options& options = {})
        : any_server<First, T>(
              p, outline_of<Net>(p),
              [](const plan& of, const crypto::seed& seed) { return std::make_unique<hidden_zone<Net>>(of, seed); },
              std::move(peers), options) {}

    // The first layer's bias and the hidden layers' weights.
    [[nodiscard]] const auto& weights() const { return static_cast<const hidden_zone<Net>&>(this->zone()).weights(); }
    [[nodiscard]] auto& weights() { return static_cast<hidden_zone<Net>&>(this->zone()).weights(); }
};

}  // namespace SPNN_NAMESPACE::split
