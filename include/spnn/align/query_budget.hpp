// align/query_budget.hpp: how many ids each other party may ask this one for, in all its alignments together.
//
// Every row that a peer brings to an alignment asks whether this party has its id: a leader gets the answer for each of
// its rows, a member for those that all parties have, and it does not matter which of the two asks
// (align/intersect.hpp, "Questions"). Single alignments look harmless, so the sum is what is bounded, and it is kept in
// a file of the party's.
//
// charge() counts before anything is answered, and the count is on the disk when it returns: a crash can lose an
// answer, never a question. Processes that share a file take turns through a lock on FILE.lock, which stays where it
// is; so none overwrites what another has counted.
//
// The file is sealed (store/sealed_file.hpp): "SPNNASKD", format (u32), this party (text), number of peers
// (u32), then for each, in increasing order, its name (text) and the ids it has asked for (u64). A missing file is one
// in which nobody has asked; whoever may write in its folder can take it away, so the folder is the party's alone.
//
// Errors: data_error that names the file: altered, truncated, of another party, beyond a bound, or in use for longer
// than 10 seconds; data_error that names the peer when it asks for more than is left.

#pragma once

#include <spnn/align/group.hpp>
#include <spnn/store/sealed_file.hpp>

#include <sys/file.h>

#include <limits>
#include <map>
#include <thread>

namespace SPNN_NAMESPACE::align {

namespace detail {

inline constexpr store::sealed_kind query_budget_kind{"SPNNASKD", 1, "file of queried ids"};
inline constexpr std::size_t max_budget_name = 255;
inline constexpr std::size_t max_budget_peers = 1024;
inline constexpr std::size_t max_budget_bytes = 1024 + max_budget_peers * (max_budget_name + 12);

// Ids asked for so far, by the name of who asked.
using asked_ids = std::map<std::string, std::uint64_t, std::less<>>;

[[nodiscard]] inline bytes store_asked(std::string_view party, const asked_ids& asked) {
    auto out = store::begin_sealed(query_budget_kind);
    out.string(party);
    out.scalar(static_cast<std::uint32_t>(asked.size()));
    for (const auto& [peer, ids] : asked) {
        out.string(peer);
        out.scalar(ids);
    }
    return store::seal(std::move(out));
}

[[nodiscard]] inline asked_ids load_asked(std::span<const std::byte> content, const std::string& file,
                                          std::string_view party) {
    byte_reader in(store::unseal(content, query_budget_kind, file), file);
    const auto owner = in.string(max_budget_name, "party");
    require<data_error>(owner == party, file, ": is of ", printable(owner), ", expected ", party);
    const auto peers = in.whole<std::uint32_t>("number of peers", 0, max_budget_peers);
    asked_ids asked;
    for (std::uint32_t i = 0; i < peers; ++i) {
        auto name = in.string(max_budget_name, "name of a peer");
        require<data_error>(!name.empty() && (asked.empty() || asked.rbegin()->first < name), file, ": peer ", i + 1,
                            " has no name or stands in the wrong place");
        asked.emplace_hint(asked.end(), std::move(name),
                           in.whole<std::uint64_t>("ids asked for", 0, std::numeric_limits<std::uint64_t>::max()));
    }
    in.finish(file);
    return asked;
}

[[nodiscard]] inline asked_ids read_asked(const std::filesystem::path& path, std::string_view party) {
    std::error_code failed;
    const auto status = std::filesystem::symlink_status(path, failed);
    if (status.type() == std::filesystem::file_type::not_found) return {};
    require<data_error>(status.type() == std::filesystem::file_type::regular, path.string(),
                        ": is no file that can be read");
    return load_asked(store::read_file(path, max_budget_bytes), path.string(), party);
}

// Held by one process, or one object in it, at a time.
class file_lock {
public:
    // data_error when another holds it for longer than `patience`.
    file_lock(const std::filesystem::path& path, std::chrono::milliseconds patience)
        : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)) {
        require<data_error>(file_ >= 0, path.string(), ": cannot be opened");
        const auto until = deadline::after(patience);
        while (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
            const bool busy = errno == EWOULDBLOCK || errno == EINTR;
            if (busy && !until.passed()) {
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
                continue;
            }
            ::close(file_);
            throw data_error(text(path.string(), busy ? ": another process has held this lock for too long; end it, or "
                                                        "try again"
                                                      : ": cannot be locked"));
        }
    }
    file_lock(const file_lock&) = delete;
    file_lock& operator=(const file_lock&) = delete;
    ~file_lock() { ::close(file_); }  // gives the lock back

private:
    int file_;
};

}  // namespace detail

class query_budget {
public:
    // Of `party`, kept in `file`: every peer may ask for `most` ids in all. Nothing is read or made before it is used.
    // usage_error for a name that is empty or longer than 255 characters.
    query_budget(std::filesystem::path file, std::string party, std::uint64_t most)
        : file_(std::move(file)), party_(std::move(party)), most_(most) {
        require_name(party_);
    }

    // Counts what these peers ask for, or, if that is too much of one of them, nothing. On the disk on return.
    void charge(std::span<const align::brought_rows> asking) const {
        for (const auto& one : asking) require_name(one.peer);
        store::make_private_folder(file_.parent_path());
        const auto lock = locked();
        auto asked = detail::read_asked(file_, party_);
        for (const auto& one : asking) {
            auto& so_far = asked[one.peer];
            const auto left = so_far < most_ ? most_ - so_far : 0;
            require<data_error>(one.questions <= left, "alignment: ", one.peer, " asks for ", one.questions,
                                " ids of this party and has ", left, " left of ", most_, " (max_queried_ids; ",
                                file_.string(), " counts ", so_far, " of all alignments so far). If it is to ask for ",
                                "more, raise max_queried_ids at this party");
            so_far += one.questions;
        }
        require<data_error>(asked.size() <= detail::max_budget_peers, file_.string(), ": ", asked.size(),
                            " peers, at most ", detail::max_budget_peers, " allowed");
        store::write_file(file_, detail::store_asked(party_, asked));
    }
    void charge(const std::string& peer, std::uint64_t ids) const {
        const align::brought_rows one{peer, 0, ids};
        charge(std::span(&one, 1));
    }

    // Ids that the peer has asked for so far.
    [[nodiscard]] std::uint64_t asked(std::string_view peer) const {
        const auto all = detail::read_asked(file_, party_);
        const auto found = all.find(peer);
        return found == all.end() ? 0 : found->second;
    }

private:
    static void require_name(std::string_view name) {
        require<usage_error>(!name.empty() && name.size() <= detail::max_budget_name, "query_budget: a name of ",
                             name.size(), " characters, expected 1 to ", detail::max_budget_name);
    }
    [[nodiscard]] detail::file_lock locked() const {
        auto beside = file_;
        beside += ".lock";
        return {beside, std::chrono::seconds(10)};
    }

    std::filesystem::path file_;
    std::string party_;
    std::uint64_t most_;
};

}  // namespace SPNN_NAMESPACE::align
