// split/role/server.hpp: the party that runs the hidden layers.
//
// Is sent: h1 of every batch, dL/d last hidden, and what the header of the protocol says. Is not sent: features,
// first-layer weights, scores, labels; but from gradients it can tell the labels nearly exactly, and from h1 over
// many epochs the features up to a linear map (docs/threat_model.md).

#pragma once

#include <spnn/split/course.hpp>
#include <spnn/split/detail/keeper.hpp>
#include <spnn/split/receive.hpp>
#include <spnn/split/role/pace.hpp>
#include <spnn/split/role/relay.hpp>
#include <spnn/split/zone/hidden.hpp>

namespace spnn::inline SPNN_ABI::split {

template <class Net, FirstLayer First, class T>
class server {
    static_assert(net::is_transport<T>());

public:
    // Greets all peers and sets the protocol up; waits for them within the timeout of the links. With a first_epoch in
    // the plan, it begins as it was after these epochs.
    server(plan p, links<T> peers, const party_options& options = {})
        : session_{std::move(p), the_server, std::move(peers), options.threads, options.ledger},
          keeper_(session_, options),
          first_(detail::start<Net, First>(session_, options), Net::first_width),
          zone_(session_.plan, keeper_.private_seed()),
          scale_(product_scale_of<First>(session_.plan)),
          course_(session_.plan, options.on_step),
          on_view_(options.on_view) {
        keeper_.restore(*this);
    }
    server(const server&) = delete;  // the parts refer to the session
    server& operator=(const server&) = delete;

    // Takes part in training; usage_error when called again.
    ending train() {
        course_.require_untrained(session_.self);
        auto how = ending::finished;
        course_.unbroken([&] {
            agree(session_);
            keeper_.start_training();
            how = course_.train(*this);
        });
        return how;
    }

    // Takes part in predicting as many rows as the label owner asks for.
    void predict() {
        course_.unbroken([&] {
            agree(session_);
            const auto table = course_.new_table();
            course_.predict(*this, table, detail::relay<prediction_rows, First>(session_, table));
        });
    }

    // The first layer's bias and the hidden layers' weights.
    [[nodiscard]] const auto& weights() const { return zone_.weights(); }
    [[nodiscard]] auto& weights() { return zone_.weights(); }

    // f(name, matrix) for every weight of this party.
    template <class F>
    void for_each_weight(F&& f) const {
        weights().for_each(f);
    }
    template <class F>
    void for_each_weight(F&& f) {
        weights().for_each(f);
    }
    // The run that they belong to.
    [[nodiscard]] const run_id& run() const { return keeper_.run(); }
    // This party's weights to and from a file of its own (split/model_file.hpp).
    void save(const std::filesystem::path& path) const { keeper_.save_weights(path, *this); }
    void load(const std::filesystem::path& path) { keeper_.load_weights(path, *this); }

    // For checkpoints (split/checkpoint.hpp).
    template <class Archive>
    void archive_state(Archive& a) {
        a.part("hidden", zone_);
    }

private:
    friend class course;

    void train_step(const step& now) {
        auto& labels = session_.to(session_.plan.label_owner());
        labels.template send<last_hidden>(now.at.tag(), zone_.forward(receive_first_layer(now)));
        const auto& d_hidden = detail::receive_finite<last_hidden_gradient>(labels, now, Net::last_width, d_hidden_);
        detail::show(on_view_, sight::last_hidden_gradient, now, d_hidden);
        const auto& d_first = zone_.backward_and_update(d_hidden);
        detail::show(on_view_, sight::first_layer_gradient, now, d_first);
        for (std::size_t j = 0; j < session_.plan.holders(); ++j)
            session_.to(the_holder(j)).template send<first_layer_gradient>(now.at.tag(), d_first);
    }
    void infer_step(const step& now) {
        session_.to(session_.plan.label_owner())
            .template send<last_hidden>(now.at.tag(), zone_.infer(receive_first_layer(now)));
        keep_pace<First>(session_, now);
    }
    after_epoch take_up(std::size_t epoch) { return detail::hear<First>(session_, epoch); }
    after_epoch finish_epoch(std::size_t epoch) {
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
        detail::show(on_view_, sight::first_layer_sum, now, h1_);
        return h1_;
    }

    session<T> session_;
    detail::keeper<Net, First, T> keeper_;
    typename First::template server_part<T> first_;
    hidden_zone<Net> zone_;
    product_scale<typename First::ring> scale_;
    split::course course_;
    view_function on_view_;
    matrix<element<typename First::ring>> sum_;
    matrix<float> h1_, d_hidden_;
};

}  // namespace spnn::inline SPNN_ABI::split
