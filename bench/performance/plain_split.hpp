// Plain split learning over links, the peer of the protocols' traffic: each holder sends its product as floats in the
// clear, the server adds them and goes on, the label owner computes the loss. The same zones as the library's roles;
// no encoding, no checks, no checksums, nothing hidden.

#pragma once

#include "fraud.hpp"

#include <spnn/net/transport.hpp>
#include <spnn/split/joined.hpp>

#include <chrono>
#include <thread>

namespace performance {

// One role's end of a link that carries matrices of floats whose shapes both ends know.
template <class T>
class float_link {
public:
    explicit float_link(T transport) : transport_(std::move(transport)) {}

    void send(const spnn::matrix<float>& x) {
        transport_.send(std::as_bytes(std::span(x.data(), x.size())), patient());
        transport_.flush(patient());
    }
    void receive(spnn::matrix<float>& x, std::size_t m, std::size_t n) {
        spnn::resize(x, m, n);
        transport_.receive(std::as_writable_bytes(std::span(x.data(), x.size())), patient());
    }

private:
    [[nodiscard]] static spnn::deadline patient() { return spnn::deadline::after(std::chrono::minutes(10)); }
    T transport_;
};

// Seconds of training by two holders, the first of them with the labels, over links made by make_link().
template <class LinkFactory>
[[nodiscard]] double plain_split_seconds(const split::plan& p, const split::vertical_table& table,
                                         LinkFactory make_link) {
    using link = float_link<decltype(make_link().first)>;
    spnn::require<spnn::usage_error>(p.holders() == 2, "plain split learning: two holders");
    const auto seeds = split::private_seeds(1);
    const auto for_each_batch = [&](auto&& step) {
        spnn::data::batch_order order(p.batch_seed, p.train_rows, p.batch);
        for (std::size_t epoch = 0; epoch < p.epochs; ++epoch)
            for (std::size_t b = 0; b < order.batches(); ++b) step(order.rows_of(epoch, b));
    };

    std::vector<link> at_server, at_holder;
    for (std::size_t j = 0; j < 2; ++j) {
        auto [near, far] = make_link();
        at_server.emplace_back(std::move(near));
        at_holder.emplace_back(std::move(far));
    }
    const auto serve = [&] {
        split::hidden_zone<fraud> zone(p, spnn::crypto::seed(seeds.of(split::the_server)));
        spnn::matrix<float> h1, other, d_hidden;
        for_each_batch([&](spnn::row_numbers rows) {
            at_server[0].receive(h1, rows.size(), fraud::first_width);
            at_server[1].receive(other, rows.size(), fraud::first_width);
            for (std::size_t i = 0; i < h1.size(); ++i) h1.data()[i] += other.data()[i];
            at_server[0].send(zone.forward(h1));
            at_server[0].receive(d_hidden, rows.size(), fraud::last_width);
            const auto& d_first = zone.backward_and_update(d_hidden);
            for (auto& to : at_server) to.send(d_first);
        });
    };
    const auto hold = [&](std::size_t j) {
        split::feature_zone zone(p, j, fraud::first_width, spnn::crypto::seed(seeds.of(split::the_holder(j))));
        split::label_zone<fraud> label(p, {},
                                       split::detail::label_seed(spnn::crypto::seed(seeds.of(split::the_holder(j)))));
        spnn::matrix<float> x, product, hidden, d_first;
        for_each_batch([&](spnn::row_numbers rows) {
            spnn::take_rows(table.features[j], rows, x);
            spnn::multiply(x, zone.weights(), product);
            at_holder[j].send(product);
            if (j == 0) {
                at_holder[0].receive(hidden, rows.size(), fraud::last_width);
                at_holder[0].send(label.train(hidden, table.targets, rows).d_hidden);
            }
            at_holder[j].receive(d_first, rows.size(), fraud::first_width);
            zone.update(x, d_first);
        });
    };
    const auto start = std::chrono::steady_clock::now();
    {
        const std::jthread server(serve), other([&] { hold(1); });
        hold(0);
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace performance
