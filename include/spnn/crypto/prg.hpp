// crypto/prg.hpp: a short secret seed stretched to long streams of uniform bytes.
//
// Stream s of a seed k is AES-128 in counter mode: block i is AES_k(LE64(i) || LE64(s)). Streams with
// different numbers never meet, each has 2^64 blocks and can be entered anywhere. Two owners of a seed get the
// same bytes on any machine. Assumed: AES is a pseudorandom permutation. Since its blocks never repeat, bytes
// can be told from random ones with probability about n² / 2^129 after n blocks in all streams of one seed.
//
// A forked child has the same keys at the same places, so it would hand out its parent's bytes a second time. It
// may not: keys and streams made before a fork throw in the child, and go on undisturbed in the parent. Children that
// are made by system calls past the C library's fork are not noticed.

#pragma once

#include <spnn/core/random.hpp>
#include <spnn/crypto/aes.hpp>

#include <pthread.h>
#include <algorithm>
#include <cstring>
#include <memory>

namespace SPNN_NAMESPACE::crypto {

namespace detail {

// How many forks lie between the start of the program and this process, counted from the first call of
// count_forks on.
inline std::uint64_t forks = 0;  // changed where a child has one thread only

inline void count_forks() {
    static const bool counting = [] {
        const bool failed = pthread_atfork(nullptr, nullptr, [] { ++forks; }) != 0;
        require<error>(!failed, "prg: no memory for noticing forks");
        return true;
    }();
    static_cast<void>(counting);
}

// An expanded key, and the process it was made in.
class own_key {
public:
    explicit own_key(const block& key) : cipher_(key) {
        count_forks();
        made_after_ = forks;
    }
    // usage_error in a child of that process.
    [[nodiscard]] const aes128& cipher() const {
        require<usage_error>(made_after_ == forks,
                             "prg: this key was made before a fork, and its bytes are the parent's: make keys and "
                             "sessions after the fork, in the child");
        return cipher_;
    }

private:
    aes128 cipher_;
    std::uint64_t made_after_ = 0;
};

}  // namespace detail

// Sixteen secret bytes from which streams are made.
using seed = secret<block>;

// One stream, read bytewise: each fill goes on where the last one stopped, however the bytes are cut into
// calls. Move-only, so that no two owners hand out the same bytes by accident; usage_error after a fork.
class prg {
public:
    static constexpr bool is_cryptographic = true;
    static constexpr bool is_stream = true;

    explicit prg(const seed& key, std::uint64_t stream = 0)
        : prg(std::make_shared<const detail::own_key>(key.declassify()), stream) {}  // the seed becomes the key

    void fill(std::span<std::byte> out) { hand_out(out, placing::store); }

    // x += w and x -= w for the words w that fill would write over x, without an array of them.
    void add_to(std::span<std::uint32_t> x) { hand_out_words(std::as_writable_bytes(x), placing::add_32); }
    void add_to(std::span<std::uint64_t> x) { hand_out_words(std::as_writable_bytes(x), placing::add_64); }
    void subtract_from(std::span<std::uint32_t> x) { hand_out_words(std::as_writable_bytes(x), placing::subtract_32); }
    void subtract_from(std::span<std::uint64_t> x) { hand_out_words(std::as_writable_bytes(x), placing::subtract_64); }

    // Goes to the start of block number `to`.
    void seek(std::uint64_t to) {
        next_ = to;
        taken_ = ahead;
    }

    // How many bytes stand before the next one to be handed out: the place in the stream, for coming back to it. From
    // block 2^60 - 1 on, it is a usage_error.
    [[nodiscard]] std::uint64_t position() const {
        require<usage_error>(blocks_used() < std::uint64_t{1} << 60, "prg::position: beyond what 64 bits can say");
        return next_ * 16 - (ahead - taken_);
    }
    // Goes to the byte before which `to` bytes stand: the next fill is what it was when position() was `to`.
    void seek_byte(std::uint64_t to) {
        seek(to / 16);
        secret<block> passed;
        fill(std::span(passed.declassify()).first(static_cast<std::size_t>(to % 16)));
    }

    // The number of the first block of which no byte has been handed out: blocks used so far, when the stream
    // was read from its start.
    [[nodiscard]] std::uint64_t blocks_used() const { return next_ - (ahead - taken_) / 16; }

private:
    friend class prg_key;
    static constexpr std::size_t ahead = 128;  // eight blocks cost little more than one

    prg(std::shared_ptr<const detail::own_key> key, std::uint64_t stream) : key_(std::move(key)), stream_(stream) {}

    // Puts the next bytes down, as many as `out` has; no word may lie across the end of those computed ahead.
    void hand_out(std::span<std::byte> out, placing how) {
        require<usage_error>(key_ != nullptr, "prg: this generator was moved from");
        const auto& cipher = key_->cipher();
        const auto head = std::min(out.size(), ahead - taken_);
        take(out.first(head), how);
        out = out.subspan(head);
        const std::size_t direct = out.size() - out.size() % ahead;
        if (direct > 0) {
            cipher.ctr(stream_, next_, out.first(direct), how);
            next_ += direct / 16;
        }
        out = out.subspan(direct);
        if (out.empty()) return;
        cipher.ctr(stream_, next_, ahead_.declassify());
        next_ += ahead / 16;
        taken_ = 0;
        take(out, how);
    }

    // The same for words, from any place in the stream.
    void hand_out_words(std::span<std::byte> out, placing how) {
        const auto size = detail::word_bytes(how);
        if (taken_ % size == 0) return hand_out(out, how);
        for (; !out.empty(); out = out.subspan(size)) {
            secret<block> word;
            fill(std::span(word.declassify()).first(size));
            detail::place(how, out.data(), word.declassify().data(), size);
        }
    }

    // The next bytes out of those computed ahead.
    void take(std::span<std::byte> out, placing how) {
        if (out.empty()) return;
        if (taken_ > ahead) __builtin_unreachable();  // GCC 12 warns of this case unless told
        detail::place(how, out.data(), ahead_.declassify().data() + taken_, out.size());
        taken_ += out.size();
    }

    std::shared_ptr<const detail::own_key> key_;
    std::uint64_t stream_;
    std::uint64_t next_ = 0;     // the first block not computed
    std::size_t taken_ = ahead;  // bytes at the start of ahead_ that have been handed out
    secret<std::array<std::byte, ahead>> ahead_;
};

// One seed and its 2^64 streams. The key is expanded once and shared by the streams, which may outlive this.
class prg_key {
public:
    // The seed becomes the key; the caller's seed stays.
    explicit prg_key(const seed& key) : key_(std::make_shared<const detail::own_key>(key.declassify())) {}

    // Stream number `id`, from its beginning; usage_error after a fork.
    [[nodiscard]] prg stream(std::uint64_t id) const {
        require<usage_error>(key_ != nullptr, "prg_key::stream: this key was moved from");
        static_cast<void>(key_->cipher());
        return prg(key_, id);
    }

    prg_key(prg_key&&) = default;
    prg_key& operator=(prg_key&&) = default;
    prg_key(const prg_key&) = delete;
    prg_key& operator=(const prg_key&) = delete;
    ~prg_key() = default;

private:
    std::shared_ptr<const detail::own_key> key_;
};

static_assert(CryptographicRandomSource<prg>);

}  // namespace SPNN_NAMESPACE::crypto
