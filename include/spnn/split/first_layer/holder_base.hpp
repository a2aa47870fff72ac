// split/first_layer/holder_base.hpp: what a holder's side of every first layer has: its session, its weights and how
// they learn, its tables in fixed point, and the checked product of both.
//
// Local; nothing crosses the wire. Protocols derive from it and add what they send.

#pragma once

#include <spnn/split/first_layer/product.hpp>
#include <spnn/split/party_session.hpp>
#include <spnn/split/zone/features.hpp>

namespace SPNN_NAMESPACE::split {

template <Ring R, net::Transport T>
class holder_base {
public:
    // Takes note of a table of this holder under a number that is new in the session; it must stay as it is until the
    // last product of its rows. Forgets it.
    void bind(std::uint32_t table, const matrix<real>& x) { tables_.bind(table, x, arithmetic_); }
    void unbind(std::uint32_t table) { tables_.unbind(table); }

    // Takes the rows x of the last send, as long as its `rows` are there: what the update needs, while others compute.
    void prepare_update() { static_cast<void>(arithmetic_.taken()); }
    // Moves the weights along xT dL/dh1.
    void update(const matrix<real>& d_first) { zone_.update(arithmetic_.taken(), d_first); }

    // This holder's columns of the network.
    [[nodiscard]] feature_zone& zone() { return zone_; }
    [[nodiscard]] const feature_zone& zone() const { return zone_; }

protected:
    // The session outlives it.
    holder_base(party_session<T>& s, const product_scale<R>& scale, feature_zone zone, product_noise noise)
        : session_(&s), zone_(std::move(zone)), arithmetic_(scale, s.self.name(), std::move(noise)) {}

    // Makes the product of these rows of a table by the weights ready; range_error when it is beyond this holder's part
    // of the range.
    void prepare(std::uint32_t table, row_numbers rows) {
        arithmetic_.prepare(tables_.at(table), rows, zone_.weights());
    }

    [[nodiscard]] party_session<T>& session() const { return *session_; }
    [[nodiscard]] checked_product<R>& arithmetic() { return arithmetic_; }
    [[nodiscard]] const bound_table<R>& table(std::uint32_t number) const { return tables_.at(number); }

private:
    party_session<T>* session_;
    feature_zone zone_;
    checked_product<R> arithmetic_;
    bound_tables<R> tables_;
};

}  // namespace SPNN_NAMESPACE::split
