// net/detail/grpc_server.hpp: the listening side of net/transport/grpc.hpp, and one attempt of the connecting side.
//
// The server is shared by the listener and the links it has given out: when the listener goes, the address is free
// again, and the links live on.

#pragma once

#include <spnn/net/detail/grpc_credentials.hpp>
#include <spnn/net/detail/grpc_pump.hpp>
#include <spnn/net/detail/source.hpp>
#include <spnn/net/endpoint.hpp>

#include <grpcpp/create_channel.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/support/channel_arguments.h>

#include <array>

namespace SPNN_NAMESPACE::net::detail {

inline constexpr const char* grpc_method = "/spnn.Link/Carry";
inline constexpr const char* grpc_welcome = "spnn-link";  // in the first metadata of a listener that accepts

// How long a connection may last without the end of its handshake, and without a call after that.
inline constexpr int grpc_stranger_time_ms = 2000;

// Of both sides.
inline constexpr std::array<std::pair<const char*, int>, 5> grpc_arguments{{
    {GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, static_cast<int>(grpc_piece)},
    {GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 4 << 20},
    {GRPC_ARG_HTTP2_BDP_PROBE, 0},  // the window stays what it is
    {GRPC_ARG_ENABLE_PER_MESSAGE_COMPRESSION, 0},
    {GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0},
}};

class grpc_server {
public:
    grpc_server(const endpoint& at, const tls_identity& own) {
        grpc::ServerBuilder builder;
        for (const auto& [name, value] : grpc_arguments) builder.AddChannelArgument(name, value);
        builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 1);  // of one connection
        builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, grpc_stranger_time_ms);
        builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, grpc_stranger_time_ms);  // without a stream
        builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // a port that is taken is an error
        int port = 0;
        builder.AddListeningPort(at.name(), listening_credentials(own), &port);
        builder.RegisterAsyncGenericService(&service_);
        arrivals_ = builder.AddCompletionQueue();
        server_ = builder.BuildAndStart();
        if (server_ == nullptr) drain(*arrivals_);
        require<connection_error>(server_ != nullptr && port != 0, "grpc: cannot listen at ", at.name(),
                                  ": is the port taken, and is this an address of this machine?");
        at_ = {at.host, static_cast<std::uint16_t>(port)};
    }
    grpc_server(const grpc_server&) = delete;
    grpc_server& operator=(const grpc_server&) = delete;
    // No link is left by then.
    ~grpc_server() {
        server_->Shutdown(std::chrono::system_clock::now());
        drain(*arrivals_);
        drain(closing_);
    }

    [[nodiscard]] const endpoint& at() const { return at_; }

    // The next call a peer begins; null at the deadline. Handshakes go on while somebody waits here.
    [[nodiscard]] std::unique_ptr<grpc_server_call> next(deadline until) {
        request();
        const auto report = next_report(*arrivals_, until);
        if (report == grpc_report::nothing) return nullptr;
        require<transport_error>(report == grpc_report::success, "grpc: the listener at ", at_.name(), " has ended");
        expected_->begun = true;
        return std::move(expected_);
    }

    // Lets the address go; calls that have begun go on.
    void stop_listening() {
        grpc_server_shutdown_and_notify(server_->c_server(), closing_.cq(), &closed_);
        if (expected_) expected_->begun = next_report(*arrivals_, far_off()) == grpc_report::success;
        expected_.reset();
    }

private:
    // Reported by gRPC's C interface once everything is closed; nobody waits for it.
    struct closed_tag final : grpc::internal::CompletionQueueTag {
        bool FinalizeResult(void**, bool*) override { return false; }
    };

    static deadline far_off() { return deadline::after(std::chrono::hours(1)); }

    void request() {
        if (expected_) return;
        expected_ = std::make_unique<grpc_server_call>();
        service_.RequestCall(&expected_->context, &expected_->stream, &expected_->queue, arrivals_.get(), nullptr);
    }

    grpc::AsyncGenericService service_;
    closed_tag closed_;
    grpc::CompletionQueue closing_;
    std::unique_ptr<grpc::ServerCompletionQueue> arrivals_;
    std::unique_ptr<grpc::Server> server_;
    std::unique_ptr<grpc_server_call> expected_;
    endpoint at_;
};

