// he/in_the_clear.hpp: the shape of an additively homomorphic scheme without its secrecy, for tests and
// baselines: the same sizes and laws as Paillier's at the cost of plain additions.
//
// With the public n = 2^key_bits - 1, c = m + r n mod n^2 for a random r, and m = c mod n. Anyone can decrypt:
// is_private is false, and what must hide refuses it.

#pragma once

#include <spnn/he/additive.hpp>
#include <spnn/he/detail/integer.hpp>
#include <spnn/he/packed.hpp>

#include <limits>

namespace SPNN_NAMESPACE::he {

template <class Integer = boost::multiprecision::mpz_int>
struct in_the_clear {
    static constexpr std::string_view name = "in_the_clear";
    static constexpr bool is_private = false;

    using plaintext = Integer;

    // Paillier's sizes.
    [[nodiscard]] static constexpr std::size_t plaintext_bits_of(std::size_t key_bits) { return key_bits - 1; }
    [[nodiscard]] static constexpr std::size_t ciphertext_bytes_of(std::size_t key_bits) { return key_bits / 4; }

    class ciphertext {
    public:
        // c itself.
        [[nodiscard]] const Integer& value() const { return value_; }
        friend bool operator==(const ciphertext& a, const ciphertext& b) { return a.value_ == b.value_; }

    private:
        friend in_the_clear;
        explicit ciphertext(Integer value) : value_(std::move(value)) {}
        Integer value_;
    };

    class public_key {
    public:
        [[nodiscard]] std::size_t key_bits() const { return bits_; }
        [[nodiscard]] std::size_t plaintext_bits() const { return plaintext_bits_of(bits_); }
        [[nodiscard]] std::size_t ciphertext_bytes() const { return ciphertext_bytes_of(bits_); }
        friend bool operator==(const public_key& a, const public_key& b) { return a.bits_ == b.bits_; }

    private:
        friend in_the_clear;
        explicit public_key(std::size_t bits) : bits_(bits), n_((Integer(1) << bits) - 1), n_squared_(n_ * n_) {}
        std::size_t bits_;
        Integer n_, n_squared_;
    };

    // Holds nothing secret, but moves like one.
    class secret_key {
    public:
        secret_key(secret_key&&) noexcept = default;
        secret_key& operator=(secret_key&&) noexcept = default;
        secret_key(const secret_key&) = delete;
        secret_key& operator=(const secret_key&) = delete;

    private:
        friend in_the_clear;
        explicit secret_key(public_key pub) : pub_(std::move(pub)) {}
        public_key pub_;
    };

    // What generate_keys makes.
    struct key_pair {
        public_key pub;
        secret_key sec;
    };

    class encryptor {
    public:
        explicit encryptor(const public_key& pub) : pub_(pub) {}

        template <class G>
        [[nodiscard]] ciphertext encrypt(const plaintext& m, G& random) const {
            static_assert(may_hide_secrets<G>());
            return rerandomise(ciphertext(checked(pub_, m)), random);
        }
        template <class G>
        [[nodiscard]] ciphertext rerandomise(const ciphertext& c, G& random) const {
            static_assert(may_hide_secrets<G>());
            const auto r = detail::random_bits<Integer>(pub_.bits_ - 1, random);
            return in_the_clear::make(pub_, checked(pub_, c) + r * pub_.n_);
        }
        // The key it encrypts under.
        [[nodiscard]] const public_key& key() const { return pub_; }

    private:
        public_key pub_;
    };

    // usage_error: `bits` is not a multiple of 64 from 64 to 16384.
    template <class G>
    [[nodiscard]] static key_pair generate_keys(std::size_t bits, G&) {
        static_assert(may_hide_secrets<G>());
        require<usage_error>(is_key_size(bits), "in_the_clear: key of ", bits,
                             " bits, expected 64 to 16384 in steps of 64");
        return {public_key(bits), secret_key(public_key(bits))};
    }

    [[nodiscard]] static ciphertext add(const public_key& pub, const ciphertext& a, const ciphertext& b) {
        return make(pub, checked(pub, a) + checked(pub, b));
    }
    [[nodiscard]] static ciphertext add_plain(const public_key& pub, const ciphertext& a, const plaintext& m) {
        return make(pub, checked(pub, a) + checked(pub, m));
    }
    [[nodiscard]] static ciphertext scale(const public_key& pub, const ciphertext& a, const plaintext& m) {
        return make(pub, checked(pub, a) * checked(pub, m));
    }
    [[nodiscard]] static plaintext decrypt(const secret_key& sec, const ciphertext& c) {
        return checked(sec.pub_, c) % sec.pub_.n_;
    }

    // usage_error: out.size() is not pub.ciphertext_bytes().
    static void store(const public_key& pub, const ciphertext& c, std::span<std::byte> out) {
        require<usage_error>(out.size() == pub.ciphertext_bytes(), "in_the_clear: a ciphertext is stored in ",
                             pub.ciphertext_bytes(), " bytes, not ", out.size());
        detail::integer_to_bytes(checked(pub, c), out);
    }
    // protocol_error: a wrong length or a number of n^2 or more.
    [[nodiscard]] static ciphertext load(const public_key& pub, std::span<const std::byte> in) {
        require<protocol_error>(in.size() == pub.ciphertext_bytes(), "in_the_clear: a ciphertext has ",
                                pub.ciphertext_bytes(), " bytes, ", in.size(), " came");
        auto value = detail::integer_from_bytes<Integer>(in);
        require<protocol_error>(value < pub.n_squared_, "in_the_clear: the number that came is no ciphertext");
        return ciphertext(std::move(value));
    }

    [[nodiscard]] static bytes store_public_key(const public_key& pub) {
        byte_writer out;
        out.scalar(static_cast<std::uint32_t>(pub.bits_));
        return out.take();
    }
    // protocol_error: not four bytes, or no key size.
    [[nodiscard]] static public_key load_public_key(std::span<const std::byte> in) {
        require<protocol_error>(in.size() == sizeof(std::uint32_t), "in_the_clear: a public key of ", in.size(),
                                " bytes came");
        const std::size_t bits =
            byte_reader(in).whole<std::uint32_t>("key bits", 0, std::numeric_limits<std::uint32_t>::max());
        require<protocol_error>(is_key_size(bits), "in_the_clear: a public key of ", bits, " bits came");
        return public_key(bits);
    }

private:
    [[nodiscard]] static bool is_key_size(std::size_t bits) { return bits >= 64 && bits <= 16384 && bits % 64 == 0; }
    [[nodiscard]] static ciphertext make(const public_key& pub, const Integer& value) {
        return ciphertext(value % pub.n_squared_);
    }
    [[nodiscard]] static const Integer& checked(const public_key& pub, const ciphertext& c) {
        require<usage_error>(c.value_ < pub.n_squared_, "in_the_clear: this ciphertext belongs to another key");
        return c.value_;
    }
    [[nodiscard]] static const Integer& checked(const public_key& pub, const plaintext& m) {
        require<usage_error>(m >= 0 && detail::bit_length(m) <= pub.plaintext_bits(),
                             "in_the_clear: a plaintext is a number of 0 to ", pub.plaintext_bits(), " bits");
        return m;
    }
};

static_assert(AdditiveHe<in_the_clear<>>);

}  // namespace SPNN_NAMESPACE::he
