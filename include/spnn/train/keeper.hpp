// train/keeper.hpp: a party's files in the course of a session: what it begins with, when it saves, and which run the
// weights belong to.

#pragma once

#include <spnn/session/session.hpp>
#include <spnn/store/checkpoint.hpp>
#include <spnn/store/model_file.hpp>
#include <spnn/train/options.hpp>

#include <optional>
#include <utility>

namespace SPNN_NAMESPACE::train {

class keeper {
public:
    // Reads the checkpoint of `whose` that first_epoch asks for from `checkpoints`, before any peer is spoken to.
    // `private_seed`: of a fresh run (train/options.hpp). The session outlives it.
    keeper(session::state& s, store::checkpoint_owner whose, std::size_t first_epoch,
           std::optional<store::checkpoint_store> checkpoints, const std::optional<crypto::block>& private_seed)
        : session_(&s), store_(std::move(checkpoints)), owner_(std::move(whose)), first_epoch_(first_epoch) {
        require<usage_error>(first_epoch == 0 || store_, "plan: first_epoch is ", first_epoch, ", but ", s.self.name(),
                             " has no checkpoints to go on from: give it some in its options");
        if (store_) static_cast<void>(store_->held(owner_));  // those of another plan are refused at once
        if (first_epoch > 0) {
            begins_with_.emplace(store_->load(owner_, first_epoch));
            belongs_to(begins_with_->run(), begins_with_->file());
        }
        seed_ = begins_with_ ? begins_with_->private_seed().duplicate() : seed_or_fresh(private_seed);
    }

    // The run that the party's weights belong to, once it is known.
    [[nodiscard]] const run_id& run() const { return session_->run.value(); }
    // The party's own: from the checkpoint, or of the options in a fresh run.
    [[nodiscard]] const crypto::seed& private_seed() const { return seed_; }

    // Puts the party into the state it had, if the run is taken up; call once all of it is made.
    template <class Party>
    void restore(Party& self) {
        if (begins_with_) begins_with_->restore(self);
        begins_with_.reset();
    }

    // Call when training starts, once the parties agree: what an earlier session kept of epochs that are to come holds
    // no longer.
    void start_training() const {
        if (store_) store_->forget_after(owner_, first_epoch_);
    }

    // Call at the end of an epoch, counted from 0, once it is known what follows and before anything else is sent.
    template <class Party>
    void save(std::size_t epoch, Party& self) const {
        if (store_) store_->save(owner_, run(), epoch + 1, seed_, self);
    }

    // A party's weights to and from a file of its own (store/model_file.hpp).
    template <class Party>
    void save_weights(const std::filesystem::path& path, const Party& self) const {
        store::save_model(path, owner_.party, owner_.network, run(), self);
    }
    template <class Party>
    void load_weights(const std::filesystem::path& path, Party& self) {
        belongs_to(store::load_model(path, owner_.party, owner_.network, self), path.string());
    }

private:
    void belongs_to(const run_id& run, const std::string& file) {
        session_->run = run;
        session_->run_source = file;
    }

    session::state* session_;
    std::optional<store::checkpoint_store> store_;
    store::checkpoint_owner owner_;
    std::size_t first_epoch_;
    std::optional<store::checkpoint> begins_with_;
    crypto::seed seed_;
};

}  // namespace SPNN_NAMESPACE::train
