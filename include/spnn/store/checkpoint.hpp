// store/checkpoint.hpp: what a party keeps of an unfinished run, so that a crash costs at most one epoch.
//
// After each epoch every party with weights writes a file of its own: its weights, what its optimizer remembers, its
// place in its noise, its private seed; the label owner the losses of all epochs too. Taken up from the same epoch, a
// run ends with the weights it would have had without a break, bit for bit. Nothing of a session is kept: masks,
// triples, keys and nonces are fresh in the next one. Nothing crosses the wire; keep the files as private as the data.
//
// A party saves epoch e once it knows what follows (after_epoch) and before it sends anything of epoch e + 1. The
// label owner reaches the end of epoch e + 1 only with activations made from a message of every holder and of the
// server in that epoch, hence after all of them, and itself, have saved e. So wherever a run breaks, the newest epochs
// of any two parties differ by at most one, and with two files kept each there is one that all hold: last_common.
// Later files than that belong to the broken run, and go when training starts again (forget_after).
//
// A file is "SPNNCKPT", format (u32), party, network (texts), digest of the plan without its numbers of epochs (32
// bytes), the run's id (16 bytes), epochs done (u64), the state (store/archive.hpp), the private seed (16
// bytes), then SHA-256 of all that. It is never seen half-written, and its owner alone may read it
// (store/sealed_file.hpp).
//
// Errors: data_error that names the file.

#pragma once

#include <spnn/core/most.hpp>
#include <spnn/core/run_id.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/store/archive.hpp>
#include <spnn/version.hpp>

#include <algorithm>
#include <charconv>
#include <span>

namespace SPNN_NAMESPACE::store {

// What its files are.
inline constexpr sealed_kind checkpoint_kind{"SPNNCKPT", file_version, "checkpoint"};

// Whose checkpoints, of which network and plan.
struct checkpoint_owner {
    // The names of both, and a digest of the plan's fields.
    std::string party, network;
    crypto::digest plan{};
};

// One file, read and found right.
class checkpoint {
public:
    // data_error unless `file`, whose bytes these are, is that party's after so many epochs.
    checkpoint(private_bytes content, const checkpoint_owner& whose, std::size_t epochs, std::string file)
        : content_(std::move(content)),
          in_(unseal(content_.view(), checkpoint_kind, file), file),
          file_(std::move(file)) {
        expect_text(in_, file_, "party", whose.party);
        expect_text(in_, file_, "network", whose.network);
        crypto::digest of_plan;
        in_.array(std::span<std::byte>(of_plan), "plan");
        require<data_error>(of_plan == whose.plan, file_, ": was made by a run with another plan. Use that plan (only ",
                            "epochs may change), or another folder, or remove the checkpoints to begin anew");
        in_.array(std::span<std::byte>(run_.raw), "run");
        const auto done = in_.whole<std::uint64_t>("epochs", 0, most::epochs);
        require<data_error>(done == epochs, file_, ": is of epoch ", done, ", expected ", epochs);
        const auto state = in_.take(in_.left() - std::min(in_.left(), sizeof(crypto::block)), "state");
        in_.array(std::span<std::byte>(seed_.declassify()), "private seed");
        in_ = byte_reader(state, file_);
    }

    // The run that it is of, the file it stands in, and the private seed that the run began with.
    [[nodiscard]] const run_id& run() const { return run_; }
    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] const crypto::seed& private_seed() const { return seed_; }

    // Gives `owner` its state back; all of the file must be taken. Once.
    template <class Owner>
    void restore(Owner& owner) {
        state_reader reader(in_, file_);
        owner.archive_state(reader);
        in_.finish(file_);
    }

private:
    private_bytes content_;
    byte_reader in_;
    std::string file_;
    run_id run_;
    crypto::seed seed_;
};

// The checkpoints of one or more parties in one folder.
class checkpoint_store {
public:
    // The folder is made at the first save, for its owner alone. The `keep` newest files of a party stay, at least 2.
    explicit checkpoint_store(std::filesystem::path folder, std::size_t keep = 2)
        : folder_(std::move(folder)), keep_(keep) {
        require<usage_error>(keep >= 2, "checkpoint_store: keep is ", keep,
                             ", needs at least 2: a crash may leave another party one epoch behind");
    }

