// split/detail/keeper.hpp: a party's files in the course of a session: what it begins with, when it saves, and which
// run the weights belong to.

#pragma once

#include <spnn/split/model_file.hpp>
#include <spnn/split/options.hpp>

#include <optional>
#include <utility>

namespace spnn::inline SPNN_ABI::split::detail {

template <class Net, FirstLayer First, net::Transport T>
class keeper {
public:
    // Reads the checkpoint that the plan's first_epoch asks for, before any peer is spoken to. The session outlives it.
    keeper(session<T>& s, const party_options& options) : session_(&s), store_(options.checkpoints) {
        const auto& p = s.plan;
        require<usage_error>(p.first_epoch == 0 || store_, "plan: first_epoch is ", p.first_epoch, ", but ",
                             s.self.name(), " has no checkpoints to go on from: set party_options::checkpoints");
        if (store_) owner_ = checkpoint_owner_of<Net, First>(p, s.self);
        if (store_) static_cast<void>(store_->held(owner_));  // those of another plan are refused at once
        if (p.first_epoch > 0) {
            begins_with_.emplace(store_->load(owner_, p.first_epoch));
            belongs_to(begins_with_->run(), begins_with_->file());
        }
        seed_ = begins_with_ ? begins_with_->private_seed().duplicate() : options.seed();
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
        if (store_) store_->forget_after(owner_, session_->plan.first_epoch);
    }

    // Call at the end of an epoch, counted from 0, once it is known what follows and before anything else is sent.
    template <class Party>
    void save(std::size_t epoch, Party& self) const {
        if (store_) store_->save(owner_, run(), epoch + 1, seed_, self);
    }

    // A party's weights to and from a file of its own (split/model_file.hpp).
    template <class Party>
    void save_weights(const std::filesystem::path& path, const Party& self) const {
        save_model(path, session_->self.name(), Net::name(), run(), self);
    }
    template <class Party>
    void load_weights(const std::filesystem::path& path, Party& self) {
        belongs_to(load_model(path, session_->self.name(), Net::name(), self), path.string());
    }

private:
    void belongs_to(const run_id& run, const std::string& file) {
        session_->run = run;
        session_->run_source = file;
    }

    session<T>* session_;
    std::optional<checkpoint_store> store_;
    checkpoint_owner owner_;
    std::optional<checkpoint> begins_with_;
    crypto::seed seed_;
};

}  // namespace spnn::inline SPNN_ABI::split::detail