// The source of a peer in gRPC's notation, "ipv4:10.0.0.1:7000" or "ipv6:%5B::1%5D:7000".
[[nodiscard]] inline std::string grpc_source(const std::string& peer) {
    const auto begin = peer.find(':');
    const auto end = peer.rfind(':');
    if (begin == std::string::npos || begin == end) return "";
    auto address = peer.substr(begin + 1, end - begin - 1);
    for (const auto* bracket : {"%5B", "%5D", "[", "]"})
        if (const auto at = address.find(bracket); at != std::string::npos)
            address.erase(at, std::string_view(bracket).size());
    return source_of(address);
}

// Tells the peer of a call how it ends before it has become a link.
inline void refuse(grpc_server_call& call, grpc::StatusCode code, const std::string& why, deadline until) {
    call.stream.Finish(grpc::Status(code, why), nullptr);
    static_cast<void>(next_report(call.queue, until));
}

// The outcome of one attempt to connect: a call that the peer has accepted, or why there is none.
struct grpc_attempt {
    std::unique_ptr<grpc_client_call> call;
    std::string why;
    bool final = false;  // trying again would not help
};

[[nodiscard]] inline grpc::ChannelArguments connecting_arguments(const tls_pin& peer) {
    grpc::ChannelArguments arguments;
    for (const auto& [name, value] : grpc_arguments) arguments.SetInt(name, value);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection of its own
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    if (!peer.is_digest()) arguments.SetSslTargetNameOverride(peer.value());
    return arguments;
}

[[nodiscard]] inline std::string grpc_target(const endpoint& to) {
    std::string target = "dns:///";
    for (const char c : to.name()) target += c == '[' ? "%5B" : c == ']' ? "%5D" : std::string(1, c);
    return target;
}

[[nodiscard]] inline grpc_attempt try_to_connect(const endpoint& to, const tls_identity& own, const tls_pin& peer,
                                                 deadline until) {
    const auto verdict = std::make_shared<grpc_verdict>();
    auto call = std::make_unique<grpc_client_call>();
    call->channel = grpc::CreateCustomChannel(grpc_target(to), connecting_credentials(own, peer, verdict),
                                              connecting_arguments(peer));
    call->stream = grpc::GenericStub(call->channel).PrepareCall(&call->context, grpc_method, &call->queue);
    call->stream->StartCall(nullptr);
    auto report = next_report(call->queue, until);
    if (report == grpc_report::success) {
        call->stream->ReadInitialMetadata(nullptr);  // comes when the peer accepts
        report = next_report(call->queue, until);
    }
    if (report == grpc_report::success && call->context.GetServerInitialMetadata().count(grpc_welcome) == 1)
        return {std::move(call), "", true};
    if (report == grpc_report::nothing) {
        const auto* what = verdict->passed() ? "it has not accepted the link" : "no answer";
        return {nullptr, text(what, " before the deadline"), true};
    }
    call->stream->Finish(&call->status, nullptr);
    static_cast<void>(next_report(call->queue, until));
    if (const auto refusal = verdict->refusal(); !refusal.empty()) return {nullptr, refusal, true};
    const auto words = words_of(call->status);
    if (verdict->passed())  // a call that is cancelled was not refused: the listener had no room
        return {nullptr, text(refused_words, ": ", words), call->status.error_code() != grpc::StatusCode::CANCELLED};
    // Only gRPC's words tell a listener that is not there yet from one that is not ours.
    const bool failed_handshake =
        words.find("handshake failed:") != std::string::npos || words.find("Cannot check peer") != std::string::npos;
    return {nullptr, words, failed_handshake || call->status.error_code() != grpc::StatusCode::UNAVAILABLE};
}

}  // namespace SPNN_NAMESPACE::net::detail
