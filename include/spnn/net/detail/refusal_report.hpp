// net/detail/refusal_report.hpp: what a listener says of those it turns away, without letting them fill a log.
//
// In each window of ten seconds every sentence is told once, and at most `most_sentences` of them; the others are
// counted, and their number is told when the window is over. Nothing that the hearer throws gets out.

#pragma once

#include <spnn/core/deadline.hpp>
#include <spnn/net/detail/serving_thread.hpp>

#include <functional>
#include <initializer_list>
#include <mutex>
#include <set>

namespace SPNN_NAMESPACE::net::detail {

class refusal_report {
public:
    static constexpr auto window = std::chrono::seconds(10);
    static constexpr std::size_t most_sentences = 64;

    // Tells `hear`, if there is one; from any thread, not under a lock.
    explicit refusal_report(std::function<void(const std::string&)> hear, deadline::clock::duration length = window)
        : hear_(std::move(hear)), length_(length) {}

    // The sentence that the parts make.
    void say(std::initializer_list<spnn::detail::text_part> parts) noexcept {
        guarded([&] {
            const auto sentence = spnn::detail::text_of(parts);
            end_window();
            {
                const std::lock_guard lock(mutex_);
                if (said_.size() >= most_sentences || !said_.insert(sentence).second) {
                    ++unsaid_;
                    return;
                }
            }
            tell(sentence);
        });
    }
    // What the exception says that is being handled.
    void say_exception() noexcept {
        guarded([&] { say({reason_in_hand()}); });
    }
    // Time has passed.
    void tick() noexcept {
        guarded([&] { end_window(); });
    }

private:
    template <class Body>
    static void guarded(Body&& body) noexcept {
        try {
            body();
        } catch (...) {  // the hearer's trouble, or no memory for a sentence: nobody is left to hear of it
        }
    }

    void end_window() {
        std::size_t unsaid = 0;
        {
            const std::lock_guard lock(mutex_);
            if (!end_.passed()) return;
            end_ = deadline::after(length_);
            said_.clear();
            std::swap(unsaid, unsaid_);
        }
        if (unsaid > 0) tell(text(unsaid, " more refusals lately, like those before"));
    }

    void tell(const std::string& sentence) const {
        if (hear_) hear_(sentence);
    }

    std::function<void(const std::string&)> hear_;
    deadline::clock::duration length_;
    std::mutex mutex_;
    deadline end_ = deadline::after(deadline::clock::duration{});
    std::set<std::string> said_;
    std::size_t unsaid_ = 0;
};

}  // namespace SPNN_NAMESPACE::net::detail
