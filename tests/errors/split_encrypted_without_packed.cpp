// error: cipher: an additively homomorphic scheme is packed for sums: include spnn/he/packed.hpp
#include <spnn/split/first_layer/encrypted.hpp>
#ifdef CONTROL
#include <spnn/he/packed.hpp>
#endif

// As a user declares one.
struct cipher {
    static constexpr std::string_view name = "cipher";
    static constexpr bool is_private = true;
    using plaintext = int;
    struct ciphertext {};
    struct public_key {
        std::size_t key_bits() const;
        std::size_t plaintext_bits() const;
        std::size_t ciphertext_bytes() const;
    };
    struct secret_key {
        secret_key(secret_key&&) noexcept;
        secret_key& operator=(secret_key&&) noexcept;
    };
    struct encryptor {
        explicit encryptor(const public_key&);
        template <class G>
        ciphertext encrypt(const plaintext&, G&) const;
        template <class G>
        ciphertext rerandomise(const ciphertext&, G&) const;
    };
    struct key_pair {
        public_key pub;
        secret_key sec;
    };
    static std::size_t plaintext_bits_of(std::size_t);
    static std::size_t ciphertext_bytes_of(std::size_t);
    template <class G>
    static key_pair generate_keys(std::size_t, G&);
    static ciphertext add(const public_key&, const ciphertext&, const ciphertext&);
    static ciphertext add_plain(const public_key&, const ciphertext&, const plaintext&);
    static ciphertext scale(const public_key&, const ciphertext&, const plaintext&);
    static plaintext decrypt(const secret_key&, const ciphertext&);
    static void store(const public_key&, const ciphertext&, std::span<std::byte>);
    static ciphertext load(const public_key&, std::span<const std::byte>);
    static spnn::bytes store_public_key(const public_key&);
    static public_key load_public_key(std::span<const std::byte>);
};

bool hides = spnn::split::encrypted<cipher>::is_private;
