#include <hostile/support/runs.hpp>

namespace hostile_tests {

namespace {

run_request brief_request(std::size_t holders, std::optional<std::size_t> label_holder) {
    auto request = test::small_request(holders, 2);
    request.plan.batch = 16;
    request.plan.label_holder = label_holder;
    return request;
}

}  // namespace

std::vector<protocol> protocols() {
    using split::holder_links;
    return {{"shared, labels apart",
             play_shared,
             {holder_links::mesh, true},
             brief_request(2, {}),
             {"server", "holder_1", "holder_2", "labeler", "dealer"},
             false},
            {"masked over mersenne61, the first holder has the labels",
             play_masked,
             {holder_links::mesh, false},
             brief_request(3, 0),
             {"server", "holder_1", "holder_2", "holder_3"},
             true},
            {"encrypted, the second holder has the labels",
             play_encrypted,
             {holder_links::chain, false},
             brief_request(2, 1),
             {"server", "holder_1", "holder_2"},
             false},
            {"encrypted by lattices",
             play_encrypted_by_rlwe,
             {holder_links::chain, false},
             brief_request(2, 0),
             {"server", "holder_1", "holder_2"},
             false}};
}

scene run_of(const protocol& p) {
    return [play = p.play, links = p.links, request = p.request](stage& at, milliseconds timeout) {
        const auto parties = split::parties_of(links, request.plan);
        const auto own = std::make_shared<std::map<split::party, own_links>>();
        for (const auto& who : parties) own->emplace(who, own_links(timeout));
        for (const auto& a : parties)
            for (const auto& b : parties)
                if (a < b && split::are_linked(links, request.plan, a, b)) {
                    auto [near, far] = at.link(a.name(), b.name());
                    own->at(a).connect(b, std::move(near));
                    own->at(b).connect(a, std::move(far));
                }
        const auto seeds = split::private_seeds(request.seed);
        cast all;
        for (const auto& who : parties) {
            split::party_options options;
            options.private_seed = seeds.of(who);
            all.emplace_back(who.name(), [=] { play(who, request, std::move(own->at(who)), options); });
        }
        return all;
    };
}

}  // namespace hostile_tests
