// net/any_transport.hpp: one of any transports, chosen at run time, for programs that read their transport from a file.
//
// Code on top of it is compiled once for all of them; a call more per send and receive is what that costs.

#pragma once

#include <spnn/net/piped.hpp>

namespace SPNN_NAMESPACE::net {

class any_transport {
public:
    // Takes `chosen` over. The constraints stand in this order, or the question whether any_transport is a Transport
    // asks itself.
    template <class T>
        requires(!std::same_as<T, any_transport>) && Transport<T>
    any_transport(T chosen) : held_(std::make_unique<model<T>>(std::move(chosen))) {}

    void send(std::span<const std::byte> data, deadline until) { held_->send(data, until); }
    void receive(std::span<std::byte> data, deadline until) { held_->receive(data, until); }
    void flush(deadline until) { held_->flush(until); }
    // usage_error when the chosen transport has none.
    [[nodiscard]] link_cutter cutter() const { return held_->cutter(); }

private:
    struct interface {
        virtual ~interface() = default;
        virtual void send(std::span<const std::byte> data, deadline until) = 0;
        virtual void receive(std::span<std::byte> data, deadline until) = 0;
        virtual void flush(deadline until) = 0;
        [[nodiscard]] virtual link_cutter cutter() const = 0;
    };
    template <class T>
    struct model final : interface {
        explicit model(T chosen) : held(std::move(chosen)) {}
        void send(std::span<const std::byte> data, deadline until) override { held.send(data, until); }
        void receive(std::span<std::byte> data, deadline until) override { held.receive(data, until); }
        void flush(deadline until) override { held.flush(until); }
        [[nodiscard]] link_cutter cutter() const override {
            if constexpr (CuttableTransport<T>)
                return held.cutter();
            else
                throw usage_error("any_transport: the transport in it cannot be cut");
        }
        T held;
    };

    std::unique_ptr<interface> held_;
};

static_assert(CuttableTransport<any_transport>);

}  // namespace SPNN_NAMESPACE::net
