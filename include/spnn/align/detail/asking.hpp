// align/detail/asking.hpp: the first half of private set intersection: the leader learns the tag of each of its ids
// under every member's key, blindly. Each member computes the tags of its own ids meanwhile. In every wait here the
// peer has a chunk or two of work to do.

#pragma once

#include <spnn/align/detail/greeting.hpp>
#include <spnn/align/detail/schedule.hpp>
#include <spnn/align/oprf.hpp>
#include <spnn/core/parallel.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/crypto/prg.hpp>

namespace SPNN_NAMESPACE::align::detail {

inline constexpr std::string_view procedure = "private set intersection, 2";

// leader -> member, rows x 32: r * H(x), uniform.
struct blinded_points : net::message_kind<net::first_kind::align + 4, "blinded points", std::uint8_t> {};
// member -> leader, rows x 32: the same times the member's key.
struct evaluated_points : net::message_kind<net::first_kind::align + 5, "evaluated points", std::uint8_t> {};

// What F_j is computed of; the lengths keep labels and id apart.
[[nodiscard]] inline bytes oprf_input(std::string_view session, std::string_view id) {
    byte_writer out;
    out.string(procedure);
    out.string(session);
    out.string(id);
    return out.take();
}

[[nodiscard]] inline uint128 tag_of(const oprf_output& output) {
    uint128 tag = 0;
    std::memcpy(&tag, output.data(), sizeof tag);
    return tag;
}

// The leader of three parties or more waits for the members in turn.
template <net::Transport T>
[[nodiscard]] conversation<T> conversation_of(const group<T>& peers, const align_options& options) {
    return {peers, options, peers.parties() > 2 ? std::optional(leader) : std::nullopt};
}

template <net::Transport T>
struct run {
    std::span<const std::string> ids;
    conversation<T>& talk;
    terms agreed;
    crypto::prg random;

