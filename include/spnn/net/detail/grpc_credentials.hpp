// net/detail/grpc_credentials.hpp: identities and pins as gRPC takes them.
//
// gRPC's TLS credentials verify the chain, the validity and the possession of the key on both sides. The connecting
// side checks the pin within the handshake, by a verifier of ours in the place of gRPC's, which compares host names
// and knows no digests; the listening side checks it when it accepts, since only then it knows whom it waits for.

#pragma once

#include <spnn/core/secret.hpp>
#include <spnn/net/tls_identity.hpp>

#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <vector>

namespace SPNN_NAMESPACE::net::detail {

// data_error unless the three files are what they should be: gRPC would only say so in its log.
inline void require_usable(const tls_identity& own) {
    own.check();
    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_method()), SSL_CTX_free);
    require<error>(context != nullptr, "grpc: OpenSSL has no memory for a context");
    SSL_CTX* raw = context.get();
    require<data_error>(SSL_CTX_use_certificate_chain_file(raw, own.certificate_chain.c_str()) == 1,
                        own.certificate_chain.string(), ": holds no PEM certificate");
    require<data_error>(SSL_CTX_load_verify_file(raw, own.authorities.c_str()) == 1, own.authorities.string(),
                        ": holds no PEM certificate");
    require<data_error>(SSL_CTX_use_PrivateKey_file(raw, own.private_key.c_str(), SSL_FILETYPE_PEM) == 1,
                        own.private_key.string(), ": holds no PEM private key, or not that of ",
                        own.certificate_chain.string());
}

[[nodiscard]] inline std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), {}};
    require<data_error>(file.good() && !content.empty(), path.string(), ": cannot be read");
    return content;
}

[[nodiscard]] inline std::shared_ptr<grpc::experimental::CertificateProviderInterface> provider_of(
    const tls_identity& own) {
    require_usable(own);
    grpc::experimental::IdentityKeyCertPair pair{content_of(own.private_key), content_of(own.certificate_chain)};
    auto made = std::make_shared<grpc::experimental::StaticDataCertificateProvider>(content_of(own.authorities),
                                                                                    std::vector{pair});
    wipe(pair.private_key.data(), pair.private_key.size());
    return made;
}

[[nodiscard]] inline certificate certificate_from(const grpc::string_ref& pem) {
    using source_handle = std::unique_ptr<BIO, int (*)(BIO*)>;
    const source_handle source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    return {source ? PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr) : nullptr, X509_free};
}

// What the peer of a call has shown; null when there is none.
[[nodiscard]] inline certificate peer_of(const grpc::AuthContext& context) {
    const auto shown = context.FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
    return shown.size() == 1 ? certificate_from(shown.front()) : nullptr;
}

// What the handshake has found out about the peer, for whoever waits for the call.
class grpc_verdict {
public:
    void settle(std::string refusal) {
        const std::lock_guard lock(mutex_);
        passed_ = refusal.empty();
        refusal_ = std::move(refusal);
    }
    [[nodiscard]] bool passed() const {
        const std::lock_guard lock(mutex_);
        return passed_;
    }
    [[nodiscard]] std::string refusal() const {
        const std::lock_guard lock(mutex_);
        return refusal_;
    }

private:
    mutable std::mutex mutex_;
    bool passed_ = false;
    std::string refusal_;
};

// Runs after the chain has been found good.
class grpc_pin_verifier : public grpc::experimental::ExternalCertificateVerifier {
public:
    grpc_pin_verifier(tls_pin pin, std::shared_ptr<grpc_verdict> verdict)
        : pin_(std::move(pin)), verdict_(std::move(verdict)) {}

    bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
                grpc::Status* result) override {
        std::string refusal;
        try {
            refusal = misfit(certificate_from(request->peer_cert()).get(), {pin_});
        } catch (const error& e) {
            refusal = e.what();
        }
        *result = refusal.empty() ? grpc::Status() : grpc::Status(grpc::StatusCode::UNAUTHENTICATED, refusal);
        verdict_->settle(std::move(refusal));
        return true;  // done, nothing is left to call back
    }
    void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest*) override {}

private:
    tls_pin pin_;
    std::shared_ptr<grpc_verdict> verdict_;
};

[[nodiscard]] inline std::shared_ptr<grpc::ChannelCredentials> connecting_credentials(
    const tls_identity& own, const tls_pin& peer, const std::shared_ptr<grpc_verdict>& verdict) {
    const auto provider = provider_of(own);  // may throw; options that come to nothing are never freed by gRPC
    grpc::experimental::TlsChannelCredentialsOptions options;
    options.set_certificate_provider(provider);
    options.watch_root_certs();
    options.watch_identity_key_cert_pairs();
    options.set_verify_server_certs(true);
    options.set_certificate_verifier(
        grpc::experimental::ExternalCertificateVerifier::Create<grpc_pin_verifier>(peer, verdict));
    options.set_check_call_host(false);  // the pin says more than a host name
    return grpc::experimental::TlsCredentials(options);
}

[[nodiscard]] inline std::shared_ptr<grpc::ServerCredentials> listening_credentials(const tls_identity& own) {
    grpc::experimental::TlsServerCredentialsOptions options(provider_of(own));
    options.watch_root_certs();
    options.watch_identity_key_cert_pairs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace SPNN_NAMESPACE::net::detail
