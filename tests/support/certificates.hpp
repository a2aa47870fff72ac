// Certificates for tests: an authority and what it signs, made anew for each test in a directory that goes with it.

#pragma once

#include <spnn/net/tls_identity.hpp>

#include <openssl/evp.h>

#include <filesystem>
#include <memory>
#include <string>

namespace support {

namespace net = spnn::net;

class authority {
public:
    authority() {
        std::string pattern = (std::filesystem::temp_directory_path() / "spnn_certificates_XXXXXX").string();
        directory_ = ::mkdtemp(pattern.data());
        key_ = make_key();
        own_ = make(key_.get(), "test authority", 0, 3600, true);
        write(directory_ / "authority.pem", [&](FILE* f) { PEM_write_X509(f, own_.get()); });
    }
    authority(const authority&) = delete;
    authority& operator=(const authority&) = delete;
    ~authority() { std::filesystem::remove_all(directory_); }

    // An identity signed by this authority, valid between two moments given in seconds from now.
    [[nodiscard]] net::tls_identity issue(const std::string& dns_name, long from = -60, long to = 3600) const {
        const auto key = make_key();
        const auto signed_one = make(key.get(), dns_name, from, to, false);
        const auto stem = directory_ / std::to_string(++issued_);
        net::tls_identity identity{stem, stem, directory_ / "authority.pem"};
        identity.certificate_chain += ".pem";
        identity.private_key += ".key";
        write(identity.certificate_chain, [&](FILE* f) { PEM_write_X509(f, signed_one.get()); });
        write(identity.private_key,
              [&](FILE* f) { PEM_write_PrivateKey(f, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
        std::filesystem::permissions(identity.private_key, std::filesystem::perms::owner_read);
        return identity;
    }

    // Puts a password on the key of an identity, by PKCS #8 or in OpenSSL's traditional form.
    static void protect(const net::tls_identity& of, const std::string& password, bool traditional) {
        std::filesystem::permissions(of.private_key, std::filesystem::perms::owner_write,
                                     std::filesystem::perm_options::add);
        const auto key = make_key();
        auto* const word = reinterpret_cast<unsigned char*>(const_cast<char*>(password.data()));
        const auto size = static_cast<int>(password.size());
        write(of.private_key, [&](FILE* f) {
            const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new_fp(f, BIO_NOCLOSE), BIO_free);
            if (traditional)
                PEM_write_bio_PrivateKey_traditional(out.get(), key.get(), EVP_aes_128_cbc(), word, size, nullptr,
                                                     nullptr);
            else
                PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), EVP_aes_128_cbc(), password.data(), size, nullptr,
                                              nullptr);
        });
    }

    // The SHA-256 of the certificate of an identity.
    [[nodiscard]] static std::string digest(const net::tls_identity& of) {
        std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(of.certificate_chain.c_str(), "r"), std::fclose);
        const net::certificate loaded(PEM_read_X509(file.get(), nullptr, nullptr, nullptr), X509_free);
        return net::tls_pin::digest_of(loaded.get());
    }

private:
    using key_handle = std::shared_ptr<EVP_PKEY>;

    static key_handle make_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

    [[nodiscard]] net::certificate make(EVP_PKEY* key, const std::string& name, long from, long to,
                                        bool is_authority) const {
        net::certificate made(X509_new(), X509_free);
        X509_set_version(made.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial_);
        X509_gmtime_adj(X509_getm_notBefore(made.get()), from);
        X509_gmtime_adj(X509_getm_notAfter(made.get()), to);
        X509_set_pubkey(made.get(), key);
        auto* subject = X509_get_subject_name(made.get());
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()),
                                   -1, -1, 0);
        X509_set_issuer_name(made.get(), is_authority ? subject : X509_get_subject_name(own_.get()));
        X509V3_CTX context;
        X509V3_set_ctx_nodb(&context);
        X509V3_set_ctx(&context, is_authority ? made.get() : own_.get(), made.get(), nullptr, nullptr, 0);
        const auto extend = [&](int what, const std::string& value) {
            auto* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
            X509_add_ext(made.get(), extension, -1);
            X509_EXTENSION_free(extension);
        };
        if (is_authority)
            extend(NID_basic_constraints, "critical,CA:TRUE");
        else
            extend(NID_subject_alt_name, "DNS:" + name);
        X509_sign(made.get(), key_.get(), EVP_sha256());
        return made;
    }

    template <class Write>
    static void write(const std::filesystem::path& path, Write&& content) {
        std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), std::fclose);
        content(file.get());
    }

    std::filesystem::path directory_;
    key_handle key_;
    net::certificate own_;
    mutable int issued_ = 0;
    mutable long serial_ = 0;
};

}  // namespace support