    [[nodiscard]] const align_options& options() const { return talk.options(); }
    [[nodiscard]] std::size_t parties() const { return talk.parties(); }
    [[nodiscard]] std::size_t rows() const { return ids.size(); }
    [[nodiscard]] schedule work() const { return {agreed.sizes}; }
    [[nodiscard]] bytes input(std::size_t row) const { return oprf_input(options().session, ids[row]); }
    // Shared by both roles. What it says is the same at all: not how many are common, if there are any.
    void require_enough(std::uint64_t common) const {
        constexpr std::string_view check =
            "check that all use the same id column and write ids alike: blanks, leading zeros, upper and lower case, "
            "Unicode forms";
        const auto least = agreed.min_common_rows;
        require<mismatch_error>(common >= 1 || least > 1, "private set intersection: no id is common to all ",
                                parties(), " parties; ", check);
        require<mismatch_error>(common >= least, "private set intersection: fewer than ", least,
                                " ids (the largest min_common_rows) are common to all ", parties(), " parties; ",
                                check);
    }
};

// Asking and answering.

struct blinded_chunk {
    chunk at;
    matrix<std::uint8_t> points;
    std::vector<secret_scalar> factors;
};

template <net::Transport T>
[[nodiscard]] blinded_chunk blind(run<T>& r, std::span<const std::uint32_t> asked, std::size_t number) {
    blinded_chunk c{chunk_of(asked.size(), number), {}, {}};
    c.points = make_matrix<std::uint8_t>(c.at.size, element_bytes);
    c.factors.reserve(c.at.size);
    for (std::size_t i = 0; i < c.at.size; ++i) c.factors.push_back(secret_scalar::draw(r.random));
    parallel_for(r.options().threads, c.at.size, [&](std::size_t i) {
        oprf_blind(r.input(asked[c.at.begin + i]), c.factors[i], row(c.points, i).template first<element_bytes>());
    });
    return c;
}

// tags[i] = the tag of the i-th id of the chunk, from what `peer` evaluated; protocol_error for what is no element.
template <net::Transport T>
void finalize(const run<T>& r, std::span<const std::uint32_t> asked, const blinded_chunk& c,
              std::span<const secret_scalar> inverse, const matrix<std::uint8_t>& evaluated, const std::string& peer,
              std::span<uint128> tags) {
    parallel_for(r.options().threads, c.at.size, [&](std::size_t i) {
        const auto output = oprf_finalize(r.input(asked[c.at.begin + i]), inverse[i],
                                          row(evaluated, i).template first<element_bytes>());
        require<protocol_error>(output.has_value(), peer,
                                ", evaluated points: one is no element of the group, or the identity");
        tags[i] = tag_of(*output);
    });
}

// Leader: tags[j][i] = tag_j of the id in row asked[i]. Blinds the next chunk while the members work on this one.
template <net::Transport T>
[[nodiscard]] std::vector<std::vector<uint128>> ask(run<T>& r, std::span<const std::uint32_t> asked) {
    std::vector<std::vector<uint128>> tags(r.parties());
    for (std::size_t j = 1; j < tags.size(); ++j) tags[j].resize(asked.size());
    const std::size_t chunks = chunk_count(asked.size());
    blinded_chunk waiting{};
    for (std::size_t c = 0; c <= chunks; ++c) {
        blinded_chunk next{};
        if (c < chunks) {
            next = blind(r, asked, c);
            for (std::size_t j = 1; j < tags.size(); ++j) r.talk.template send<blinded_points>(j, c, next.points);
        }
        if (c > 0) {
            const auto inverse = inverses(waiting.factors);
            for (std::size_t j = 1; j < tags.size(); ++j) {
                const auto evaluated =
                    r.talk.template receive<evaluated_points>(j, c - 1, waiting.at.size, element_bytes);
                finalize(r, asked, waiting, inverse, evaluated, r.talk.name(j), part(std::span(tags[j]), waiting.at));
                r.talk.say_at_work();
            }
            r.talk.report("asking", waiting.at.begin + waiting.at.size, asked.size());
        }
        waiting = std::move(next);
    }
    return tags;
}

// points = key * points; protocol_error for what is no element.
inline void evaluate(const secret_scalar& key, matrix<std::uint8_t>& points, const workers& threads,
                     const std::string& peer) {
    parallel_for(threads, rows(points), [&](std::size_t i) {
        const auto point = row(points, i).first<element_bytes>();
        require<protocol_error>(key.multiply(point, point), peer,
                                ", blinded points: one is no element of the group, or the identity");
    });
}

// Member: evaluates for the leader, and meanwhile, chunk by chunk, the tags of its own rows, which it returns.
template <net::Transport T>
[[nodiscard]] std::vector<uint128> answer(run<T>& r) {
    const auto key = secret_scalar::draw(r.random);
    std::vector<uint128> own(r.rows());
    const std::size_t asked = r.agreed.sizes[leader];
    for (std::size_t c = 0; c < std::max(chunk_count(asked), chunk_count(own.size())); ++c) {
        if (c < chunk_count(own.size())) {
            const auto now = chunk_of(own.size(), c);
            parallel_for(r.options().threads, now.size, [&](std::size_t i) {
                own[now.begin + i] = tag_of(oprf_evaluate(key, r.input(now.begin + i)));
            });
            r.talk.report("own ids", now.begin + now.size, own.size());
        }
        if (c < chunk_count(asked)) {
            r.talk.hear_at_work(leader, r.work().before_points(c));
            auto points = r.talk.template receive<blinded_points>(leader, c, chunk_of(asked, c).size, element_bytes);
            evaluate(key, points, r.options().threads, r.talk.name(leader));
            r.talk.template send<evaluated_points>(leader, c, points);
        } else {
            r.talk.say_at_work(leader);
        }
    }
    return own;
}

}  // namespace SPNN_NAMESPACE::align::detail
