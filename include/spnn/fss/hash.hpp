// fss/hash.hpp: the hash that the trees of all keys of a batch are grown with, under one public key of AES.
//
// H(x) = AES(x) xor x (Matyas, Meyer and Oseas; as the generator of a tree: Guo et al., "Efficient and secure
// multiparty computation from fixed-key block ciphers", S&P 2020). Assumed: AES under a fixed, public key behaves like
// a random permutation. Who tries to guess seeds has as many targets as there are blocks hashed under one key: take
// another key for every batch, and the targets are those of the batch. The dealer draws it and sends it to both
// parties.

#pragma once

#include <spnn/crypto/aes.hpp>

#include <array>
#include <cstring>
#include <span>

namespace SPNN_NAMESPACE::fss {

// The public key of a batch, expanded.
class hash_key {
public:
    // With the fastest tier of this machine, or one of the caller's choice; usage_error if the machine lacks it.
    explicit hash_key(const crypto::block& key, crypto::aes_tier tier = best_tier<crypto::aes_tier>()) : tier_(tier) {
        require_tier(tier, "fss::hash_key");
        crypto::detail::kernel_of(tier).expand(schedule_, key.data());
    }

    // The tier that hashes, and the expanded key in the form that it wants.
    [[nodiscard]] crypto::aes_tier tier() const { return tier_; }
    [[nodiscard]] const crypto::detail::aes_schedule& schedule() const { return schedule_; }

    // out[i] = H(in[i]). `out` is as long as `in` and does not overlap it.
    void hash(std::span<const crypto::block> in, std::span<crypto::block> out) const {
        require<usage_error>(in.size() == out.size(), "fss::hash_key: ", in.size(), " blocks in, room for ", out.size(),
                             " out");
        if (in.empty()) return;
        crypto::detail::kernel_of(tier_).encrypt(schedule_, in.front().data(), out.front().data(), in.size());
        for (std::size_t i = 0; i < in.size(); ++i) {
            std::array<std::uint64_t, 2> x, y;
            std::memcpy(x.data(), in[i].data(), sizeof x);
            std::memcpy(y.data(), out[i].data(), sizeof y);
            y = {y[0] ^ x[0], y[1] ^ x[1]};
            std::memcpy(out[i].data(), y.data(), sizeof y);
        }
    }

private:
    crypto::aes_tier tier_;
    crypto::detail::aes_schedule schedule_{};
};

}  // namespace SPNN_NAMESPACE::fss
