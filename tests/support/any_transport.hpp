// support/any_transport.hpp: any transport behind one type, so that a test program has each protocol compiled once,
// whether its links are plain, traced or faulty.

#pragma once

#include <spnn/net/transport.hpp>

#include <memory>

namespace test {

class any_transport {
public:
    // In this order, or the question whether any_transport is a Transport asks itself.
    template <class T>
        requires(!std::same_as<T, any_transport>) && spnn::net::Transport<T>
    any_transport(T inner) : inner_(std::make_unique<model<T>>(std::move(inner))) {}

    void send(std::span<const std::byte> data, spnn::deadline until) { inner_->send(data, until); }
    void receive(std::span<std::byte> data, spnn::deadline until) { inner_->receive(data, until); }
    void flush(spnn::deadline until) { inner_->flush(until); }

private:
    struct base {
        virtual ~base() = default;
        virtual void send(std::span<const std::byte>, spnn::deadline) = 0;
        virtual void receive(std::span<std::byte>, spnn::deadline) = 0;
        virtual void flush(spnn::deadline) = 0;
    };

    template <class T>
    struct model final : base {
        explicit model(T t) : transport(std::move(t)) {}
        void send(std::span<const std::byte> data, spnn::deadline until) override { transport.send(data, until); }
        void receive(std::span<std::byte> data, spnn::deadline until) override { transport.receive(data, until); }
        void flush(spnn::deadline until) override { transport.flush(until); }
        T transport;
    };

    std::unique_ptr<base> inner_;
};

static_assert(spnn::net::Transport<any_transport>);

}  // namespace test
