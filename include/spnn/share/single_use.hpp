// share/single_use.hpp: keys whose streams are used once.
//
// A mask, a share or a nonce is a stream of a PRG, named by what it is for, whose value it hides, the purpose
// and the step; steps count up through all epochs, so the epoch is no part of it. The name is packed into the 64-bit
// stream number without loss, so two names never share a counter. open() hands out a stream only for a step beyond the
// last one of the same name: asking twice is a usage_error, in every build. A ledger, when given, records every stream
// handed out, for audits and tests.
//
// The one mask that is read again on purpose is the feature mask of kept rows: it is bound to one immutable
// encoded table, opened once by table number (share/triple_source.hpp).

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/crypto/derive.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/share/step.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace spnn::inline SPNN_ABI::share {

// What a stream is for.
enum class use : std::uint8_t {
    zero_share = 1,     // pairwise: hides a holder's product
    feature_share = 2,  // pairwise: another holder's share of the owner's features
    weight_share = 3,   // pairwise: another holder's share of the owner's weights
    feature_mask = 4,   // dealt: a holder's share of A
    weight_mask = 5,    // dealt: a holder's share of B
    product_mask = 6,   // dealt: a holder's share of C
    batch_share = 7,    // pairwise: like feature_share, for a batch that is opened anew
    nonce = 8,          // local: randomness of an encryption
};

// use, owner (the holder whose value is hidden; 0 where there is none) and step, packed.
struct stream_name {
    // The parts of the name; of `at` the purpose and the step.
    share::use use;
    std::uint8_t owner;
    step_id at;

    // The stream's number under its key; usage_error for a step beyond the limit.
    [[nodiscard]] std::uint64_t number() const {
        require<usage_error>(at.step < step_id::step_limit, "single-use stream: step ", at.step, " is beyond 2^40");
        return static_cast<std::uint64_t>(use) << 56 | static_cast<std::uint64_t>(owner) << 48 |
               static_cast<std::uint64_t>(at.purpose) << 40 | at.step;
    }
};

// All streams handed out, by key: (a digest of the key, stream number). Shared between the keys of a test.
class stream_ledger {
public:
    // A stream that was handed out.
    struct entry {
        // The key's digest, the stream's number.
        std::uint64_t key, stream;
        friend auto operator<=>(const entry&, const entry&) = default;
    };

    // Adds a stream; from any thread.
    void record(entry e) {
        const std::scoped_lock lock(mutex_);
        entries_.push_back(e);
    }
    // All that were added, in the order they came.
    [[nodiscard]] std::vector<entry> entries() const {
        const std::scoped_lock lock(mutex_);
        return entries_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<entry> entries_;
};

// A ledger that keys share, or none.
using ledger_handle = std::shared_ptr<stream_ledger>;

// A key that hands out each of its streams once. Move-only.
class single_use_key {
public:
    // Takes a copy of the seed; a ledger, when there is one, knows the key by a digest.
    explicit single_use_key(const crypto::seed& seed, ledger_handle ledger = nullptr)
        : key_(seed), ledger_(std::move(ledger)) {
        if (ledger_) {
            const auto digest = crypto::derive_seed("spnn ledger", {seed.declassify()});
            std::memcpy(&fingerprint_, digest.declassify().data(), sizeof fingerprint_);
        }
    }
    single_use_key(single_use_key&&) noexcept = default;
    single_use_key& operator=(single_use_key&&) noexcept = default;

    // The stream of that name, once.
    [[nodiscard]] crypto::prg open(const stream_name& name) {
        const auto number = name.number();
        const auto series = number >> 40;
        const auto [last, fresh] = last_step_.try_emplace(series, name.at.step);
        require<usage_error>(fresh || name.at.step > last->second, "single-use stream: step ", name.at.step,
                             " comes after step ", last->second, ", but a mask is used once and steps only count up");
        last->second = name.at.step;
        if (ledger_) ledger_->record({fingerprint_, number});
        return key_.stream(number);
    }

private:
    crypto::prg_key key_;
    ledger_handle ledger_;
    std::uint64_t fingerprint_ = 0;
    std::map<std::uint64_t, std::uint64_t> last_step_;
};

}  // namespace spnn::inline SPNN_ABI::share
