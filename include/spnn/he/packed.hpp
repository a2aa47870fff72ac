// he/packed.hpp: encryption for sums by an additively homomorphic scheme: many values to a plaintext (he/packing.hpp),
// many ciphertexts to a message (he/batch.hpp).
//
// The sum of ciphertexts is a function of the sum of the plaintexts and of the coins as long as adding does not depend
// on the plaintexts otherwise. For Paillier it does not: (1 + n)^m r and (1 + n)^m' r' make (1 + n)^(m + m') r r', and
// no slot carries into the next. So the law of equal bytes holds for Paillier too, and is tested.
//
// An encryption draws one seed from the source it is given; the coins of its ciphertext i are stream i of that seed.

#pragma once

#include <spnn/crypto/os_random.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/he/batch.hpp>
#include <spnn/he/packing.hpp>
#include <spnn/he/sum.hpp>

#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::he {

// How long a key must be for a level of security, for schemes that rest on factoring (NIST SP 800-57 part 1, table 2).
struct factoring_key_sizes {
    // Bits of a key. usage_error: no level of the table.
    [[nodiscard]] static std::size_t key_bits(std::size_t security_bits) {
        switch (security_bits) {
            case 112: return 2048;
            case 128: return 3072;
            case 192: return 7680;
            case 256: return 15360;
            default: break;
        }
        spnn::detail::fail<usage_error>(
            {"cipher: ", security_bits, " bits of security, expected 112, 128, 192 or 256"});
    }
};

// S with keys as long as KeySizes says (he/additive.hpp: factoring_key_sizes, unless told).
template <AdditiveHe S, class KeySizes>
struct packed {
    static constexpr std::string_view name = S::name;
    static constexpr bool is_private = S::is_private;

    class layout {
    public:
        // Bits of the key; how values stand in a plaintext.
        [[nodiscard]] std::size_t key_bits() const { return key_bits_; }
        [[nodiscard]] const slot_layout& slots() const { return slots_; }

        [[nodiscard]] std::size_t values_a_message() const { return ciphertexts_a_message * slots_.slots; }
        [[nodiscard]] std::size_t message_bytes(std::size_t values) const {
            return slots_.plaintexts(values) * S::ciphertext_bytes_of(key_bits_);
        }
        [[nodiscard]] std::size_t most_key_bytes() const { return std::size_t{64} * 1024; }
        friend bool operator==(const layout&, const layout&) = default;

    private:
        friend packed;
        layout(std::size_t key_bits, const slot_layout& slots) : key_bits_(key_bits), slots_(slots) {}
        static constexpr std::size_t ciphertexts_a_message = 128;

        std::size_t key_bits_;
        slot_layout slots_;
    };

    // usage_error: a level without a key size, or a sum that no plaintext of that key has room for.
    [[nodiscard]] static layout make_layout(const sum_bounds& bounds, std::size_t security_bits) {
        static_cast<void>(bounds.sum_limit());
        const auto bits = KeySizes::key_bits(security_bits);
        return {bits, make_slot_layout(S::plaintext_bits_of(bits), length_of(bounds.part_limit) + 1, bounds.terms)};
    }

    class public_key {
    public:
        // What it was made for; the scheme's own key.
        [[nodiscard]] const layout& sizes() const { return layout_; }
        [[nodiscard]] const typename S::public_key& key() const { return key_; }

    private:
        friend packed;
        public_key(const layout& sizes, typename S::public_key key) : layout_(sizes), key_(std::move(key)) {}
        layout layout_;
        typename S::public_key key_;
    };

    class secret_key {
    private:
        friend packed;
        secret_key(const layout& sizes, typename S::secret_key key) : layout_(sizes), key_(std::move(key)) {}
        layout layout_;
        typename S::secret_key key_;
    };

    // What generate_keys makes.
    struct key_pair {
        public_key pub;
        secret_key sec;
    };

    class ciphertext {
    public:
        // Values in it.
        [[nodiscard]] std::size_t values() const { return values_; }
        friend bool operator==(const ciphertext&, const ciphertext&) = default;

    private:
        friend packed;
        ciphertext(std::size_t values, std::vector<typename S::ciphertext> parts)
            : values_(values), parts_(std::move(parts)) {}
        std::size_t values_;
        std::vector<typename S::ciphertext> parts_;
    };

