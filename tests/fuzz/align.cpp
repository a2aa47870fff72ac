// fuzz/align: what a party takes from its peers while rows are brought into one order.
//
// Input: what (a greeting; rows in order; an intersection as leader of two, as member of two, as leader of three, as
// member of three; announced tags; any conversation), then the payloads; the target adds headers and tags. A point is
// the hash of a small number when its first byte is below 128, so that points of the group come at all, and any 32
// bytes otherwise. In a conversation each peer claims any number of rows and says any messages in any order: its kind,
// and, from 200 on, step and shape of its own instead of the next step and the shape that is expected.
// Holds: only protocol_error, transport_error, or the data_error of sizes or of too few common ids; rows that come out
// are rows, each once; announced tags give exactly the rows they belong to; memory is that of the own rows, of a chunk,
// and three times what has arrived, whatever is claimed.

#include <spnn/align/in_order.hpp>
#include <spnn/align/intersect.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>
#include <support/tape.hpp>

namespace {

namespace align = spnn::align;
using channel = spnn::net::channel<fuzz::tape>;
using spnn::data_error;
using spnn::protocol_error;
using spnn::transport_error;
using spnn::uint128;

constexpr std::size_t rows = 3;
const std::vector<std::string> ids{"anna", "bert", "carl"};

align::align_options options(std::size_t max_rows = 1000) { return {.session = "loans", .max_rows = max_rows}; }

// What one peer has said, put together from the input.
class peer {
public:
    explicit peer(fuzz::input& in) : in_(&in) {}

    // The greeting that is expected of it, one byte of it changed, or none for a change by zero.
    peer& greeting(std::string_view procedure, std::size_t parties, std::size_t number) {
        return claim(procedure, parties, number, 1 + in_->byte() % 8, 1);
    }
    peer& claim(std::string_view procedure, std::size_t parties, std::size_t number, std::uint64_t of_rows,
                std::uint64_t min_common_rows) {
        rows_ = of_rows;
        auto said = align::detail::store({std::string(procedure), "loans", static_cast<std::uint32_t>(parties),
                                          static_cast<std::uint32_t>(number), rows_, min_common_rows});
        said[in_->byte() % said.size()] ^= in_->number<std::byte>();
        out_.add<align::detail::greeting_message>(0, 1, said.size(), said);
        return *this;
    }
    peer& works(std::size_t times) {
        for (; times > 0; --times) out_.add<align::detail::at_work>(works_++, 0, 1, {});
        return *this;
    }
    // Any messages: how many, then each.
    peer& messages() {
        for (auto left = in_->byte() % 32; left > 0; --left) message();
        return *this;
    }
    template <class Message>
    peer& list(std::size_t m, std::size_t n = 1) {
        out_.add<Message>(0, m, n, in_->padded(m * n * sizeof(typename Message::value_type)));
        return *this;
    }
    template <class Message>
    peer& points(std::size_t count) {
        out_.add<Message>(0, count, align::element_bytes, some_points(count));
        return *this;
    }
    [[nodiscard]] std::size_t announced_rows() const { return rows_; }
    [[nodiscard]] std::size_t said() { return out_.wire().size(); }
    [[nodiscard]] channel link() { return {fuzz::tape(out_.wire()), "peer"}; }

private:
    [[nodiscard]] spnn::bytes some_points(std::size_t count) {
        spnn::bytes all;
        for (std::size_t i = 0; i < count; ++i) {
            auto point = in_->padded(1);
            if (point[0] < std::byte{128}) {
                const auto hashed = align::hash_to_group(point, "fuzz");
                const auto raw = std::as_bytes(std::span(hashed));
                point.assign(raw.begin(), raw.end());
            } else {
                point = in_->padded(align::element_bytes);
            }
            all.insert(all.end(), point.begin(), point.end());
        }
        return all;
    }

