// split/detail/keeper.hpp: a party's checkpoints in the course of a session: what it begins with, and when it saves.

#pragma once

#include <spnn/split/options.hpp>

#include <optional>
#include <utility>

namespace spnn::inline SPNN_ABI::split::detail {

template <class Net, FirstLayer First>
class keeper {
public:
    // Reads the checkpoint that the plan's first_epoch asks for, before any peer is spoken to.
    keeper(const plan& p, party self, const party_options& options) : store_(options.checkpoints) {
        require<usage_error>(p.first_epoch == 0 || store_, "plan: first_epoch is ", p.first_epoch, ", but ",
                             self.name(), " has no checkpoints to go on from: set party_options::checkpoints");
        if (store_) owner_ = checkpoint_owner_of<Net, First>(p, self);
        if (store_) static_cast<void>(store_->held(owner_));  // those of another plan are refused at once
        if (p.first_epoch > 0) begins_with_.emplace(store_->load(owner_, p.first_epoch));
        seed_ = begins_with_ ? begins_with_->private_seed().duplicate() : options.seed();
    }

    // The party's own: from the checkpoint, or of the options in a fresh run.
    [[nodiscard]] const crypto::seed& private_seed() const { return seed_; }

    // Puts the party into the state it had, if the run is taken up; call once all of it is made.
    template <class Party>
    void restore(Party& self) {
        if (begins_with_) begins_with_->restore(self);
        begins_with_.reset();
    }

    // Call when training starts: what an earlier session kept of epochs that are to come holds no longer.
    void start_training(const plan& p) const {
        if (store_) store_->forget_after(owner_, p.first_epoch);
    }

    // Call at the end of an epoch, counted from 0, once it is known what follows and before anything else is sent.
    template <class Party>
    void save(std::size_t epoch, Party& self) const {
        if (store_) store_->save(owner_, epoch + 1, seed_, self);
    }

private:
    std::optional<checkpoint_store> store_;
    checkpoint_owner owner_;
    std::optional<checkpoint> begins_with_;
    crypto::seed seed_;
};

}  // namespace spnn::inline SPNN_ABI::split::detail
