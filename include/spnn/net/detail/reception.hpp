// net/detail/reception.hpp: a bounded number of places where callers are answered, each by a thread of its own.
//
// When all places are taken, or all that one source may have, the one is dropped that has been there longest, of those
// that have not yet been authenticated if there are such. So a crowd of silent connections costs itself its places, and
// whoever speaks at once is heard. Nobody keeps a place beyond its time.
//
// To drop is to request a stop of the thread's body, which then ends soon. A body that has settled is past that: it
// has admitted its caller, and has nothing left to wait for.

#pragma once

#include <spnn/core/deadline.hpp>
#include <spnn/core/error.hpp>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

namespace SPNN_NAMESPACE::net::detail {

// All but the place's own calls belong to one thread, that of the door.
class reception {
public:
    // At least one place each.
    struct limits {
        std::size_t places, places_of_one_source;
        deadline::clock::duration time;  // until a caller must be settled or gone
    };

    explicit reception(const limits& l) : limits_(l) {}

    class place {
    public:
        // The deadline of its caller.
        [[nodiscard]] deadline until() const { return until_; }
        // Its caller has shown a certificate, or whatever the network asks for.
        void is_authenticated() { change(authenticated); }
        // Its caller is admitted; false: it has been dropped.
        [[nodiscard]] bool settle() { return change(settled); }

    private:
        friend class reception;
        enum state { silent, authenticated, settled, dropped, over };

        place(reception& owner, std::string source)
            : owner_(&owner), source_(std::move(source)), until_(deadline::after(owner.limits_.time)) {}
        bool change(state next) {
            const std::lock_guard lock(owner_->mutex_);
            if (state_ == dropped && next != over) return false;
            state_ = next;
            return true;
        }

        reception* owner_;
        std::string source_;
        deadline until_;
        state state_ = silent;
        std::jthread thread_;
    };

    // Answers a caller: body(place, stop) on a thread of its own, which throws nothing. Makes room first. `source`:
    // where the caller comes from; empty: not known. transport_error when no thread can be had.
    template <class Body>
    void answer(const std::string& source, Body body) {
        make_room(source);
        auto& at = places_.emplace_back(place(*this, source));
        try {
            at.thread_ = std::jthread([this, &at, own = std::move(body)](const std::stop_token& stop) mutable {
                {
                    auto last = std::move(own);  // its end, too, is waited for
                    last(at, stop);
                }
                at.change(place::over);
                one_is_over_.notify_one();
            });
        } catch (const std::exception& e) {
            places_.pop_back();
            throw transport_error(text("a connection was refused: no thread could be started for it: ", e.what()));
        }
    }

    // Drops those whose time is over, and lets go of those that have ended.
    void sweep() {
        {
            const std::lock_guard lock(mutex_);
            for (auto& p : places_)
                if (p.until_.passed()) drop(p);
        }
        std::list<place> ended;
        {
            const std::lock_guard lock(mutex_);
            for (auto p = places_.begin(); p != places_.end();) {
                const auto next = std::next(p);
                if (p->state_ == place::over) ended.splice(ended.end(), places_, p);
                p = next;
            }
        }
    }

private:
    void make_room(const std::string& source) {
        const auto here = [&](const place& p) { return !source.empty() && p.source_ == source; };
        for (;;) {
            sweep();
            const auto of_source = static_cast<std::size_t>(std::count_if(places_.begin(), places_.end(), here));
            const bool source_is_full = of_source >= limits_.places_of_one_source;
            if (!source_is_full && places_.size() < limits_.places) return;
            std::unique_lock lock(mutex_);
            drop_one([&](const place& p) { return !source_is_full || here(p); });
            one_is_over_.wait_for(lock, std::chrono::milliseconds(100), [&] {
                return std::any_of(places_.begin(), places_.end(),
                                   [](const place& p) { return p.state_ == place::over; });
            });
        }
    }

    // Under the lock. One that is already on its way out is enough, unless it is late.
    template <class May>
    void drop_one(May&& may) {
        for (const auto& p : places_)
            if (p.state_ == place::dropped && may(p) && !p.until_.passed()) return;
        for (const auto which : {place::silent, place::authenticated})
            for (auto& p : places_)
                if (p.state_ == which && may(p)) return drop(p);
    }
    static void drop(place& p) {
        if (p.state_ != place::silent && p.state_ != place::authenticated) return;
        p.state_ = place::dropped;
        p.thread_.request_stop();
    }

    limits limits_;
    std::mutex mutex_;
    std::condition_variable one_is_over_;
    std::list<place> places_;  // the oldest first; last: its threads end before what they use
};

}  // namespace SPNN_NAMESPACE::net::detail
