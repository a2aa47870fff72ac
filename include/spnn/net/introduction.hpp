// net/introduction.hpp: the first words on a new connection: who is calling whom, for which run and purpose.
//
// The caller introduces itself, the listener admits it or refuses with a sentence that says what to fix. What the
// caller says of itself is only a claim; that it is true is checked against the transport's authentication
// (net/meeting.hpp).

#pragma once

#include <spnn/net/channel.hpp>

namespace SPNN_NAMESPACE::net {

// caller -> listener. Public.
struct introduction_message : message_kind<first_kind::net + 3, "introduction", std::byte> {};
// listener -> caller: nothing, or why it is refused.
struct admission_message : message_kind<first_kind::net + 4, "answer to the introduction", std::byte> {};

struct introduction {
    std::string run;       // the name all parties of a run have agreed on
    std::string from, to;  // names of the two parties
    std::string purpose;   // several links may join the same two parties

    // Characters of one text, and bytes of all together, at most.
    static constexpr std::size_t max_text = 200;
    static constexpr std::size_t max_bytes = 4 * (max_text + 4);
    // Bytes of a refusal, at most; a longer one is cut short.
    static constexpr std::size_t max_refusal = 1024;

    // As bytes, for load.
    [[nodiscard]] bytes store() const {
        byte_writer out;
        for (const auto* part : {&run, &from, &to, &purpose}) out.string(*part);
        return out.take();
    }
    // data_error for bytes that are none.
    [[nodiscard]] static introduction load(std::span<const std::byte> raw) {
        byte_reader in(raw);
        introduction i;
        i.run = in.string(max_text, "run");
        i.from = in.string(max_text, "from");
        i.to = in.string(max_text, "to");
        i.purpose = in.string(max_text, "purpose");
        in.finish("introduction");
        return i;
    }
    friend bool operator==(const introduction&, const introduction&) = default;
};

namespace detail {

// A transport that somebody else owns, for a few messages.
template <Transport T>
class borrowed {
public:
    explicit borrowed(T& owner) : owner_(&owner) {}
    void send(std::span<const std::byte> data, deadline until) { owner_->send(data, until); }
    void receive(std::span<std::byte> data, deadline until) { owner_->receive(data, until); }
    void flush(deadline until) { owner_->flush(until); }

private:
    T* owner_;
};

template <Transport T>
[[nodiscard]] channel<borrowed<T>> first_words(T& link, const std::string& peer, deadline until) {
    return {borrowed<T>(link), peer, std::chrono::ceil<std::chrono::milliseconds>(until.left())};
}

}  // namespace detail

// The caller's part: protocol_error with the listener's sentence when it is refused.
template <Transport T>
void introduce(T& link, const introduction& self, deadline until) {
    auto words = detail::first_words(link, self.to, until);
    words.template send_bytes<introduction_message>(0, self.store());
    const auto answer = words.template receive_bytes<admission_message>(0, introduction::max_refusal);
    if (answer.empty()) return;
    const std::string_view sentence(reinterpret_cast<const char*>(answer.data()), answer.size());
    throw protocol_error(text(self.to, " refuses the connection: ", printable(sentence, answer.size())));
}

// The listener's part: reads the introduction; judge(introduction) returns nothing, or why the caller is refused, which
// the caller is told. Returns both.
template <Transport T, class Judge>
std::pair<introduction, std::string> answer_introduction(T& link, Judge&& judge, deadline until) {
    auto words = detail::first_words(link, "a new connection", until);
    const auto raw = words.template receive_bytes<introduction_message>(0, introduction::max_bytes);
    introduction caller;
    std::string refusal;
    try {
        caller = introduction::load(raw);
        refusal = judge(std::as_const(caller));
    } catch (const data_error& e) {
        refusal = e.what();
    }
    const auto told = std::string_view(refusal).substr(0, introduction::max_refusal);
    words.template send_bytes<admission_message>(0, std::as_bytes(std::span(told)));
    return {std::move(caller), std::move(refusal)};
}

}  // namespace SPNN_NAMESPACE::net