    class encryptor {
    public:
        explicit encryptor(const public_key& pub) : layout_(pub.layout_), encryptor_(pub.key_) {}

        // usage_error: more values than a message has; range_error: one is out of range.
        template <class G>
        [[nodiscard]] ciphertext encrypt(std::span<const int128> values, G& random, const workers& threads = {}) const {
            static_assert(may_hide_secrets<G>());
            require_message(layout_, values.size());
            const auto& slots = layout_.slots();
            const std::size_t count = slots.plaintexts(values.size());
            const crypto::prg_key coins(crypto::fresh_seed(random));
            std::vector<crypto::prg> streams;
            for (std::size_t i = 0; i < count; ++i) streams.push_back(coins.stream(i));
            std::vector<typename S::plaintext> plain(count, typename S::plaintext(0));
            parallel_for(threads, count, [&](std::size_t i) {
                const std::size_t from = i * slots.slots, n = std::min(slots.slots, values.size() - from);
                plain[i] = pack<typename S::plaintext>(slots, values.subspan(from, n));
            });
            return {values.size(), encrypt_all<S>(encryptor_, plain, std::span(streams), threads)};
        }

    private:
        layout layout_;
        typename S::encryptor encryptor_;
    };

    template <class G>
    [[nodiscard]] static key_pair generate_keys(const layout& sizes, G& random) {
        auto keys = S::generate_keys(sizes.key_bits(), random);
        return {public_key(sizes, std::move(keys.pub)), secret_key(sizes, std::move(keys.sec))};
    }
    [[nodiscard]] static bytes store_public_key(const public_key& pub) { return S::store_public_key(pub.key_); }
    // protocol_error: no key, or one of another length than the layout's.
    [[nodiscard]] static public_key load_public_key(const layout& sizes, std::span<const std::byte> in) {
        auto key = S::load_public_key(in);
        require<protocol_error>(key.key_bits() == sizes.key_bits(), "a key of ", key.key_bits(),
                                " bits came, the layout asks for ", sizes.key_bits());
        return public_key(sizes, std::move(key));
    }

    // usage_error: not as many values.
    static void add(const public_key& pub, ciphertext& into, const ciphertext& other, const workers& threads = {}) {
        require<usage_error>(into.values_ == other.values_, "add: ciphertexts of ", into.values_, " and of ",
                             other.values_, " values");
        into.parts_ = add_all<S>(pub.key_, into.parts_, other.parts_, threads);
    }
    // usage_error: out.size() is not message_bytes(c.values()).
    static void store(const public_key& pub, const ciphertext& c, std::span<std::byte> out, const workers& = {}) {
        store_all<S>(pub.key_, c.parts_, out);
    }
    // protocol_error: not message_bytes(values) bytes, or no ciphertexts.
    [[nodiscard]] static ciphertext load(const public_key& pub, std::size_t values, std::span<const std::byte> in,
                                         const workers& threads = {}) {
        require_message(pub.layout_, values);
        const auto size = pub.layout_.message_bytes(values);
        require<protocol_error>(in.size() == size, "a message of ", in.size(), " bytes came, ", values, " values have ",
                                size);
        return {values, load_all<S>(pub.key_, in, threads)};
    }
    // usage_error: out.size() is not c.values(); protocol_error: it is no sum of `terms` encryptions.
    static void decrypt(const secret_key& sec, const ciphertext& c, std::span<int128> out,
                        const workers& threads = {}) {
        require<usage_error>(out.size() == c.values_, "decrypt: a ciphertext of ", c.values_, " values into ",
                             out.size());
        const auto& slots = sec.layout_.slots();
        const auto plain = decrypt_all<S>(sec.key_, c.parts_, threads);
        parallel_for(threads, plain.size(), [&](std::size_t i) {
            const std::size_t from = i * slots.slots, n = std::min(slots.slots, out.size() - from);
            unpack(slots, plain[i], out.subspan(from, n));
        });
    }

private:
    static void require_message(const layout& sizes, std::size_t values) {
        require<usage_error>(values <= sizes.values_a_message(), "a message of ", values, " values, at most ",
                             sizes.values_a_message(), " go into one");
    }
};

}  // namespace SPNN_NAMESPACE::he