    // Where the files are.
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    // Numbers of finished epochs for which a sound file is there, rising. Truncated and altered files do not count; a
    // sound one of another plan, network or format is a data_error: a run that went on would replace it.
    [[nodiscard]] std::vector<std::size_t> held(const checkpoint_owner& whose) const {
        std::vector<std::size_t> found;
        for (const auto& [epochs, path] : files_of(whose.party)) {
            if (path != file(whose.party, epochs)) continue;
            private_bytes content(read_file(path));
            if (!is_sound(content.view(), checkpoint_kind)) continue;
            static_cast<void>(checkpoint(std::move(content), whose, epochs, path.string()));
            found.push_back(epochs);
        }
        std::ranges::sort(found);
        return found;
    }

    // Where the checkpoint of a party after so many epochs is.
    [[nodiscard]] std::filesystem::path file(std::string_view party, std::size_t epochs) const {
        return folder_ / text(party, infix, epochs, suffix);
    }

    // Writes the state of `owner` after `epochs` epochs of a run; then removes what is older than the newest `keep`, or
    // later.
    template <class Owner>
    void save(const checkpoint_owner& whose, const run_id& run, std::size_t epochs, const crypto::seed& private_seed,
              Owner& owner) const {
        auto out = begin_sealed(checkpoint_kind);
        out.string(whose.party);
        out.string(whose.network);
        out.array(std::span<const std::byte>(whose.plan));
        out.array(std::span<const std::byte>(run.raw));
        out.scalar(static_cast<std::uint64_t>(epochs));
        state_writer writer(out);
        owner.archive_state(writer);
        // The seed leaves for a file that is this party's own.
        const private_bytes content(seal(std::move(out), private_seed.declassify()));
        make_private_folder(folder_);
        write_file(file(whose.party, epochs), content.view());
        remove_if(whose.party, [&](std::size_t e) { return e > epochs || e + keep_ <= epochs; });
    }

    // The checkpoint after `epochs` epochs. Missing, truncated, altered, of another party, network, plan or format: a
    // data_error.
    [[nodiscard]] checkpoint load(const checkpoint_owner& whose, std::size_t epochs) const {
        const auto path = file(whose.party, epochs);
        return {private_bytes(read_file(path)), whose, epochs, path.string()};
    }

    // Removes the party's files of later epochs: all, for 0. Refuses, as held does, to remove those of other plans.
    void forget_after(const checkpoint_owner& whose, std::size_t epochs) const {
        static_cast<void>(held(whose));
        remove_if(whose.party, [&](std::size_t e) { return e > epochs; });
    }

private:
    static constexpr std::string_view infix = "-epoch-", suffix = ".checkpoint";

    // The party's files with their numbers of epochs, in no order, those that a crash left half-written too.
    [[nodiscard]] std::vector<std::pair<std::size_t, std::filesystem::path>> files_of(std::string_view party) const {
        std::vector<std::pair<std::size_t, std::filesystem::path>> found;
        std::error_code failed;
        std::filesystem::directory_iterator at(folder_, failed);
        if (failed == std::errc::no_such_file_or_directory) return found;
        const auto front = text(party, infix);
        for (; !failed && at != std::filesystem::directory_iterator(); at.increment(failed)) {
            const auto name = at->path().filename().string();
            if (!name.starts_with(front)) continue;
            const auto* const end = name.data() + name.size();
            std::size_t epochs = 0;
            const auto [rest, error] = std::from_chars(name.data() + front.size(), end, epochs);
            const std::string_view left(rest, static_cast<std::size_t>(end - rest));
            if (error == std::errc() && (left == suffix || left == text(suffix, ".new")))
                found.emplace_back(epochs, at->path());
        }
        require<data_error>(!failed, folder_.string(), ": is no folder that can be read");
        return found;
    }

    template <class Condition>
    void remove_if(std::string_view party, Condition condition) const {
        for (const auto& [epochs, path] : files_of(party)) {
            std::error_code failed;
            if (condition(epochs)) std::filesystem::remove(path, failed);
            require<data_error>(!failed, path.string(), ": cannot be removed");
        }
    }

    std::filesystem::path folder_;
    std::size_t keep_;
};

// The last epoch that every party holds, given what each of them holds: where a run goes on. 0: from the beginning.
[[nodiscard]] inline std::size_t last_common(std::span<const std::vector<std::size_t>> held) {
    if (held.empty()) return 0;
    std::size_t last = 0;
    for (const auto epochs : held.front())
        if (std::ranges::all_of(held, [&](const auto& own) { return std::ranges::find(own, epochs) != own.end(); }))
            last = std::max(last, epochs);
    return last;
}

}  // namespace SPNN_NAMESPACE::store
