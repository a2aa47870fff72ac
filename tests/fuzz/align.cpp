// fuzz/align: what a party takes from its peers while rows are brought into one order.
//
// Input: what (a greeting; rows in order; an intersection as leader of two, as member of two, as leader of three, as
// member of three; announced tags), then the payloads; the target adds headers and tags. A point is the hash of a small
// number when its first byte is below 128, so that points of the group come at all, and any 32 bytes otherwise.
// Holds: only protocol_error, transport_error, or the data_error of parties without a common id; rows that come out are
// rows, each once; announced tags give exactly the rows they belong to; memory is that of the own rows and of a chunk.

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

align::align_options options() { return {.session = "loans", .max_rows = 1000}; }

// What one peer has said, put together from the input.
class peer {
public:
    explicit peer(fuzz::input& in) : in_(&in) {}

    // The greeting that is expected of it, one byte of it changed, or none for a change by zero.
    peer& greeting(std::string_view procedure, std::size_t parties, std::size_t number) {
        rows_ = 1 + in_->byte() % 8;
        auto said = align::detail::store({std::string(procedure), "loans", static_cast<std::uint32_t>(parties),
                                          static_cast<std::uint32_t>(number), rows_});
        said[in_->byte() % said.size()] ^= in_->number<std::byte>();
        out_.add<align::detail::greeting_message>(0, 1, said.size(), said);
        return *this;
    }
    template <class Message>
    peer& list(std::size_t m, std::size_t n = 1) {
        out_.add<Message>(0, m, n, in_->padded(m * n * sizeof(typename Message::value_type)));
        return *this;
    }
    template <class Message>
    peer& points(std::size_t count) {
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
        out_.add<Message>(0, count, align::element_bytes, all);
        return *this;
    }
    [[nodiscard]] std::size_t announced_rows() const { return rows_; }
    [[nodiscard]] channel link() { return {fuzz::tape(out_.wire()), "peer"}; }

private:
    fuzz::input* in_;
    fuzz::composer out_;
    std::size_t rows_ = 0;
};

// Runs `procedure` of this party among the others, which are in the order of their numbers.
template <class Procedure>
void run(std::size_t self, std::vector<channel> others, Procedure&& procedure) {
    align::group<fuzz::tape> peers{self, {}};
    for (auto& other : others) peers.channels.push_back(&other);
    peers.channels.insert(peers.channels.begin() + static_cast<std::ptrdiff_t>(self), nullptr);
    std::optional<align::alignment> out;
    fuzz::within(1024 * 1024, [&] {
        static_cast<void>(fuzz::refusal<protocol_error, transport_error, data_error>(
            [&] { out = procedure(ids, peers, options()); }));
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
    const align::detail::greeting ours{"a procedure", "loans", 2, 0, rows};
    auto right = ours;
    right.number = 1;
    right.rows = theirs->rows;
    const auto refused = fuzz::refusal<protocol_error>([&] { align::detail::compare(ours, *theirs, 1, 1000, "peer"); });
    fuzz::holds(refused.has_value() != (*theirs == right && right.rows >= 1 && right.rows <= 1000),
                "exactly the right greeting passes");
}

void as_order(fuzz::input& in) {
    peer other(in);
    other.greeting("rows in order, 1", 2, 1).list<align::detail::order_nonce_message>(1, 16);
    other.list<align::detail::order_digest_message>(1, 32);
    run(0, links(other), [](auto&&... of) { return align::in_order(of...); });
}

void as_leader_of_two(fuzz::input& in) {
    peer member(in);
    member.greeting(align::detail::procedure, 2, 1).points<align::detail::evaluated_points>(rows);
    member.list<align::detail::sorted_tags>(member.announced_rows());
    run(0, links(member), intersect);
}

// The leader says the points, and that some of the ids are common.
peer& says_what_is_common(peer& leader, fuzz::input& in) {
    leader.points<align::detail::blinded_points>(leader.announced_rows()).list<align::detail::common_count>(1);
    return leader.list<align::detail::common_tags>(in.byte() % 8);
}

void as_member_of_two(fuzz::input& in) {
    peer leader(in);
    leader.greeting(align::detail::procedure, 2, 0);
    run(1, links(says_what_is_common(leader, in)), intersect);
}

void as_leader_of_three(fuzz::input& in) {
    peer one(in), two(in);
    std::size_t number = 0;
    for (auto* member : {&one, &two}) {
        member->greeting(align::detail::procedure, 3, ++number).points<align::detail::evaluated_points>(rows);
        member->list<align::detail::store_seed>(1, sizeof(align::okvs::seed_bytes));
        member->list<align::detail::store_table>(align::okvs::columns_for(member->announced_rows()));
    }
    run(0, links(one, two), intersect);
}

void as_member_of_three(fuzz::input& in) {
    peer leader(in), member(in);
    leader.greeting(align::detail::procedure, 3, 0);
    member.greeting(align::detail::procedure, 3, 1).list<align::detail::zero_key_half>(1, 32);
    run(2, links(says_what_is_common(leader, in), member), intersect);
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
    switch (in.byte() % 7) {
        case 0: as_greeting(in); break;
        case 1: as_order(in); break;
        case 2: as_leader_of_two(in); break;
        case 3: as_member_of_two(in); break;
        case 4: as_leader_of_three(in); break;
        case 5: as_member_of_three(in); break;
        default: as_tags(in); break;
    }
    return 0;
}