    void message() {
        namespace said = align::detail;
        const auto code = in_->byte();
        const std::size_t few = std::min<std::size_t>(rows_, 8);
        switch (code % 9) {
            case 0: one<said::at_work>(code, works_, 0, 1); break;
            case 1: one<said::blinded_points>(code, points_, few, align::element_bytes); break;
            case 2: one<said::evaluated_points>(code, points_, rows, align::element_bytes); break;
            case 3: one<said::sorted_tags>(code, lists_, few, 1); break;
            case 4: one<said::store_seed>(code, zero_, 1, sizeof(align::okvs::seed_bytes)); break;
            case 5: one<said::store_table>(code, lists_, align::okvs::columns_for(few), 1); break;
            case 6: one<said::common_count>(code, zero_, 1, 1); break;
            case 7: one<said::common_tags>(code, zero_, in_->byte() % 8, 1); break;
            default: one<spnn::session::key_half>(code, zero_, 1, 32);
        }
    }
    template <class Message>
    void one(unsigned code, std::uint64_t& next, std::size_t m, std::size_t n) {
        auto step = next++;
        if (code >= 200) {
            step = in_->byte();
            m = in_->byte();
            n = in_->byte();
        }
        const bool points = n == align::element_bytes && sizeof(typename Message::value_type) == 1 && m != 1;
        const auto payload = points ? some_points(m) : in_->padded(m * n * sizeof(typename Message::value_type));
        out_.add<Message>(step, m, n, payload);
        if (&next == &zero_) zero_ = 0;
    }

