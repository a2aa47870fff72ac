#include "observed.hpp"

#include <spnn/coordinate/reports.hpp>
#include <spnn/crypto/sha256.hpp>
#include <spnn/net/message.hpp>
#include <spnn/session/messages.hpp>
#include <spnn/share/triples/dealer.hpp>
#include <spnn/split/messages.hpp>
#include <spnn/train/messages.hpp>

#include <sys/mman.h>

#include <csignal>

namespace test {

namespace {

namespace net = spnn::net;
namespace split = spnn::split;
using spnn::deadline;
using spnn::text;

template <std::size_t N>
void note(char (&to)[N], const std::string& words) {
    const auto length = std::min(words.size(), N - 1);
    std::copy_n(words.data(), length, to);
    to[length] = '\0';
}

// All links of a process: what it does, and when it dies.
class observer {
public:
    observer(harm what, std::shared_ptr<witness[]> pages, std::size_t page)
        : harm_(std::move(what)), pages_(std::move(pages)), page_(pages_.get()[page]) {
        note(page_.doing, "gathering");
    }

    [[nodiscard]] const harm& what() const { return harm_; }
    [[nodiscard]] witness& page() const { return page_; }

    // A call on any link.
    void begins() {
        const std::lock_guard lock(mutex_);
        if (++page_.calls != harm_.dies_at_call) return;
        note_strike();
        std::raise(SIGKILL);
    }

    void strikes() {
        const std::lock_guard lock(mutex_);
        note_strike();
    }

    // A header has gone by.
    void passes(const net::message_header& h, const std::string& purpose) {
        const std::lock_guard lock(mutex_);
        if (purpose == "alignment") note(page_.doing, "aligning");
        if (purpose != "training") return;
        if (h.session != 0) keep_key(h.session);
        const auto step = h.step & (spnn::step_id::step_limit - 1);  // the rest is its purpose
        if (h.kind == spnn::train::verdict::id)
            note(page_.doing, text("end of epoch ", h.step + 1));
        else if (h.kind == spnn::session::agreement::id)  // before training, and before the prediction
            note(page_.doing, h.step == 0 ? "set-up" : "predicting");
        else if (h.kind == spnn::train::prediction_rows::id || step > epochs_ * batches)
            note(page_.doing, "predicting");
        else if (step == 0)
            note(page_.doing, "set-up");
        else
            note(page_.doing, text("epoch ", (step - 1) / batches + 1, " step ", step));
    }

    // The payload of a message.
    void passes(const net::message_header& h, std::span<const std::byte> payload, bool sent) {
        const std::lock_guard lock(mutex_);
        const bool is_key = h.kind == spnn::session::key_half::id || h.kind == split::public_key::id ||
                            h.kind == spnn::share::triple_seed::id;
        if (sent && is_key) {
            std::uint64_t digest = 0;
            std::memcpy(&digest, spnn::crypto::sha256(payload).data(), sizeof digest);
            keep_key(digest);
        }
        try {
            if (h.kind == spnn::coordinate::report_message::id) hear(spnn::coordinate::load_report(payload), sent);
            if (h.kind == spnn::coordinate::instruction_message::id)
                hear(spnn::coordinate::load_instruction<split::proposal>(payload), sent);
        } catch (const spnn::error&) {  // garbled, as the receiver will find
        }
    }

private:
    void note_strike() {
        if (std::exchange(page_.struck, true)) return;
        note(page_.struck_while, page_.doing);
    }

    void hear(const spnn::coordinate::party_report& r, bool sent) {
        if (sent && (r.at < spnn::coordinate::stage::running || r.at == spnn::coordinate::stage::finished))
            note(page_.doing, std::string(name_of(r.at)));
        if (!sent && r.at == spnn::coordinate::stage::running && r.step > 0)
            note(page_.doing, text(stage_of_run_, ", told of step ", r.step));
    }

    void hear(const spnn::coordinate::instruction<spnn::split::proposal>& said, bool sent) {
        if (said.at == spnn::coordinate::stage::running)
            epochs_ = said.proposal.plan.epochs - said.proposal.plan.first_epoch;
        if (sent) note(page_.doing, stage_of_run_ = std::string(name_of(said.at)));
    }

    void keep_key(std::uint64_t key) {
        auto* const end = page_.keys + page_.key_count;
        if (page_.key_count < witness::most_keys && std::find(page_.keys, end, key) == end)
            page_.keys[page_.key_count++] = key;
    }

