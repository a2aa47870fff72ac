// net/decorator/traced.hpp: a transport that keeps a copy of every byte it carries (net/trace.hpp).

#pragma once

#include <spnn/net/detail/transport_archetype.hpp>
#include <spnn/net/trace.hpp>

#include <memory>

namespace SPNN_NAMESPACE::net {

template <class T>
class traced {
    static_assert(is_transport<T>());

public:
    // usage_error without a trace.
    traced(T inner, std::shared_ptr<trace> record) : inner_(std::move(inner)), record_(std::move(record)) {
        require<usage_error>(record_ != nullptr, "traced: trace is null");
    }

    void send(std::span<const std::byte> data, deadline until) {
        inner_.send(data, until);
        record_->add(direction::sent, data);
    }
    void receive(std::span<std::byte> data, deadline until) {
        inner_.receive(data, until);
        record_->add(direction::received, data);
    }
    void flush(deadline until) { inner_.flush(until); }

private:
    T inner_;
    std::shared_ptr<trace> record_;
};

static_assert(Transport<traced<detail::transport_archetype>>);

}  // namespace SPNN_NAMESPACE::net