    fuzz::input* in_;
    fuzz::composer out_;
    std::uint64_t rows_ = 0;
    std::uint64_t works_ = 0, points_ = 0, lists_ = 0;  // numbers of the next messages
    std::uint64_t zero_ = 0;                            // of those that stand alone
};

// Runs `procedure` of this party among the others, which are in the order of their numbers.
template <class Procedure>
void run(std::size_t self, std::vector<channel> others, Procedure&& procedure, std::size_t most = 1024 * 1024,
         const align::align_options& with = options()) {
    align::group<fuzz::tape> peers{self, {}};
    for (auto& other : others) peers.channels.push_back(&other);
    peers.channels.insert(peers.channels.begin() + static_cast<std::ptrdiff_t>(self), nullptr);
    std::optional<align::alignment> out;
    fuzz::within(most, [&] {
        static_cast<void>(
            fuzz::refusal<protocol_error, transport_error, data_error>([&] { out = procedure(ids, peers, with); }));
    });
    if (!out) return;
    fuzz::holds(out->set_sizes.size() == peers.parties() && !out->rows.empty(), "an alignment is of all parties");
    auto found = out->rows;
    std::ranges::sort(found);
    fuzz::holds(found.back() < rows && std::ranges::adjacent_find(found) == found.end(), "rows are rows, each once");
}

template <class... Peers>
std::vector<channel> links(Peers&&... peers) {
    std::vector<channel> out;
    (out.push_back(peers.link()), ...);
    return out;
}

const auto intersect = [](auto&&... of) { return align::intersect(of...); };

void as_greeting(fuzz::input& in) {
    const auto raw = in.rest();
    std::optional<align::detail::greeting> theirs;
    fuzz::within(16 * 1024, [&] {
        static_cast<void>(fuzz::refusal<data_error>([&] { theirs = align::detail::load_greeting(raw); }));
    });
    if (!theirs) return;
    fuzz::holds(std::ranges::equal(align::detail::store(*theirs), raw), "what is read is stored the same");
    const align::detail::greeting ours{"a procedure", "loans", 2, 0, rows, 1};
    auto right = ours;
    right.number = 1;
    right.rows = theirs->rows;
    right.min_common_rows = theirs->min_common_rows;
    const auto refused = fuzz::refusal<protocol_error>([&] { align::detail::compare(ours, *theirs, 1, 1000, "peer"); });
    fuzz::holds(refused.has_value() !=
                    (*theirs == right && right.rows >= 1 && right.rows <= 1000 && right.min_common_rows >= 1),
                "exactly the right greeting passes");
}

void as_order(fuzz::input& in) {
    peer other(in);
    other.greeting("rows in order, 2", 2, 1).list<align::detail::order_nonce_message>(1, 16);
    other.works(1).list<align::detail::order_digest_message>(1, 32);
    run(0, links(other), [](auto&&... of) { return align::in_order(of...); });
}

void as_leader_of_two(fuzz::input& in) {
    peer member(in);
    member.greeting(align::detail::procedure, 2, 1).points<align::detail::evaluated_points>(rows);
    member.list<align::detail::sorted_tags>(member.announced_rows());
    run(0, links(member), intersect);
}

// The leader says the points, and that some of the ids are common.
peer& says_what_is_common(peer& leader, fuzz::input& in, const std::vector<std::size_t>& sizes) {
    leader.points<align::detail::blinded_points>(leader.announced_rows());
    leader.works(align::detail::schedule{sizes}.of_leader()).list<align::detail::common_count>(1);
    return leader.list<align::detail::common_tags>(in.byte() % 8);
}

void as_member_of_two(fuzz::input& in) {
    peer leader(in);
    leader.greeting(align::detail::procedure, 2, 0);
    run(1, links(says_what_is_common(leader, in, {leader.announced_rows(), rows})), intersect);
}

void as_leader_of_three(fuzz::input& in) {
    peer one(in), two(in);
    std::size_t number = 0;
    for (auto* member : {&one, &two}) {
        member->greeting(align::detail::procedure, 3, ++number).points<align::detail::evaluated_points>(rows);
        const std::vector<std::size_t> sizes{rows, member->announced_rows(), 1};
        member->works(align::detail::schedule{sizes}.of_member(1))
            .list<align::detail::store_seed>(1, sizeof(align::okvs::seed_bytes));
        member->list<align::detail::store_table>(align::okvs::columns_for(member->announced_rows()));
    }
    run(0, links(one, two), intersect);
}

void as_member_of_three(fuzz::input& in) {
    peer leader(in), member(in);
    leader.greeting(align::detail::procedure, 3, 0);
    member.greeting(align::detail::procedure, 3, 1).list<spnn::session::key_half>(1, 32);
    const std::vector<std::size_t> sizes{leader.announced_rows(), member.announced_rows(), rows};
    run(2, links(says_what_is_common(leader, in, sizes), member), intersect);
}

// Peers that claim and say whatever they like to a party that takes part honestly.
void as_conversation(fuzz::input& in) {
    const auto who = in.byte();
    const std::size_t parties = 2 + who % 2, self = who / 2 % parties;
    std::vector<peer> others;
    std::vector<channel> channels;
    std::size_t arrived = 0;
    for (std::size_t p = 0; p < parties; ++p) {
        if (p == self) continue;
        auto& other = others.emplace_back(in);
        const auto claims = in.byte();
        const auto of_rows = claims < 192 ? 1 + claims % 8 : in.number<std::uint64_t>();
        const auto least = in.byte();
        other.claim(align::detail::procedure, parties, p, of_rows, least < 192 ? 1 : in.number<std::uint64_t>());
        other.messages();
        arrived += other.said();
        channels.push_back(other.link());
    }
    run(self, std::move(channels), intersect, 512 * 1024 + 4 * arrived, options(10'000'000));
}

void as_tags(fuzz::input& in) {
    const std::vector<uint128> own{5, uint128{1} << 127, 0, 7};
    std::vector<uint128> announced(in.byte() % 6);
    for (auto& tag : announced) {
        const auto which = in.byte() % 8;
        tag = which < own.size() ? own[which] : in.number<uint128>();
    }
    std::vector<std::uint32_t> found;
    const auto refused =
        fuzz::refusal<protocol_error>([&] { found = align::detail::rows_of_tags(announced, own, "peer"); });
    auto sorted = announced;
    std::ranges::sort(sorted);
    const bool right = std::ranges::adjacent_find(sorted) == sorted.end() &&
                       std::ranges::all_of(announced, [&](uint128 tag) { return std::ranges::count(own, tag) == 1; });
    fuzz::holds(refused.has_value() != right, "exactly own tags, each once, are accepted");
    for (std::size_t i = 0; i < found.size() && right; ++i)
        fuzz::holds(own.at(found[i]) == announced[i], "rows are those of the tags");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    switch (in.byte() % 8) {
        case 0: as_greeting(in); break;
        case 1: as_order(in); break;
        case 2: as_leader_of_two(in); break;
        case 3: as_member_of_two(in); break;
        case 4: as_leader_of_three(in); break;
        case 5: as_member_of_three(in); break;
        case 6: as_tags(in); break;
        default: as_conversation(in); break;
    }
    return 0;
}