    std::string stage_of_run_ = "gathering";
    harm harm_;
    std::shared_ptr<witness[]> pages_;
    witness& page_;
    std::size_t epochs_ = 0;
    std::mutex mutex_;
};

class observed {
public:
    observed(net::any_transport inner, std::string peer, std::string purpose, std::shared_ptr<observer> by)
        : inner_(std::move(inner)), peer_(std::move(peer)), purpose_(std::move(purpose)), by_(std::move(by)) {
        auto& page = by_->page();
        spnn::require<spnn::usage_error>(page.link_count < witness::most_links, "observed: too many links");
        own_ = &page.links[page.link_count++];
        note(own_->peer, peer_);
        note(own_->purpose, purpose_);
    }

    void send(std::span<const std::byte> data, deadline until) {
        by_->begins();
        if (!data.empty()) own_->bytes_sent += data.size(), ++pieces_;
        look(sending_, data, true);
        inner_.send(data, until);
    }
    void receive(std::span<std::byte> data, deadline until) {
        by_->begins();
        inner_.receive(data, until);
        look(receiving_, data, false);
    }
    void flush(deadline until) {
        by_->begins();
        if (std::exchange(pieces_, 0) > 0) ++own_->messages_sent;
        if (purpose_ == "training") std::this_thread::sleep_for(by_->what().pace);
        inner_.flush(until);
    }
    [[nodiscard]] net::link_cutter cutter() const { return inner_.cutter(); }

private:
    // A message is a header, a payload and a tag, each sent and received by itself.
    void look(std::optional<net::message_header>& last, std::span<const std::byte> data, bool sent) {
        if (last && last->payload_bytes == data.size()) by_->passes(*std::exchange(last, {}), data, sent);
        if (data.size() != net::message_header::wire_bytes) return;
        const auto h = net::load_header(data);
        if (h.magic != net::message_header::magic_number) return;
        last = h;
        by_->passes(h, purpose_);
    }

    net::any_transport inner_;
    std::string peer_, purpose_;
    std::shared_ptr<observer> by_;
    witness::link* own_;
    std::size_t pieces_ = 0;
    std::optional<net::message_header> sending_, receiving_;
};

// Tells when a fault has struck: what faulty does is of its end alone.
class telling {
public:
    telling(net::any_transport inner, const harm& what, std::shared_ptr<observer> by)
        : inner_(std::move(inner), what.fault), plan_(what.fault), by_(std::move(by)) {}

    void send(std::span<const std::byte> data, deadline until) {
        sent_ += data.size();
        const bool counts_messages = plan_.kind == net::fault::reorder || plan_.kind == net::fault::repeat;
        if (counts_messages ? messages_ >= plan_.message : sent_ > plan_.at_byte) by_->strikes();
        inner_.send(data, until);
    }
    void receive(std::span<std::byte> data, deadline until) { inner_.receive(data, until); }
    void flush(deadline until) {
        ++messages_;
        inner_.flush(until);
    }
    [[nodiscard]] net::link_cutter cutter() const { return inner_.cutter(); }

private:
    net::faulty<net::any_transport> inner_;
    net::fault_plan plan_;
    std::shared_ptr<observer> by_;
    std::uint64_t sent_ = 0, messages_ = 0;
};

}  // namespace

std::shared_ptr<witness[]> shared_witnesses(std::size_t count) {
    const auto size = count * sizeof(witness);
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    spnn::require<spnn::usage_error>(memory != MAP_FAILED, "no shared memory");
    return {static_cast<witness*>(memory), [size](witness* pages) { ::munmap(pages, size); }};
}

spnn_party::linker observe(spnn_party::linker inside, const harm& what, const std::shared_ptr<witness[]>& pages,
                           std::size_t page) {
    auto by = std::make_shared<observer>(what, pages, page);
    auto outside = inside;
    outside.link = [inside = std::move(inside), by, links = std::make_shared<std::mutex>()](
                       const std::string& party, const std::string& purpose, deadline until) -> net::any_transport {
        auto link = inside(party, purpose, until);
        const std::lock_guard lock(*links);  // a coordinator makes several at once
        const bool harmed =
            by->what().fault.kind != net::fault::none && by->what().peer == party && by->what().purpose == purpose;
        if (harmed) link = telling(std::move(link), by->what(), by);
        return observed(std::move(link), party, purpose, by);
    };
    return outside;
}

}  // namespace test
