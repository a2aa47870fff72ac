// crypto/single_use.hpp: keys whose streams are used once.
//
// A mask, a share or a nonce is a stream of a PRG, named by what it is for, whose value it hides, the purpose
// and the step; steps count up through all epochs, so the epoch is no part of it. The name is packed into the 64-bit
// stream number without loss, so two names never share a counter. open() hands out a stream only for a step beyond the
// last one of the same name: asking twice is a usage_error, in every build. A ledger, when given, records every stream
// handed out, for audits and tests.

#pragma once

#include <spnn/core/step.hpp>
#include <spnn/crypto/derive.hpp>
#include <spnn/crypto/prg.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

namespace SPNN_NAMESPACE::crypto {

// The first number of each room's uses; a room has those up to the next one's.
enum class uses_of : std::uint8_t { share = 1, split = 32, mpc = 64, outsourced = 160 };

// What a stream is for: a scoped enumeration of one byte, of which a function room_of(U), found beside it, says whose
// it is. Numbers of another room's range are refused.
template <class U>
concept StreamUse = std::is_enum_v<U> && std::same_as<std::underlying_type_t<U>, std::uint8_t> && requires(U use) {
    { room_of(use) } -> std::same_as<uses_of>;
};

// Whether a number lies in the range of a room.
[[nodiscard]] constexpr bool is_use_of(uses_of room, std::uint8_t number) {
    int end = 256;
    for (const auto other : {uses_of::share, uses_of::split, uses_of::mpc, uses_of::outsourced})
        if (other > room) end = std::min(end, static_cast<int>(other));
    return number >= static_cast<std::uint8_t>(room) && number < end;
}

// use, owner (the party whose value is hidden; 0 where there is none) and step, packed.
class stream_name {
public:
    // Of `at` the purpose and the step; usage_error for a use beyond its room's range.
    template <StreamUse U>
    stream_name(U use, std::uint8_t owner, step_id at) : use_(static_cast<std::uint8_t>(use)), owner_(owner), at_(at) {
        require<usage_error>(is_use_of(room_of(use), use_), "single-use stream: use ", +use_,
                             " is beyond the range of its room");
    }

    // Its step.
    [[nodiscard]] constexpr std::uint64_t step() const { return at_.step; }
    // The stream's number under its key; usage_error for a step beyond the limit.
    [[nodiscard]] std::uint64_t number() const {
        require<usage_error>(at_.step < step_id::step_limit, "single-use stream: step ", at_.step, " is beyond 2^40");
        return static_cast<std::uint64_t>(use_) << 56 | static_cast<std::uint64_t>(owner_) << 48 |
               static_cast<std::uint64_t>(at_.purpose) << 40 | at_.step;
    }

private:
    std::uint8_t use_, owner_;
    step_id at_;
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
    explicit single_use_key(const seed& from, ledger_handle ledger = nullptr) : key_(from), ledger_(std::move(ledger)) {
        if (ledger_) {
            const auto name = derive_seed("spnn ledger", {from.declassify()});
            std::memcpy(&fingerprint_, name.declassify().data(), sizeof fingerprint_);
        }
    }
    single_use_key(single_use_key&&) noexcept = default;
    single_use_key& operator=(single_use_key&&) noexcept = default;

    // The stream of that name, once.
    [[nodiscard]] prg open(const stream_name& name) {
        const auto number = name.number();
        const auto series = number >> 40;
        const auto [last, fresh] = last_step_.try_emplace(series, name.step());
        require<usage_error>(fresh || name.step() > last->second, "single-use stream: step ", name.step(),
                             " comes after step ", last->second, ", but a mask is used once and steps only count up");
        last->second = name.step();
        if (ledger_) ledger_->record({fingerprint_, number});
        return key_.stream(number);
    }

private:
    prg_key key_;
    ledger_handle ledger_;
    std::uint64_t fingerprint_ = 0;
    std::map<std::uint64_t, std::uint64_t> last_step_;
};

}  // namespace SPNN_NAMESPACE::crypto
