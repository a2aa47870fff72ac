#include <split/support/roles.hpp>

template class spnn::split::server<test::small_net, spnn::split::shared<>, test::any_transport>;
template class spnn::split::holder<spnn::split::shared<>, test::any_transport>;
template class spnn::split::labeler<test::small_net, spnn::split::shared<>, test::any_transport>;
template class spnn::split::dealer<spnn::split::shared<>, test::any_transport>;

namespace test {

role_outcome play_roles(const role_script& script) {
    const auto& request = script.request;
    const auto& plan = request.plan;
    auto links = links_of<split::shared<>>(plan, request.timeout, request.links);
    role_outcome outcome;
    outcome.weights.first.resize(plan.holders());
    const auto parties = split::parties_of(split::shared<>::links, plan);
    for (const auto& who : parties) outcome.endings[who] = {};  // a place for each, before the threads

    const auto play_server = [&](party who) {
        a_server self(plan, std::move(links.at(who)), script.options(who));
        script.with_server(self);
        outcome.endings.at(who) = self.train();
        for (std::size_t i = 0; i < script.predictions; ++i) self.predict();
        outcome.weights.hidden = self.weights();
    };
    const auto play_dealer = [&](party who) {
        a_dealer self(plan, split::outline_of<small_net>(), std::move(links.at(who)), script.options(who));
        outcome.endings.at(who) = self.train();
        for (std::size_t i = 0; i < script.predictions; ++i) self.predict();
    };
    const auto play_holder = [&](party who) {
        const auto j = who.number;
        a_holder self(plan, split::outline_of<small_net>(), j, std::move(links.at(who)), script.options(who));
        script.with_holder(j, self);
        outcome.endings.at(who) = self.train(request.table.features[j],
                                             plan.evaluate_rows > 0 ? request.evaluate.features[j] : matrix<float>{});
        for (std::size_t i = 0; i < script.predictions; ++i) self.predict(request.predict[j]);
        outcome.weights.first[j] = self.weights();
    };
    const auto play_labeler = [&](party who) {
        a_labeler self(plan, std::move(links.at(who)), {}, script.options(who), request.labels);
        script.with_labeler(self);
        const auto j = plan.label_holder;
        outcome.endings.at(who) = self.train(
            {request.table.targets, j ? request.table.features[*j] : matrix<float>{}},
            {request.evaluate.targets, j && plan.evaluate_rows > 0 ? request.evaluate.features[*j] : matrix<float>{}});
        for (std::size_t i = 0; i < script.predictions; ++i)
            outcome.predictions.push_back(j ? self.predict(request.predict[*j])
                                            : self.predict(spnn::rows(request.predict[0])));
        outcome.weights.head = self.weights();
        if (j) outcome.weights.first[*j] = self.first_layer_weights();
    };

    std::vector<std::function<void()>> plays;
    for (const auto& who : parties)
        plays.emplace_back([&, who] {
            const std::shared_ptr<void> end(nullptr, [&, who](void*) { script.on_end(who); });
            if (who == plan.label_owner()) return play_labeler(who);
            if (who == the_server) return play_server(who);
            if (who == the_dealer) return play_dealer(who);
            play_holder(who);
        });
    const auto failures = failures_of(plays);
    for (std::size_t i = 0; i < parties.size(); ++i) outcome.failures[parties[i]] = failures[i];
    return outcome;
}

}  // namespace test
